"""What the sheets on several campaigns say."""

from __future__ import annotations

from xltool.base.messages import Text

CAMPAIGNS_SHEET = Text(zh="各任务", en="Campaigns")
SIDE_BY_SIDE = Text(zh="历年对比", en="Over the years")
UNITS_SHEET = Text(zh="逐单位对比", en="Unit by unit")

CAMPAIGN, PLACE, YEAR, VERSION = (
    Text(zh="任务", en="Campaign"),
    Text(zh="地区", en="Area"),
    Text(zh="年度", en="Year"),
    Text(zh="表格版本", en="Version"),
)
UNITS, DUE, SENT, RATE = (
    Text(zh="单位", en="Units"),
    Text(zh="应报", en="Due"),
    Text(zh="已报", en="Sent"),
    Text(zh="通过率", en="Accepted of due"),
)
NEW_UNITS, GONE_UNITS = Text(zh="新增单位", en="New units"), Text(zh="减少单位", en="Units gone")
UNIT_ID, UNIT, REMARKS = Text(zh="编码", en="Id"), Text(zh="单位", en="Unit"), Text(zh="变动", en="What changed")
NUMBER = Text(zh="序号", en="No.")
IS_NEW = Text(zh="{round} 新增", en="new in {round}")
IS_GONE = Text(zh="{round} 起不在名录", en="not on the roster since {round}")
WAS_CALLED = Text(zh="原名 {names}", en="formerly {names}")
HAD_ID = Text(zh="原编码 {ids}", en="formerly {ids}")
AND = Text(zh="；", en="; ")
VALUE = Text(zh="{label} {period}", en="{label} {period}")
DIFFERENCE = Text(zh="{label} 增减（{later}比{earlier}）", en="{label}: {later} less {earlier}")
CHANGE = Text(zh="变动率", en="Change")
PERIOD = Text(zh="第 {n} 期", en="round {n}")
CAMPAIGNS_NOTE = Text(
    zh="每个收集任务一行。金额只计{counted}的报送，按最新版式的计量单位。{apart}",
    en="A line for each campaign. Amounts are of {counted} submissions, in the units of the latest version of the form. {apart}",
)
COUNTED = {
    False: Text(zh="“通过”", en="accepted"),
    True: Text(zh="“通过”和“退回修改”", en="accepted and rejected"),
}
APART = Text(
    zh="不同版本中含义不同的数不相加：{names}（见数据文件中带 @ 的列）。",
    en="Not added up, since they are other numbers in another version: {names} (the columns with @ in the data files). ",
)
UNITS_NOTE = Text(
    zh="各年度的同一单位列为一行：编码和名称相同；编码变了的按名称或别名；改了名称的按编码。空白为当年没有计入的报送。",
    en="A unit of several years has one line: the same id and name; the name or an alias, where the id has changed; the id, where the name has. "
    "Blank: nothing of that year counts. ",
)
SIDE_NOTE = Text(
    zh="逐项列出各年度的数，由“{sheet}”按{lines}汇总；增减与变动率为最近两个年度。",
    en="Number by number in every year, added up over “{sheet}” by {lines}; the difference and the change are those of the last two years. ",
)
BY_PLACE, BY_DEPARTMENT = Text(zh="地区", en="area"), Text(zh="主管部门", en="department")
