"""The rules of the reader itself: what can be noticed about a file before any rule of a form applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltool.cells import Location
from xltool.finding import Finding, Severity
from xltool.text import Lang, Text


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
        """A finding of this rule; `words` fill the placeholders, each in its language where it is a `Text`."""
        message = Text(zh=self._said("zh", words), en=self._said("en", words))
        return Finding(
            rule=self.id, severity=self.severity, message=message, field=field, location=location, value=value
        )

    def _said(self, lang: Lang, words: Mapping[str, object]) -> str:
        said = {name: word.say(lang) if isinstance(word, Text) else word for name, word in words.items()}
        return self.message.say(lang, **said)


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
            "file.damaged",
            "error",
            "文件已损坏（{reason}），可能传输不完整，请打开确认、另存后重新发送",
            "the file is damaged ({reason}), perhaps cut off on its way; please open it, save it anew and send it again",
        ),
        _rule(
            "file.unsafe",
            "error",
            "文件含有电子表格程序不会写出的内容（{reason}），为安全起见不予读取，请用 Excel、WPS 或 LibreOffice 另存后重新发送",
            "the file holds what no spreadsheet program writes ({reason}) and is not read for safety; "
            "please save it anew with Excel, WPS or LibreOffice and send it again",
        ),
        _rule(
            "file.bomb",
            "error",
            "文件中“{part}”解压后膨胀 {ratio} 倍（上限 {limit} 倍），为安全起见不予读取，请另存后重新发送",
            "“{part}” in the file inflates {ratio} times (the limit is {limit}) and is not read for safety; "
            "please save the file anew and send it again",
        ),
        _rule(
            "file.too-many",
            "error",
            "文件中{what}过多（{count}，上限 {limit}），请用下发的模板重新填写",
            "the file has too many {what} ({count}, the limit is {limit}); please fill in the workbook that was sent out",
        ),
        _rule(
            "file.too-costly",
            "error",
            "读取该文件耗费过多（{reason}），已中止；请删除表格以外的空行空列，另存后重新发送",
            "reading the file takes too much ({reason}) and was stopped; "
            "please delete blank rows and columns outside the form, save it anew and send it again",
        ),
        _rule("file.macros", "info", "文件含有宏，未运行", "the file holds macros; they were not run"),
        _rule(
            "file.external-links",
            "warning",
            "文件链接到其他文件或程序（{part}），链接未打开，请改为直接填写数值",
            "the file links to other files or programs ({part}); they were not opened, please type the values themselves",
        ),
        _rule(
            "sheet.far-cell",
            "warning",
            "{cell}远在表格之外却有内容，未读取，请核对后删除",
            "{cell} lies far outside the form and holds something, which was not read; please look at it and delete it",
        ),
        _rule(
            "value.error",
            "error",
            "“{label}”是错误值 {error}，请改正该单元格",
            "“{label}” holds the error value {error}; please correct the cell",
        ),
        _rule(
            "value.not-computed",
            "error",
            "“{label}”是公式，但文件未保存其结果，请用 Excel 或 WPS 打开、保存后重新发送",
            "“{label}” holds a formula whose result was not saved; please open the file in Excel or WPS, save it and send it again",
        ),
        _rule(
            "value.too-long",
            "error",
            "“{label}”有 {count} 个字符，超出单元格上限 {limit}，其后未读取",
            "“{label}” holds {count} characters, more than the {limit} of a cell; what follows was not read",
        ),
        _rule(
            "value.characters",
            "warning",
            "“{label}”含有看不见或不能打印的字符（{shown}），请删除后重新填写",
            "“{label}” holds characters that cannot be seen or printed ({shown}); please delete them and type it again",
        ),
        _rule(
            "value.formula-like",
            "warning",
            "“{label}”的文本形如公式或命令，已按文本保留，请核对",
            "the text of “{label}” looks like a formula or a command; it was kept as text, please look at it",
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

#: What may be the doing of the program that saved the file and not of its sender: reports then name the program.
OF_THE_PROGRAM = frozenset({"value.not-computed"})

#: Ids of what only shows over all files of a campaign: the same form sent twice, a unit that has not sent.
CAMPAIGN_IDS = ("R64", "R65")
