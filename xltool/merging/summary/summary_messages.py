"""What the summary workbook itself says, in both languages."""

from __future__ import annotations

from xltool.base.messages import Text

OVERVIEW = Text(zh="汇总", en="Summary")
CHARTS = Text(zh="图表", en="Charts")
FORMS = Text(zh="{forms}明细", en="{forms}")
ORIGINS = Text(zh="数据来源", en="Origins")
ROWS = Text(zh="{noun}明细", en="Details")
ROWS_OF = Text(zh="{noun}明细", en="{noun}: details")
SPREAD = Text(zh="{noun}分布", en="Distribution")
FINDINGS = Text(zh="问题清单", en="Findings")
RULE_STATS = Text(zh="规则统计", en="Rule statistics")
RULE_SPREAD = Text(zh="规则分布", en="Rules by department")
SUBMISSIONS = Text(zh="报送情况", en="Submissions")

#: What things are called where the form does not say it.
PROJECTS, UNIT_FORMS = Text(zh="项目", en="Projects"), Text(zh="单位", en="Units")
SOURCE, SOURCES = Text(zh="来源", en="source"), Text(zh="来源", en="sources")
FIGURES, FIGURES_AND_ROWS = Text(zh="金额", en="Amounts"), Text(zh="金额和{noun}", en="Amounts and rows")

TITLE = Text(zh="{form}{year}——{sheet}", en="{form} {year} – {sheet}")
YEARS = Text(zh="（{years}年度）", en="({years})")
NO_FORM = Text(zh="报送汇总", en="Summary of submissions")
NOTHING = Text(zh="没有收到任何报送。", en="Nothing was received.")
OTHER_LINE = Text(zh="（其他来件）", en="(other files)")
TITLED = Text(zh="{group}：{label}", en="{group}: {label}")
UNUSED_HIDDEN = Text(zh="没有金额的列已隐藏：{names}。", en="Columns without amounts are hidden: {names}. ")
NOT_PRINTED = Text(
    zh="整本打印时不印本表；单独打印前，先取消打印区域（页面布局—打印区域）。",
    en="This sheet is left out when the workbook is printed; to print it, first clear its print area (Page Layout, Print Area). ",
)
EMPTY = Text(zh="（无）", en="(none)")
NO_FINDINGS = Text(zh="没有发现问题。", en="No problems were found.")
UNKNOWN = Text(zh="（未识别）", en="(unknown)")
RECEIVED = Text(
    zh="收到 {files} 份：通过 {accepted}、退回修改 {rejected}、无法读取 {unreadable}、已被新报送替换 {duplicate}{others}；未报送 {missing}。",
    en="{files} received: {accepted} accepted, {rejected} in need of correction, {unreadable} unreadable, "
    "{duplicate} replaced{others}; "
    "{missing} missing. ",
)
OTHERS_RECEIVED = Text(zh="、{state} {n}", en=", {n} {state}")
SOME_EXCLUDED = Text(
    zh="另有 {n} 份由经办人决定不计入合计，见“简报”。", en="By the officer's decision {n} more are in no total; see the report. "
)
ACCEPTED_ONLY = Text(zh="{figures}只计“通过”的报送。", en="{figures} are those of accepted submissions only. ")
WITH_REJECTED = Text(
    zh="{figures}含“退回修改”的报送（“状态”列标出），不可作为定稿。",
    en="{figures} include submissions that must be corrected (see the column State); these are not final figures. ",
)
SENT_COUNTS = Text(
    zh="已报 = 通过 + 退回修改 + 待确认；其他来件（无法读取、非本次任务、不在名录、待确认暂不替换）另计；已被新报送替换的不计。",
    en="Sent = accepted + in need of correction + awaiting confirmation. Other files (unreadable, foreign, not on the roster, held back) "
    "are counted apart, those replaced not at all. ",
)
CUT = Text(
    zh="共 {n} 行，超出此处可列的行数，只列前 {shown} 行；全部数据见 {file}。",
    en="{n} rows are too many to be listed; the first {shown} are listed here, all of them are in {file}. ",
)
WITHOUT_REPLACED = Text(
    zh="不含已被新报送替换、暂不替换、非本次任务的报送的 {n} 条，全部见 {file}。",
    en="Without {n} of submissions that were replaced, are held back, or are of another form or campaign; all are in {file}. ",
)
COMMON_NOTE = Text(
    zh="多数表共有的说明，不逐条列出：{rule} {note}。", en="A note that most forms share, not listed for each: {rule} {note}. "
)
LISTED = Text(zh="共 {n} 行。", en="Rows: {n}. ")

KINDS = {
    "quantitative": Text(zh="定量", en="quantitative"),
    "qualitative": Text(zh="定性", en="qualitative"),
    "schedule": Text(zh="序时进度", en="on schedule"),
    "empty": Text(zh="空", en="empty"),
}

NUMBER = Text(zh="序号", en="No.")
DEPARTMENT_NUMBER = Text(zh="部门\n序号", en="Dept.\nno.")
DEPARTMENT = Text(zh="主管部门", en="Department")
UNIT = Text(zh="单位", en="Unit")
UNIT_ID = Text(zh="单位编码", en="Unit id")
LEVEL = Text(zh="级次", en="Level")
PROJECT = Text(zh="项目", en="Project")
YEAR = Text(zh="年度", en="Year")
STATE = Text(zh="状态", en="State")
ERRORS = Text(zh="错误", en="Errors")
WARNINGS = Text(zh="提醒", en="Warnings")
FILE = Text(zh="文件", en="File")
REPLACED_BY = Text(zh="以此为准", en="Replaced by")
ROW = Text(zh="行", en="Row")
BLOCK = Text(zh="块", en="Block")
BLOCK_NAME = Text(zh="名称", en="Name of the block")
ORIGIN = Text(zh="出处", en="Origin")
KIND = Text(zh="性质", en="Kind")
CATEGORY_NUMBER = Text(zh="类型\n序号", en="Type\nno.")
SEVERITY = Text(zh="级别", en="Severity")
RULE = Text(zh="编号", en="Rule")
FIELD = Text(zh="字段", en="Field")
TABLE_FIELD = Text(zh="{table}第{row}行 {column}", en="{table} row {row}: {column}")
NAMED_ROW_FIELD = Text(zh="{table} {row} {column}", en="{table}, {row}: {column}")
SHEET = Text(zh="工作表", en="Sheet")
CELL = Text(zh="单元格", en="Cell")
VALUE = Text(zh="填报内容", en="Value")
MESSAGE = Text(zh="问题", en="Message")
VALUE_AMOUNT = Text(zh="金额", en="Value")
AMOUNT_ITEM = Text(zh="金额项", en="Amount")
MONEY_UNIT = Text(zh="计量\n单位", en="Unit of\nmoney")
TRACE = Text(zh="来源", en="Trace")
TRACE_TO = Text(zh="{sheet} 第 {row} 行", en="{sheet} row {row}")
ORIGINS_NOTE = Text(
    zh="计入合计的每一个金额，及其在报送文件中的单元格（点击打开）。按“主管部门”“金额项”筛选，即得“汇总”表相应单元格的组成。",
    en="Every amount that enters a total, with its cell in the file that was sent (click to open). Filtered by department and amount, "
    "these are the parts of one cell of the summary. ",
)
PARTS_NOTE = Text(
    zh="计入合计的每一个数，及其在报送文件中的单元格（点击打开），按表内单元格逐格排列：原表版式中每个合计是其中连续几行之和。",
    en="Every number that enters a total, with its cell in the file that was sent (click to open), cell by cell of the form: each total in the "
    "form's own layout is the sum of some of these rows. ",
)
PARTS_TIP = Text(zh="点击查看组成", en="Click for the parts")
N_FORMS = Text(zh="（{n} 份合计）", en="(total of {n})")
N_ROWS_OF = Text(zh="（共 {n} 行）", en="({n} rows in all)")
OWN_NOTE = Text(
    zh="{n} 份报送的合计：点击一个数即到其组成，再到文件和单元格。",
    en="Totals of {n} submissions. Click a number for its parts, and those for file and cell.",
)
REST = Text(zh="（其他或未填）", en="(other or blank)")
MATRIX = Text(zh="部门×栏目", en="Departments by field")
MATRIX_NOTE = Text(
    zh="各部门每一个数：金额、个数为合计，比率为平均。",
    en="Every number by department: amounts and counts are added up, of rates the mean is taken. ",
)
MATRIX_CUT = Text(zh="共 {n} 个数，此处列出 {shown} 个，全部见 {file}。", en="Of {n} numbers {shown} are shown; all are in {file}. ")
BREAKDOWNS = Text(zh="分类统计", en="By group")
BREAKDOWN = Text(zh="{of}：按{by}", en="{of} by {by}")
BREAKDOWN_MONTHS = Text(zh="{of}：按月份（{by}）", en="{of} by month ({by})")
GROUP_NUMBER = Text(zh="{by}\n序号", en="{by}\nno.")
YEARS_SHEET = Text(zh="年度对比", en="Year on year")
EARLIER_FORMS = Text(zh="上期{forms}明细", en="Earlier {forms}")
EARLIER, LATER = Text(zh="上期", en="earlier"), Text(zh="本期", en="later")
DIFFERENCE, CHANGE = Text(zh="增减", en="Difference"), Text(zh="变动率", en="Change")
YEARS_NOTE = Text(
    zh="{earlier}与{later}，逐项按部门；两期都有的数才列出。上期各份报送见“{sheet}”。",
    en="{earlier} and {later}, number by number and department; numbers that both have. The earlier submissions are listed on {sheet}. ",
)
RULE_SENTENCE = Text(zh="规则", en="Rule in words")
RULE_SUBMISSIONS = Text(zh="涉及\n报送数", en="Sub-\nmissions")
RULE_SHARE = Text(zh="占全部\n报送", en="Share\nof all")
RULE_FINDINGS = Text(zh="问题数", en="Findings")
RULE_UNITS = Text(zh="涉及单位（问题多的在前）", en="Units (most findings first)")
RULE_NOTE = Text(
    zh="只列被违反的规则，按级别、涉及报送数排序；“占全部报送”以“报送情况”所列（含未报送，不含已被替换、暂不替换、非本次任务的）为分母。",
    en="Rules that are broken, by severity and number of submissions; the share is of all that the sheet Submissions lists, "
    "missing ones too, without those replaced, held back, or of another form or campaign. ",
)
RULE_SPREAD_NOTE = Text(
    zh="各部门违反各规则的问题数，规则含义见“规则统计”。",
    en="Findings by department and rule; see Rule statistics for the rules. ",
)
RULES_CUT = Text(
    zh="被违反的规则共 {n} 条，此处列出 {shown} 条（级别高、涉及报送多的在前）。",
    en="Of {n} rules that are broken, {shown} are shown, the gravest and most frequent. ",
)
COMMA = Text(zh="、", en=", ")
AND_MORE = Text(zh=" 等 {n} 个", en=" and others, {n} in all")

SUBMITTED = Text(zh="报送（个）", en="Submissions")
UNITS = Text(zh="单位", en="Units")
SENT = Text(zh="已报", en="Sent")
OTHER_FILES = Text(zh="其他来件", en="Other files")
MONEY = Text(zh="资金（{unit}）", en="Money ({unit})")
NUMBERS = Text(zh="数值", en="Numbers")
MONEY_PLAIN = Text(zh="资金", en="Money")
SUBTOTAL = Text(zh="{group}小计", en="{group} subtotal")
SOURCES_TOTAL = Text(zh="各{sources}合计", en="All {sources}")
TOTAL = Text(zh="合计", en="Total")
FILTERED_TOTAL = Text(zh="合计（随筛选变化）", en="Total (of rows shown)")
ROWS_GROUP = Text(zh="{noun}", en="Rows")
N_ROWS = Text(zh="{noun}数", en="Rows")
QUANTITATIVE = Text(zh="定量", en="Quantitative")
SHARE = Text(zh="定量占比", en="Share quantitative")
OTHER = Text(zh="其他", en="Other")

CHART_MONEY = Text(zh="各部门资金（按{source}）", en="Money by department and {source}")
CHART_MONEY_MOST = Text(
    zh="各部门资金（按{source}；最多的 {n} 个部门，其余 {left} 个的合计见下表）",
    en="Money by department and {source} (the {n} with most; the other {left} are in the table below)",
)
CHART_AMOUNT = Text(zh="各部门{amount}", en="{amount} by department")
CHART_AMOUNT_MOST = Text(
    zh="各部门{amount}（最多的 {n} 个部门，其余 {left} 个的合计见下表）",
    en="{amount} by department (the {n} with most; the other {left} are in the table below)",
)
CHART_STATES = Text(zh="报送状态", en="State of submissions")
CHART_SPREAD = Text(zh="{noun}类型", en="Rows by type")
CHART_KINDS = Text(zh="各部门{noun}性质（定量占比由低到高）", en="Rows by department and kind (least quantitative first)")
CHARTS_NOTE = Text(
    zh="部门或类型超过 {n} 个时，各图只单列 {n} 个（资金、数量最多的，定量占比最低的），其余并为“其他”。图下为作图数据。",
    en="Of more than {n} departments or types, each chart names {n} (most money or rows, least quantitative) and puts the others "
    "together. The figures are below the charts. ",
)
AXIS_MONEY = Text(zh="金额（{unit}）", en="Amount ({unit})")
AXIS_STATES = Text(zh="报送数（份）", en="Submissions (number)")
AXIS_KINDS = Text(zh="占{noun}数的比例（%）", en="Share of rows (%)")
AXIS_TYPES = Text(zh="{noun}类型", en="Type")
AXIS_ROWS = Text(zh="{noun}数（条）", en="Rows (number)")
OTHERS = Text(zh="其他（{n}个）", en="Others ({n})")
PAGE = Text(zh="第 &P 页，共 &N 页", en="Page &P of &N")
#: A rule whose sentence names values, by one of its cases.
FOR_EXAMPLE = Text(zh="例：{case}", en="e.g. {case}")
