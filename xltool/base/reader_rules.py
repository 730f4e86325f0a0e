"""The rules of the reader itself: what is reported about a file before any rule of a form applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltool.base.cells import Location
from xltool.base.findings import Finding, Severity
from xltool.base.messages import Lang, Text
from xltool.base.reader_requirements import READER_REQUIREMENTS


@dataclass(frozen=True)
class ReaderRule:
    """One rule of the reader."""

    id: str
    severity: Severity
    message: Text
    requirement: Text  # what it asks for, said positively
    field_rule: str = ""  # its number in the rules of the field, where it has one
    cause: tuple[str, ...] | None = None  # words that tell the causes in a column apart: one finding for each; None: one for each cell

    def finding(self, *, field: str | None = None, location: Location | None = None, value: object = None, **words: object) -> Finding:
        """Make a finding of this rule; `words` fill the placeholders, each in its language where it is a `Text`."""
        message = Text(zh=self._filled("zh", words), en=self._filled("en", words))
        return Finding(rule=self.id, severity=self.severity, message=message, field=field, location=location, value=value)

    def of_file(self, words: Mapping[str, object]) -> Finding:
        """Report the file as a whole by this rule."""
        return Finding(rule=self.id, severity=self.severity, message=Text(zh=self._filled("zh", words), en=self._filled("en", words)))

    def _filled(self, lang: Lang, words: Mapping[str, object]) -> str:
        filled = {name: word.say(lang) if isinstance(word, Text) else word for name, word in words.items()}
        return self.message.say(lang, **filled)


def _rule(rule_id: str, severity: Severity, zh: str, en: str, field_rule: str = "", cause: tuple[str, ...] | None = None) -> ReaderRule:
    return ReaderRule(rule_id, severity, Text(zh=zh, en=en), READER_REQUIREMENTS[rule_id], field_rule, cause)


READER_RULES: dict[str, ReaderRule] = {
    rule.id: rule
    for rule in (
        _rule(
            "file.missing",
            "error",
            "文件不存在或无法打开：{reason}，请核对文件名和权限",
            "The file does not exist or cannot be opened: {reason}; please check its name and permissions",
        ),
        _rule("file.empty", "error", "文件是空的，请重新发送", "The file is empty; please send it again"),
        _rule("file.too-large", "error", "文件过大（{size}），上限 {limit}", "The file is too large ({size}); the limit is {limit}"),
        _rule(
            "file.encrypted",
            "error",
            "文件有打开密码，请取消密码后重新发送",
            "The file is password-protected; please remove the password and send it again",
        ),
        _rule(
            "file.not-a-workbook",
            "error",
            "不是可读取的电子表格（{reason}），请用 Excel、WPS 或 LibreOffice 保存后重新发送",
            "Not a workbook that can be read ({reason}); please save it with Excel, WPS or LibreOffice and send it again",
        ),
        _rule(
            "file.wrapped",
            "error",
            "内容封在{what}中，无法取出；{advice}",
            "The content is wrapped in {what} and cannot be taken out; {advice}",
        ),
        _rule(
            "file.damaged",
            "error",
            "文件已损坏（{reason}），可能传输不完整，请打开确认、另存后重新发送",
            "The file is damaged ({reason}), perhaps because the transfer was incomplete; please open it, save it again and resend it",
        ),
        _rule(
            "file.unsafe",
            "error",
            "文件含有电子表格程序不会写出的内容（{reason}），为安全起见不予读取，请用 Excel、WPS 或 LibreOffice 另存后重新发送",
            "The file has content that no spreadsheet program writes ({reason}) and was not read for safety; "
            "please save it again with Excel, WPS or LibreOffice and resend it",
        ),
        _rule(
            "file.bomb",
            "error",
            "文件中“{part}”解压后膨胀 {ratio} 倍（上限 {limit} 倍），为安全起见不予读取，请另存后重新发送",
            "“{part}” in the file expands {ratio} times (the limit is {limit}), so the file was not read for safety; "
            "please save the file again and resend it",
        ),
        _rule(
            "file.too-many",
            "error",
            "文件中{what}过多（{count}，上限 {limit}），请用下发的模板重新填写",
            "The file has too many {what} ({count}; the limit is {limit}); please fill in the workbook that was sent to you",
        ),
        _rule(
            "file.too-costly",
            "error",
            "读取该文件耗费过多（{reason}），已中止；请删除表格以外的空行空列，另存后重新发送",
            "Reading the file took too much time or memory ({reason}) and was stopped; "
            "please delete blank rows and columns outside the form, save the file again and resend it",
        ),
        _rule(
            "file.macros",
            "info",
            "文件含有宏，未运行，不影响读取",
            "The file contains macros, which were not run; reading does not need them",
        ),
        _rule(
            "file.external-links",
            "warning",
            "文件链接到其他文件或程序（{part}），链接未打开，请改为直接填写数值",
            "The file links to other files or programs ({part}), which were not opened; please enter the values directly",
        ),
        _rule(
            "sheet.far-cell",
            "warning",
            "{cell} 远在表格之外却有内容，未读取，请核对后删除",
            "{cell} lies far outside the form and has content, which was not read; please check it and delete it",
        ),
        _rule(
            "value.error",
            "error",
            "“{label}”是错误值 {error}，请改正该单元格",
            "“{label}” contains the error value {error}; please correct the cell",
            cause=("error",),
        ),
        _rule(
            "value.not-computed",
            "error",
            "“{label}”是公式，但文件未保存其结果，请用 Excel 或 WPS 打开、保存后重新发送",
            "“{label}” contains a formula whose result was not saved; please open the file in Excel or WPS, save it and send it again",
            cause=(),
        ),
        _rule(
            "value.lost",
            "error",
            "“{label}”的文本在文件中已丢失（编号为 {number} 的文本不存在），请重新填写该单元格",
            "The text of “{label}” is not in the file (there is no text number {number}); please type it again",
            cause=("number",),
        ),
        _rule(
            "value.picture",
            "error",
            "“{label}”填的是嵌入单元格的图片，图片中的内容无法读取；请填写文字或数字，图片另附文件",
            "“{label}” holds a picture placed in the cell, from which nothing can be read; please type the text or number, "
            "and send the picture as a file of its own",
            cause=(),
        ),
        _rule(
            "value.cut",
            "warning",
            "“{label}”正好 {count} 个字符，有的程序保存 .xls 时会截去其后的文字；请核对末尾是否完整，不完整就改用 .xlsx 重新填写",
            "“{label}” has exactly {count} characters, where some programs cut the texts of an .xls; please check its end, "
            "and if it is cut, type it again in an .xlsx",
        ),
        _rule(
            "value.too-long",
            "error",
            "“{label}”有 {count} 个字符，超出单元格上限 {limit}，其后未读取，请缩短",
            "“{label}” has {count} characters, more than the {limit} a cell can hold; the rest was not read, please shorten it",
        ),
        _rule(
            "value.characters",
            "warning",
            "“{label}”含有看不见或不能打印的字符（{shown}），请删除后重新填写",
            "“{label}” contains invisible or unprintable characters ({shown}); please delete them and type the text again",
            cause=("shown",),
        ),
        _rule(
            "value.formula-like",
            "warning",
            "“{label}”的文本形如公式或命令，已按文本保留，请核对",
            "The text of “{label}” looks like a formula or a command; it was kept as text, please check it",
        ),
        _rule(
            "template.unknown",
            "error",
            "不是已知的表格模板（{template}），请用下发的模板填写",
            "Unknown template ({template}); please use the workbook that was sent to you",
            "R01",
        ),
        _rule(
            "template.outdated",
            "error",
            "模板版本是 {found}，现行版本是 {wanted}，请用最新下发的表填写",
            "The template version is {found}, but the current one is {wanted}; please fill in the latest workbook",
            "R01",
        ),
        _rule(
            "template.changed",
            "warning",
            "表格发出后定义有改动（版本号未变），请核对各栏，必要时用新下发的表填写",
            "The form's definition has changed since it was sent out, under the same version; please check the entries, or fill in a new workbook",
            "R01",
        ),
        _rule(
            "template.recognised",
            "info",
            "文件不含模板标识，按标签认作“{template}”",
            "The file has no template id; recognised as {template} by its labels",
            "R01",
        ),
        _rule(
            "sheet.missing",
            "error",
            "缺少工作表“{sheet}”，请用下发的模板重新填写",
            "The sheet “{sheet}” is missing; please fill in the workbook that was sent to you",
            "R02",
        ),
        _rule(
            "note.changed",
            "warning",
            "固定的说明文字被改动：{cell}应为“{x}”，请改回",
            "A fixed note of the form was altered: {cell} should read “{x}”; please change it back",
        ),
        _rule(
            "label.changed",
            "error",
            "表样被改动：{cell}应为“{x}”，请改回",
            "The form was altered: {cell} should read “{x}”; please change it back",
            "R02",
        ),
        _rule(
            "layout.moved",
            "info",
            "表格有行列增减或移动，已按标签或名称定位各栏",
            "Rows, columns or blocks were inserted, removed or moved; the fields were found by their labels or names",
        ),
        _rule(
            "input.moved",
            "warning",
            "“{label}”的填写格从 {place} 移到了 {cell}，已按 {cell} 读取，请移回原处",
            "The cell for “{label}” was moved from {place} to {cell} and was read there; please move it back",
        ),
        _rule(
            "input.doubtful",
            "error",
            "“{label}”的填写位置无法确定：标签指向 {cell}，名称指向 {place}，两处都有内容；暂按 {cell} 读取，请用下发的模板重新填写",
            "The cell for “{label}” is ambiguous: its label points to {cell}, its defined name to {place}, and both have content; "
            "{cell} was read; please fill in the workbook that was sent to you",
        ),
        _rule(
            "field.not-found",
            "error",
            "“{label}”在表中无法定位：标签和名称均已缺失，未读取，请用下发的模板重新填写",
            "“{label}” cannot be located: its label and its defined name are missing, so it was not read; "
            "please fill in the workbook that was sent to you",
        ),
        _rule(
            "names.changed",
            "info",
            "栏目的名称缺失或指向别处（{names}），已按标签读取；文件自带的检查结果可能因此不准确",
            "Defined names of fields are missing or point elsewhere ({names}); the fields were located by their labels, "
            "but the checks in the workbook itself may be wrong",
        ),
        _rule(
            "sheet.renamed",
            "info",
            "工作表“{sheet}”改名为“{name}”，已照常读取",
            "The sheet “{sheet}” was renamed to “{name}”; it was read as usual",
        ),
        _rule(
            "form.second-copy",
            "error",
            "工作簿中有两份填写过的表格：{sheet}和{copy}；暂按{sheet}读取，请只留一份后重新发送",
            "The workbook holds two completed copies of the form: {sheet} and {copy}; {sheet} was read. Please keep only one and send it again",
        ),
        _rule(
            "form.copy-read",
            "warning",
            "工作表{sheet}没有填写，已读取填写过的副本{copy}；请直接在原工作表中填写",
            "The sheet {sheet} is blank, so its completed copy {copy} was read; please fill in the sheet itself",
        ),
        _rule(
            "form.hidden",
            "warning",
            "表格所在的工作表“{sheet}”被隐藏{twin}；读取的是“{sheet}”，请取消隐藏并核对",
            "The sheet “{sheet}” of the form is hidden{twin}; “{sheet}” was read, please unhide it and check",
        ),
        _rule(
            "sheet.removed",
            "info",
            "工作表{sheets}已删除，不影响读取，但文件不再自行检查；退回件中会恢复",
            "The sheets {sheets} were deleted; they are not needed for reading, but the workbook no longer checks itself",
        ),
        _rule(
            "sheet.extra",
            "info",
            "多出工作表“{sheet}”，其中内容未读取，请确认不是要报送的数据",
            "The sheet “{sheet}” is not part of the form and was not read; please make sure that it contains no data to be submitted",
        ),
        _rule(
            "content.stray",
            "warning",
            "{cells} 有内容，但不在填写格内，未读取；请移到填写格中或删除",
            "Content outside the input cells, in {cells}, was not read; please move it to an input cell or delete it",
        ),
        _rule(
            "content.hidden",
            "warning",
            "{what}被隐藏（或高度、宽度为 0）但有内容，已照常读取；请取消隐藏并核对",
            "{what} are hidden (or of height or width 0) and have content, which was read as usual; please unhide them and check",
        ),
        _rule(
            "content.hidden-sheet",
            "warning",
            "多出的工作表“{sheet}”被隐藏但有内容，未读取；请取消隐藏并核对，不需要就删除",
            "The sheet “{sheet}” is not part of the form, is hidden and has content, which was not read; please unhide it and check",
        ),
        _rule(
            "content.struck",
            "warning",
            "{cells} 的内容被划去（删除线），已照常读取；不报的内容请清除，要报的请去掉删除线",
            "Struck through, but read as usual: {cells}; please clear what is not to count, and remove the line from what is",
        ),
        _rule(
            "formula.overwritten",
            "warning",
            "{cells} 的公式被改成了固定内容，显示的检查结果不再可信；检查已另行重做，请用下发的模板或退回件",
            "The formulas in {cells} were overwritten, so the results shown there cannot be trusted; "
            "everything was checked again independently; please continue with the workbook that was sent to you or returned",
            cause=(),
        ),
        _rule(
            "given.changed",
            "warning",
            "“{label}”由下发方给定，此处被改为{found}，应为{expected}；以下发的内容为准",
            "“{label}” is given by the issuer; it was changed to {found} where {expected} was given, and that one counts",
        ),
        _rule(
            "formula.entered",
            "info",
            "“{label}”填的是公式（{cells}），已读取文件保存的结果，请核对；建议改为数值",
            "“{label}” contains a formula ({cells}); its saved result was read, please check it or enter the value directly",
        ),
        _rule(
            "validation.removed",
            "info",
            "{cells} 的下拉选项或填写限制被粘贴覆盖或清除，内容已照常检查；粘贴时请选“只粘贴数值”",
            "Dropdowns or entry restrictions in {cells} were pasted over or cleared; the content was checked as usual, "
            "please paste values only",
        ),
        _rule(
            "protection.removed",
            "warning",
            "工作表“{sheet}”的保护被取消，内容已照常检查；请勿改动表样",
            "The protection of the sheet “{sheet}” was removed; its content was checked as usual, please do not change the form",
        ),
        _rule(
            "cell.merged",
            "warning",
            "{cells} 被合并，只有左上角一格的内容读得到，其余各行为空；请取消合并后逐行填写",
            "{cells} were merged, so only the first cell has a value and the others are blank; please unmerge them and fill in every row",
        ),
        _rule(
            "file.features-lost",
            "info",
            "保存文件的程序丢失了{what}，不影响读取；建议用 Excel、WPS 或 LibreOffice 填写",
            "The program that saved the file lost {what}; reading does not need it, but please use Excel, WPS or LibreOffice, which keep it",
        ),
        _rule(
            "file.made-formulas",
            "warning",
            "保存文件的程序（{program}）把 {cells} 中以“=”开头的文字改成了公式{lost}。这不是填写错误，已按原来的文字读取，请核对；"
            "请用 Excel、WPS 或 LibreOffice 填写并直接发送，不要经其他程序转存",
            "The program that saved the file ({program}) made formulas of the texts in {cells} that begin with “=”{lost}. Nobody has filled in "
            "anything wrongly: the texts were read as they were typed, please check them; fill in the form with Excel, WPS or LibreOffice and "
            "send that file as it is",
        ),
        _rule(
            "comment.present",
            "info",
            "{cell} 有批注（{author}）：{text}；批注不作为填报内容",
            "{cell} has a comment by {author}: {text}; comments are not part of what is reported",
        ),
        _rule(
            "object.present",
            "info",
            "工作表“{sheet}”有图片或嵌入对象（{cells}），未读取；其中如有要报送的内容，请填入表中或另附文件",
            "The sheet “{sheet}” has pictures or embedded objects ({cells}), which were not read; "
            "data to be submitted must be entered in the form or attached as a separate file",
        ),
        _rule(
            "R67",
            "error",
            "行列错位：{rows}偏移 {n} 列，内容未检查，请移回对应的列",
            "Misaligned columns: {rows} are offset by {n} columns and were not checked; please move the values back",
            "R67",
        ),
        _rule(
            "table.overflow",
            "error",
            "“{table}”超出可填行数 {capacity}，第 {row} 行起不在模板内，请减到 {capacity} 行以内",
            "“{table}” exceeds its {capacity} rows: those from row {row} on lie outside the form; please keep to {capacity}",
        ),
        _rule(
            "row.missing",
            "error",
            "“{table}”中找不到 {names}，未读取；请用下发的模板或退回件填写",
            "“{table}” has no row {names} any more, so it was not read; please fill in the workbook that was sent to you or returned",
        ),
        _rule(
            "row.unknown",
            "error",
            "“{table}”第 {row} 行的“{label}”为{found}，不是表内的行，未读取（{contents}）；表中各行固定，请把内容填入对应的行",
            "Row {row} of “{table}” has the {label} {found}, which none of the form's rows has, so it was not read ({contents}); "
            "The rows of the form are fixed, please enter the content in the row where it belongs",
        ),
        _rule(
            "row.repeated",
            "error",
            "“{name}”出现在第 {rows} 行，内容不同，暂按第 {row} 行读取；请只留一行后重新发送",
            "“{name}” stands in rows {rows} with different content; row {row} was read. Please keep only one and send it again",
        ),
        _rule(
            "row.key-changed",
            "error",
            "“{name}”的“{label}”被改为{found}，应为“{key}”；该行按名称读取，请改回",
            "The {label} of “{name}” was changed to {found} and should be “{key}”; the row was read by its name, please change it back",
        ),
        _rule(
            "rows.moved",
            "info",
            "“{table}”各行的次序与下发时不同，或有重复的行，已按“{label}”逐行对应",
            "The rows of “{table}” stand in another order than in the form, or some of them twice; each was found by its {label}",
        ),
        _rule(
            "value.type",
            "error",
            "“{label}”的内容“{value}”无法识别；应填：{wanted}",
            "“{value}” cannot be read as “{label}”; enter {wanted}",
        ),
        _rule(
            "value.shown-differently",
            "warning",
            "“{label}”显示为“{shown}”，单元格里存的是 {stored}，按“{read}”读取，请核对；编号、日期等文字请先把单元格设为文本格式再填写",
            "“{label}” shows “{shown}”, but the cell holds {stored} and was read as “{read}”; please check it, "
            "and format cells of codes and dates as text before typing",
        ),
        _rule(
            "value.digits-lost",
            "error",
            "“{label}”有 16 位以上，按数字保存时末尾几位已丢失（存为 {stored}）；请把单元格设为文本格式后重新填写",
            "“{label}” has 16 digits or more, and the last ones were lost when it was saved as a number ({stored}); "
            "please format the cell as text and type it again",
        ),
        _rule("R63", "info", "已按规范写法读取：{before}→{after}", "Read in the usual spelling: {before} → {after}", "R63", cause=()),
    )
}

#: Findings of a cell that holds something of which no value can be made: it is not blank, and not read.
UNREADABLE = frozenset({"value.not-computed", "value.lost", "value.picture"})
#: What `value.type` says of a number in the cell of a date that has no date format: the workbook, which sees no format, takes it for a day.
DAY_NUMBER = Text(
    zh="“{label}”是数字 {value}，单元格没有日期格式：可能是 {day}，也可能是别的数，文件自带的检查按 {day} 判断；请写成 {day} 这样的日期",
    en="“{label}” is the number {value} without a date format: it may be {day} or anything else, and the checks in the workbook itself "
    "took it for {day}; please write the date, such as {day}",
)
#: What R63 says of a number whose digits are as they should be, but which a spreadsheet does not add up.
STORED_AS_TEXT = Text(
    zh="“{value}”是以文本形式存储的数字，已按数字读取；表格程序求和时会漏掉这样的数字，请重新填写",
    en="“{value}” is a number stored as text; it was read as a number. Spreadsheets leave such numbers out of sums: please type it again",
)
#: What R63 says of a text that differs in nothing else.
ENDS_TRIMMED = Text(zh="已去掉首尾的空格或换行：“{value}”", en="Spaces or line breaks at the ends were dropped: “{value}”")
#: What is added to the message of a finding that speaks for further cells of its column.
ALSO_THERE = Text(zh="（同栏另有 {count} 个单元格：{cells}）", en=" (the same in {count} more of the column: {cells})")
#: Findings that the program may have caused that saved the file, and not its sender: reports then name the program.
OF_THE_PROGRAM = frozenset({"value.not-computed", "value.lost", "file.features-lost", "file.made-formulas"})

#: Findings that come from the machine and its trouble, and not from the file: nothing is decided by them, and it is read again.
OF_THE_MACHINE = frozenset({"file.missing", "file.too-costly"})

#: What a campaign notices about a file that came: whether it is one of its own, and whose.
CAMPAIGN_RULES: dict[str, ReaderRule] = {
    rule.id: rule
    for rule in (
        _rule(
            "campaign.foreign",
            "error",
            "这份表属于另一个收集任务或另一种表格（{found}），请使用本次下发的表",
            "This workbook belongs to another campaign or form ({found}); please use the one that was sent out for this one",
        ),
        _rule(
            "campaign.year",
            "error",
            "填报年度为 {x}，本次征集的是 {year} 年度，请改",
            "The year is {x}, this round is for {year}; please correct it",
            "R04",
        ),
        _rule(
            "campaign.unlisted",
            "error",
            "单位“{unit}”不在名录中{meant}，请核对单位名称，或由财政部门补入名录",
            "The unit “{unit}” is not on the roster{meant}; please check its name, or have it added to the roster",
        ),
        _rule(
            "campaign.signature",
            "error",
            "签名与表中的任务、单位或项目不符，标识可能被改动，请使用下发给本单位的表",
            "The signature does not match the campaign, unit or project in the workbook, which may have been altered; "
            "please use the workbook that was sent to your unit",
        ),
        _rule(
            "campaign.unsigned",
            "warning",
            "这份表没有本次任务的签名，不是下发的原表，请核对来源",
            "The workbook does not have this campaign's signature, so it is not one that was sent out; please check where it comes from",
        ),
        _rule(
            "campaign.unit",
            "error",
            "这份表下发给“{issued}”，填报单位却是“{named}”，请使用下发给本单位的表",
            "The workbook was sent to “{issued}” but is filled in for “{named}”; please use the one that was sent to your unit",
        ),
        _rule(
            "campaign.passed-over",
            "info",
            "未读取，无需处理：{why}",
            "Not read, nothing to do: {why}",
        ),
        _rule(
            "container.too-large",
            "error",
            "逐层解开后超过 {limit}（文件本身 {size}），其余内容没有取出；请直接发送其中的表格",
            "What it holds, over all its levels, is more than {limit} (the file itself has {size}); the rest was not taken out, "
            "please send the workbooks in it",
        ),
        _rule(
            "container.too-many",
            "error",
            "逐层解开后超过 {limit} 个文件，其余内容没有取出；请分几次发送",
            "It holds more than {limit} files over all its levels; the rest was not taken out, please send it in several parts",
        ),
        _rule(
            "mail.link",
            "error",
            "邮件中没有表格，只有{drive}的链接（{host}），链接未打开；请把表格作为附件重新发送",
            "The mail holds no workbook but a link to {drive} ({host}), which was not opened; please send the workbook as an attachment",
        ),
        _rule(
            "campaign.project",
            "warning",
            "这份表下发给项目“{issued}”，填的却是“{named}”，请核对",
            "The workbook was sent out for the project “{issued}” but is filled in for “{named}”; please check",
        ),
    )
}

#: Ids of what only shows in a campaign or over all files: those above, the same form sent twice, a unit that has not submitted.
CAMPAIGN_IDS = ("R64", "R65", *CAMPAIGN_RULES)

#: What is added to the message about a name or option that is not known, where another is near.
DID_YOU_MEAN = Text(zh="（是否为“{name}”？）", en=" (did you mean “{name}”?)")

#: Messages about what is only known over all files.
DUPLICATE = Text(
    zh="重复报送：与 {others} 的年度、单位和项目相同，请说明以哪一份为准",
    en="Submitted more than once, with the same year, unit and project as {others}; please say which one counts",
)
NOT_SENT = Text(zh="未报送：{unit}", en="Not submitted: {unit}")
