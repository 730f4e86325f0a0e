"""What the first page of the summary says, in both languages."""

from __future__ import annotations

from xltool.base.messages import Text

REPORT = Text(zh="简报", en="Report")
SENT = Text(zh="报送情况", en="Submissions")
NOTHING = Text(zh="没有收到任何报送。", en="Nothing was received.")
SENT_SENTENCE = Text(
    zh="应报 {due} 份，已报 {sent} 份（{sent_rate}），通过 {accepted} 份（{accepted_rate}）；退回修改 {rejected} 份，未报 {missing} 份。",
    en="Of {due} forms due, {sent} were sent ({sent_rate}) and {accepted} accepted ({accepted_rate}); "
    "{rejected} in need of correction, {missing} missing.",
)
SUMS = Text(zh="合计", en="Totals")
SUM_SENTENCE = Text(
    zh="计入合计的 {n} 份报送，{title}合计 {amount} {unit}。",
    en="The {n} forms that count come to {amount} {unit} ({title}).",
)
ON_PAPER = Text(
    zh="整本打印时只印要点，最多三页 A4；其他各表另行打印前，先取消其打印区域（页面布局—打印区域）。",
    en="When the workbook is printed, only what matters most prints, three pages of A4 at most; to print another sheet, first clear its "
    "print area (Page Layout, Print Area).",
)
LARGEST = Text(zh="金额最大的报送", en="The largest")
LARGEST_SENTENCE = Text(zh="{amount}最大的 {n} 份占全部的 {share}。", en="The {n} largest hold {share} of all ({amount}).")
OUT = Text(zh="明显偏离的金额", en="Amounts that stand out")
OUT_SENTENCE = Text(
    zh="以下金额明显偏离（共 {n} 份报送），均已计入合计，请先核实再使用合计数。",
    en="Amounts stand out (number of forms: {n}). All are counted in the totals; verify them before the totals are used.",
)
OUT_LINE = Text(zh="{owner}：{message}", en="{owner}: {message}")
OUT_MORE = Text(zh="另有 {n} 份，见问题清单。", en="{n} more are in the list of findings.")
EXCLUDED = Text(zh="不计入合计的报送", en="Forms in no total")
EXCLUDED_SENTENCE = Text(
    zh="以下 {n} 份报送由经办人决定不计入合计与各表：",
    en="The officer decided that these forms are in no total and no list of amounts ({n}):",
)
MISSING = Text(zh="未报单位", en="Missing")
MISSING_SENTENCE = Text(zh="尚未报送的单位 {n} 个：{names}。", en="Units that have not sent ({n}): {names}.")
MISSING_MORE = Text(zh=" 等", en=" and others")
PROBLEMS = Text(zh="最常见的问题", en="The commonest problems")
PROBLEM = Text(zh="{at}. {sentence}（{rule}，涉及 {n} 份）", en="{at}. {sentence} ({rule}; submissions: {n})")
NUMBER = Text(zh="序号", en="No.")
UNIT = Text(zh="单位", en="Unit")
PROJECT = Text(zh="项目", en="Project")
SHARE = Text(zh="占比", en="Share")
