"""The rules of the reader itself: what can be noticed about a file before any rule of a form applies."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.cells import Location
from xltool.finding import Finding, Severity
from xltool.text import Text


@dataclass(frozen=True)
class ReaderRule:
    """One rule of the reader; `field_rule` is its number in the rules of the field, where it has one."""

    id: str
    severity: Severity
    message: Text
    field_rule: str = ""

    def finding(
        self, *, field: str | None = None, location: Location | None = None, value: object = None, **words: object
    ) -> Finding:
        """A finding of this rule; `words` fill the placeholders."""
        message = Text(zh=self.message.say("zh", **words), en=self.message.say("en", **words))
        return Finding(
            rule=self.id, severity=self.severity, message=message, field=field, location=location, value=value
        )


def _rule(rule_id: str, severity: Severity, zh: str, en: str, field_rule: str = "") -> ReaderRule:
    return ReaderRule(rule_id, severity, Text(zh=zh, en=en), field_rule)


READER_RULES: dict[str, ReaderRule] = {
    rule.id: rule
    for rule in (
        _rule("file.missing", "error", "文件不存在或无法打开：{reason}", "the file is not there or cannot be opened: {reason}"),
        _rule("file.empty", "error", "文件是空的，请重新发送", "the file is empty; please send it again"),
        _rule("file.too-large", "error", "文件过大（{size}），上限 {limit}", "the file is too large ({size}); the limit is {limit}"),
        _rule(
            "file.encrypted", "error", "文件有打开密码，请取消密码后重新发送", "the file needs a password to open; please send it without"
        ),
        _rule(
            "file.not-a-workbook",
            "error",
            "不是可读取的电子表格（{reason}），请用 Excel、WPS 或 LibreOffice 保存后重新发送",
            "not a workbook that can be read ({reason}); please save it with Excel, WPS or LibreOffice and send it again",
        ),
        _rule(
            "template.unknown",
            "error",
            "不是已知的表格模板（{template}），请用下发的模板填写",
            "not a known template ({template}); please use the workbook that was sent out",
            "R01",
        ),
        _rule(
            "template.outdated",
            "error",
            "模板版本不符（{found}，现为 {wanted}），请用最新模板",
            "the template is version {found}, now it is {wanted}; please use the latest",
            "R01",
        ),
        _rule(
            "template.changed",
            "warning",
            "模板版本相同，但定义已改动，请核对",
            "same template version, but its definition has changed since; please verify",
            "R01",
        ),
        _rule(
            "template.recognised",
            "info",
            "文件不含模板标识，按标签认作“{template}”",
            "the file carries no template id; recognised as {template} by its labels",
            "R01",
        ),
        _rule("sheet.missing", "error", "缺少工作表“{sheet}”", "the sheet “{sheet}” is missing", "R02"),
        _rule("label.changed", "error", "表样被改动：{cell}应为“{x}”", "the form was altered: {cell} should read “{x}”", "R02"),
        _rule(
            "layout.moved",
            "info",
            "表格有行列增减，已按标签找到各栏",
            "rows or columns were inserted or removed; the fields were found by their labels",
        ),
        _rule(
            "table.overflow",
            "error",
            "“{table}”超出可填行数 {capacity}，第 {row} 行起不在模板内",
            "“{table}” goes beyond its {capacity} rows from row {row} on",
        ),
        _rule("value.type", "error", "“{label}”的内容“{value}”无法识别", "“{value}” cannot be read as “{label}”"),
        _rule("R63", "info", "已规范书写：{before}→{after}", "normalised: {before} → {after}", "R63"),
    )
}

#: Ids of what only shows over all files of a campaign: the same form sent twice, a unit that has not sent.
CAMPAIGN_IDS = ("R64", "R65")
