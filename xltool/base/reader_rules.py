"""The rules of the reader itself: what can be noticed about a file before any rule of a form applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltool.base.cells import Location
from xltool.base.findings import Finding, Severity
from xltool.base.messages import Lang, Text


@dataclass(frozen=True)
class ReaderRule:
    """One rule of the reader; `field_rule` is its number in the rules of the field, where it has one."""

    id: str
    severity: Severity
    message: Text
    field_rule: str = ""

    def finding(self, *, field: str | None = None, location: Location | None = None, value: object = None, **words: object) -> Finding:
        """A finding of this rule; `words` fill the placeholders, each in its language where it is a `Text`."""
        message = Text(zh=self._said("zh", words), en=self._said("en", words))
        return Finding(rule=self.id, severity=self.severity, message=message, field=field, location=location, value=value)

    def of_file(self, words: Mapping[str, object]) -> Finding:
        """Report the file as a whole by this rule."""
        return Finding(rule=self.id, severity=self.severity, message=Text(zh=self._said("zh", words), en=self._said("en", words)))

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
            "表格有行列增减或移动，已按标签或名称找到各栏",
            "rows, columns or blocks were inserted, removed or moved; the fields were found by their labels or names",
        ),
        _rule(
            "input.moved",
            "warning",
            "“{label}”的填写格从 {place} 移到了 {cell}，已按 {cell} 读取，请移回原处",
            "the input of “{label}” was moved from {place} to {cell} and is read there; please move it back",
        ),
        _rule(
            "input.doubtful",
            "error",
            "“{label}”不知填在哪一格：标签指向 {cell}，名称指向 {place}，两处都有内容；暂按 {cell} 读取，请用下发的模板重新填写",
            "it is not certain where “{label}” stands: its label leads to {cell}, its name to {place}, and both hold something; "
            "{cell} was read, please fill in the workbook that was sent out",
        ),
        _rule(
            "field.not-found",
            "error",
            "“{label}”在表中找不到：标签和名称都不在了，没有读取，请用下发的模板重新填写",
            "“{label}” cannot be found: its label and its name are gone, and nothing was read; "
            "please fill in the workbook that was sent out",
        ),
        _rule(
            "names.changed",
            "info",
            "栏目的名称缺失或指向别处（{names}），已按标签读取；文件自带的检查因此可能不准",
            "names of fields are missing or lead elsewhere ({names}); the fields were found by their labels, "
            "but what the workbook itself checks may be wrong",
        ),
        _rule(
            "sheet.renamed",
            "info",
            "工作表“{sheet}”改名为“{name}”，已照常读取",
            "the sheet “{sheet}” is now called “{name}”; it was read as ever",
        ),
        _rule(
            "sheet.removed",
            "info",
            "工作表{sheets}已删除，不影响读取，但文件不再自行检查；退回件中会恢复",
            "the sheets {sheets} were removed; reading does not need them, but the workbook does not check itself any more",
        ),
        _rule(
            "sheet.extra",
            "info",
            "多出工作表“{sheet}”，其中内容未读取，请确认不是要报送的数据",
            "the sheet “{sheet}” is not of the form and was not read; please make sure that it holds nothing to be sent",
        ),
        _rule(
            "content.stray",
            "warning",
            "{cells} 有内容，但不在填写格内，未读取；请移到填写格中或删除",
            "{cells} hold something outside the inputs of the form, which was not read; please move it to where it belongs or delete it",
        ),
        _rule(
            "content.hidden",
            "warning",
            "{what}被隐藏但有内容，已照常读取；请取消隐藏并核对",
            "{what} are hidden and hold something, which was read as ever; please unhide them and look at it",
        ),
        _rule(
            "content.hidden-sheet",
            "warning",
            "多出的工作表“{sheet}”被隐藏但有内容，未读取；请取消隐藏并核对，不需要就删除",
            "the sheet “{sheet}” is not of the form, is hidden and holds something, which was not read; please unhide it and look at it",
        ),
        _rule(
            "formula.overwritten",
            "warning",
            "{cells} 的公式被改成了固定内容，显示的检查结果不再可信；检查已另行重做，请用下发的模板或退回件",
            "the formulas in {cells} were overwritten, so that what the workbook shows there is not to be trusted; "
            "everything was checked anew, please go on with the workbook that was sent out or returned",
        ),
        _rule(
            "formula.entered",
            "info",
            "“{label}”填的是公式（{cells}），已读取文件保存的结果，请核对；建议改为数值",
            "“{label}” holds a formula ({cells}); its saved result was read, please verify it or type the value itself",
        ),
        _rule(
            "validation.removed",
            "info",
            "{cells} 的下拉选项或填写限制被粘贴覆盖或清除，内容已照常检查；粘贴时请选“只粘贴数值”",
            "dropdowns or limits of entry in {cells} were pasted over or cleared; the content was checked as ever, "
            "please paste values only",
        ),
        _rule(
            "protection.removed",
            "warning",
            "工作表“{sheet}”的保护被取消，内容已照常检查；请勿改动表样",
            "the protection of the sheet “{sheet}” was taken off; its content was checked as ever, please leave the form as it is",
        ),
        _rule(
            "cell.merged",
            "warning",
            "{cells} 被合并，只有左上角一格的内容读得到，其余各行为空；请取消合并后逐行填写",
            "{cells} were merged, so that only the first cell holds a value and the others are blank; "
            "please split them and fill in every row",
        ),
        _rule(
            "file.features-lost",
            "info",
            "保存文件的程序丢掉了{what}，不影响读取；建议用 Excel、WPS 或 LibreOffice 填写",
            "the program that saved the file dropped {what}; reading does not need it, but Excel, WPS or LibreOffice keep it",
        ),
        _rule("comment.present", "info", "{cell} 有批注（{author}）：{text}", "{cell} has a comment by {author}: {text}"),
        _rule(
            "object.present",
            "info",
            "工作表“{sheet}”有图片或嵌入对象（{cells}），未读取；其中如有要报送的内容，请填入表中或另附文件",
            "the sheet “{sheet}” has pictures or embedded objects ({cells}), which were not read; "
            "what is to be sent belongs into the form or a file beside it",
        ),
        _rule(
            "R67",
            "error",
            "行列错位：{rows}偏移{n}列，内容未检查；请移回对应的列",
            "shifted columns: {rows} stand off by {n} columns and were not checked; please move them back",
            "R67",
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
OF_THE_PROGRAM = frozenset({"value.not-computed", "file.features-lost"})

#: What a campaign notices about a file that came: whether it is one of its own, and whose.
CAMPAIGN_RULES: dict[str, ReaderRule] = {
    rule.id: rule
    for rule in (
        _rule(
            "campaign.foreign",
            "error",
            "这份表属于另一个收集任务或另一种表格（{found}），请使用本次下发的表",
            "this workbook belongs to another campaign or form ({found}); please use the one that was sent out for this one",
        ),
        _rule(
            "campaign.unlisted",
            "error",
            "单位“{unit}”不在名录中，请核对单位名称，或由财政部门补入名录",
            "the unit “{unit}” is not on the roster; please verify its name, or have it added to the roster",
        ),
        _rule(
            "campaign.signature",
            "error",
            "签名与表中的任务、单位或项目不符，标识可能被改动，请使用下发给本单位的表",
            "the signature does not fit the campaign, unit or project in the workbook, which may have been altered; "
            "please use the workbook that was sent to your unit",
        ),
        _rule(
            "campaign.unsigned",
            "warning",
            "这份表没有本次任务的签名，不是下发的原表，请核对来源",
            "the workbook does not carry this campaign's signature, so it is not one that was sent out; please verify where it comes from",
        ),
        _rule(
            "campaign.unit",
            "error",
            "这份表下发给“{issued}”，填报单位却是“{named}”，请使用下发给本单位的表",
            "the workbook was sent to “{issued}” but is filled in for “{named}”; please use the one that was sent to your unit",
        ),
        _rule(
            "campaign.project",
            "warning",
            "这份表下发给项目“{issued}”，填的却是“{named}”，请核对",
            "the workbook was sent out for the project “{issued}” but names “{named}”; please verify",
        ),
    )
}

#: Ids of what only shows in a campaign or over all files: beside those above the same form sent twice, a unit that has not sent.
CAMPAIGN_IDS = ("R64", "R65", *CAMPAIGN_RULES)

#: What is only known over all files.
DUPLICATE = Text(zh="重复报送：与 {others} 相同的年度、单位和项目", en="sent more than once: same year, unit and project as {others}")
NOT_SENT = Text(zh="未报送：{unit}", en="not sent: {unit}")
