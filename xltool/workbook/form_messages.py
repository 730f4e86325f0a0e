"""The messages of the workbook itself, in both languages."""

from __future__ import annotations

from xltool.base.messages import Text

#: The state of a rule; one that is violated is called by its severity.
STATES = {
    "todo": Text(zh="待填", en="to fill in"),
    "fine": Text(zh="通过", en="fine"),
    "skipped": Text(zh="待填写后判断", en="not decided"),
}
READY = Text(zh="可以报送", en="ready to send")
#: What a form without errors is still checked for.
LATER = Text(zh="另有 {count} 项收表后核对", en="{count} more are checked on receipt")
ONE_LATER = Text(zh="另有 1 项收表后核对", en="1 more is checked on receipt")
#: What comes next: while something is wrong, while something is blank, and where there are only warnings.
NOT_READY = Text(zh="不可报送，请改正红框的栏", en="not ready to send: correct what is framed in red")
TO_FILL_IN = Text(zh="尚未填完，请接着填写带 * 的栏", en="not complete: fill in what is marked *")
TO_VERIFY = Text(zh="请先核实提醒", en="verify the warnings first")
#: How far a form is filled in: what stands before each number.
PROGRESS = {
    "filled": Text(zh="已填 ", en="Filled in "),
    "required": Text(zh="/", en=" of "),
    "todo": Text(zh=" · 待填 ", en=" · to fill in "),
    "errors": Text(zh=" · 错误 ", en=" · errors "),
    "warnings": Text(zh=" · 提醒 ", en=" · warnings "),
}
THEN = Text(zh=" —— ", en=" — ")
CHECK_HEADS = (
    Text(zh="状态", en="State"),
    Text(zh="级别", en="Severity"),
    Text(zh="问题与改法（没有问题时为要求）", en="What is wrong and what to do; else what is asked for"),
    Text(zh="问题数", en="Count"),
    Text(zh="定位", en="Where"),
    Text(zh="编号", en="Rule"),
)
#: In page headers: differs from copy to copy.
FINGERPRINT = Text(zh="校验码 {code}", en="copy {code}")
#: Behind the first place of several.
MORE_PLACES = Text(zh=" 等 {count} 处", en=" ({count} in all)")
REMARK_HEAD = Text(zh="本行问题", en="Problems in this row")
GUIDE_HEADS = (Text(zh="字段", en="Field"), Text(zh="填写说明", en="How to fill it in"), Text(zh="要求", en="Requirements"))
GUIDE_RULES = Text(zh="校验规则（表中即时检查）", en="Rules checked while you type")
GUIDE_CHECKS = Text(zh="收到后还会检查", en="Checked on receipt")
GUIDE_STEPS = Text(zh="填报步骤", en="What to do")
#: Below that heading.
GUIDE_ON_RECEIPT = Text(
    zh="以下各项表中不能即时判断，“可以报送”之后由收表单位核对；同时核对：是否本次下发的文件，单位、项目、年度是否相符，"
    "表格结构（标签、公式、行列、保护）是否被改动，是否重复报送、逾期。核对有误的，标注问题后退回修改。",
    en="The workbook itself cannot tell these: they are checked on receipt, after it says “ready to send”. So is whether the file is the one "
    "that was issued; whether unit, project and year are right; whether labels, formulas, rows, columns or protection were "
    "altered; and whether it comes twice or late. A form with errors is sent back with its problems marked.",
)
GUIDE_FIELDS = Text(zh="各栏填写说明", en="The fields")
GUIDE_GENERAL = Text(
    zh="淡黄色单元格可填写，其余已锁定；标红色 * 的栏必填。表内可粘贴（请用“选择性粘贴-数值”）、排序、筛选。"
    "待填：黄色较深，还空着的必填栏，或等着与之比较的栏填好；错误：红色、实线框，须改正后才能报送；"
    "提醒：橙色、虚线框，请核实；参考：蓝色。第一行说明已填多少、还有什么要做；各条规则的状态（待填、错误、提醒、通过）列在“填报检查”中，"
    "点“定位”一栏可跳到该单元格。",
    en="Fill in the pale yellow cells; all others are locked. A red * marks what is required. You can paste (values only), sort and filter. "
    "To fill in: deeper yellow, required and still blank, or waiting for what it is compared with. Error: red, framed; "
    "correct it before sending. Warning: orange with a dashed frame; please verify. Info: blue. The first line says how much is "
    "filled in and what comes next; the check sheet lists the state of every rule (to fill in, error, warning, fine); its link jumps to the cell.",
)
REQUIRED = Text(zh="必填", en="required")
REQUIRED_BY = Text(zh="必填（{rule}）", en="required ({rule})")
REQUIRED_WHERE = Text(zh="当 {condition} 时必填，否则可空", en="required where {condition}, else it may be blank")
REQUIRED_SOMETIMES = Text(zh="视情况必填（{rule}）", en="required in some cases ({rule})")
RECOMMENDED_BY = Text(zh="建议填写（{rule}）", en="recommended ({rule})")
COMPUTED = Text(zh="自动计算，不用填写：{formula}", en="calculated automatically: {formula}")
LOOKED_UP = Text(zh="按“{code}”从代码表中查得，不用填写", en="looked up automatically by “{code}” in a code list")
COMPUTED_TOTAL = Text(zh="自动计算，不用填写：本列之和", en="calculated automatically: the sum of its column")
#: A column of a grid, and the rows in which the same is asked for.
GRID_COLUMN = Text(zh="{heading}（{rows}）", en="{heading} ({rows})")
GRID_ROWS = Text(zh="{first}等 {count} 行", en="{first} … {count} rows")
#: How many blocks of a repeated one there are, how many are asked for, what blanks mean, and how blocks are arranged.
BLOCKS = Text(zh="共 {most} 组", en="{most} blocks")
FEWEST_BLOCKS = Text(zh="至少填 {least} 组", en="at least {least} to be filled in")
BLANK_BLOCKS = Text(zh="整组空白的不算", en="a block that is blank does not count")
FOLDED_BLOCKS = Text(
    zh="未用的组已折叠，也不打印：选中上下相邻的行，右键“取消隐藏”即可展开",
    en="blocks that are not in use are folded and not printed: select the rows above and below, right-click, Unhide",
)
SHEETS_OF_BLOCKS = Text(zh="每组一张工作表，空白的不打印", en="each on a sheet of its own, of which blank ones are not printed")
#: Behind the first text of a sheet whose block is not in use.
NOT_IN_USE = Text(zh="（未使用）", en=" (not in use)")
CONSTANT = Text(zh="由下发方给定，不用填写：{value}", en="given by the issuer: {value}")
FIXED_ROWS = Text(zh="各行固定，共 {count} 行，不能增删", en="the {count} rows are fixed; none can be added or taken out")
FIXED = Text(zh="已在表中并锁定，不用填写", en="already in the form and locked")
GIVEN = Text(zh="由下发方填好并锁定，不用填写", en="filled in and locked by the issuer")
DEFAULT = Text(zh="已预填“{value}”，可修改", en="already filled in with “{value}”; may be changed")
#: Before what a field must be where it applies.
ASKED_WHERE = Text(zh="仅当 {condition} 时填写，否则留空；{need}", en="only where {condition}, else to stay blank; {need}")
OPTIONAL = Text(zh="可空", en="may be blank")
RANGE = Text(zh="{minimum}–{maximum}", en="{minimum}–{maximum}")
AT_LEAST = Text(zh="≥ {minimum}", en="≥ {minimum}")
AT_MOST = Text(zh="≤ {maximum}", en="≤ {maximum}")
DECIMALS = Text(zh="至多 {places} 位小数", en="at most {places} decimal places")
NO_DECIMALS = Text(zh="整数", en="a whole number")
LENGTH = Text(zh="共 {most} 字", en="{most} characters")
LENGTHS = Text(zh="{fewest}–{most} 字", en="{fewest}–{most} characters")
LONGEST = Text(zh="至多 {most} 字", en="at most {most} characters")
SHORTEST = Text(zh="至少 {fewest} 字", en="at least {fewest} characters")
PATTERN = Text(zh="格式须符合 {pattern}", en="in the form {pattern}")
PATTERN_OF_RULE = Text(zh="格式见 {rule}", en="in the form that {rule} asks for")
SHOWN_ONCE = Text(
    zh="与上一行相同的{columns}以浅色显示，仍须逐行填写",
    en="{columns}: what repeats the row above is shown pale; fill in every row all the same",
)
NOT_SORTED = Text(zh="有合并单元格，在 Excel 中不能排序，可以筛选", en="Excel cannot sort it, because of merged cells; filtering works")
MOST_ROWS = Text(zh="至多 {most}", en="at most {most}")
FEWEST_ROWS = Text(zh="至少 {fewest}", en="at least {fewest}")
UNIQUE_ROWS = Text(zh="各行不得相同", en="no two rows alike")
MOST_CHOICES = Text(zh="至多选 {most} 项", en="at most {most} of them")
FEWEST_CHOICES = Text(zh="至少选 {fewest} 项", en="at least {fewest} of them")
#: Of choices that others leave over.
SELECTED_BY = Text(zh="可选项随“{fields}”而定", en="which of them depends on “{fields}”")
#: A kind, and what may be chosen.
OF_CHOICES = Text(zh="{guide}；{choices}", en="{guide}: {choices}")
CHOICES = Text(zh="{first}等 {count} 项", en="{first}, … ({count} in all)")
UNIT = Text(zh="单位：{unit}。", en=" Unit: {unit}.")
UNIT_ABOVE = Text(zh="单位：{unit}", en="unit: {unit}")
#: Between alternatives.
OR = Text(zh="或", en=" or ")
LIST_ERROR = Text(zh="请从下拉列表中选择。", en="Please choose from the list.")
#: What an alert says of a number that is not accepted.
BETWEEN_ERROR = Text(zh="请填 {minimum}–{maximum} 之间的{number}{unit}。", en="Please enter {number} from {minimum} to {maximum}{unit}.")
AT_LEAST_ERROR = Text(zh="请填不小于 {minimum} 的{number}{unit}。", en="Please enter {number} not below {minimum}{unit}.")
AT_MOST_ERROR = Text(zh="请填不大于 {maximum} 的{number}{unit}。", en="Please enter {number} not above {maximum}{unit}.")
NUMBER_ERROR = Text(zh="请填{number}{unit}。", en="Please enter {number}{unit}.")
A_NUMBER = Text(zh="数字", en="a number")
A_WHOLE_NUMBER = Text(zh="整数", en="a whole number")
LENGTH_ERROR = Text(zh="最多 {length} 个字。", en="At most {length} characters.")
ERROR_TITLE = Text(zh="填写有误", en="Not accepted")
