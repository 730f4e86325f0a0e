"""The messages of the workbook itself, in both languages."""

from __future__ import annotations

from xltool.base.messages import Text

STATES = {
    "open": Text(zh="有问题", en="open"),
    "fine": Text(zh="通过", en="fine"),
    "skipped": Text(zh="待填写后判断", en="not decided"),
}
READY = Text(zh="可以报送", en="ready to send")
NOT_READY = Text(zh="不可报送", en="not ready to send")
CHECK_HEADS = (
    Text(zh="状态", en="State"),
    Text(zh="级别", en="Severity"),
    Text(zh="编号", en="Rule"),
    Text(zh="问题数", en="Count"),
    Text(zh="校验规则", en="What is checked"),
    Text(zh="定位", en="First cell"),
)
REMARK_HEAD = Text(zh="本行问题", en="Problems of the row")
GUIDE_HEADS = (Text(zh="字段", en="Field"), Text(zh="填写说明", en="How to fill it in"), Text(zh="要求", en="Requirements"))
GUIDE_RULES = Text(zh="校验规则（表中即时检查）", en="Rules checked while you type")
GUIDE_CHECKS = Text(zh="收到后还会检查", en="Checked after you send")
GUIDE_FIELDS = Text(zh="各栏填写说明", en="The fields")
GUIDE_GENERAL = Text(
    zh="黄色单元格可填写，其余已锁定。表内可粘贴（请用“选择性粘贴-数值”）、排序、筛选。红色为错误，须改正后才能报送；"
    "橙色为提醒，请核实；蓝色为参考。所有问题列在“填报检查”中，点“定位”一栏可跳到该单元格。",
    en="Fill in the yellow cells; all others are locked. You can paste (values only), sort and filter. Red is an error, to be "
    "corrected before sending; amber is a warning, please verify; blue is for information. All problems are listed on the "
    "check sheet; the link jumps to the cell.",
)
REQUIRED = Text(zh="必填", en="required")
OPTIONAL = Text(zh="可空", en="may be blank")
LIST_ERROR = Text(zh="请从下拉列表中选择。", en="Please choose from the list.")
NUMBER_ERROR = Text(zh="请填不小于 {minimum} 的数字{unit}。", en="Please enter a number not below {minimum}{unit}.")
LENGTH_ERROR = Text(zh="最多 {length} 个字。", en="At most {length} characters.")
ERROR_TITLE = Text(zh="填写有误", en="Not accepted")

#: What is wrong when a keyword of the JSON Schema is violated, whatever the field.
KEYWORDS = {
    "required": Text(zh="必填项未填写", en="a required field is not filled in"),
    "type": Text(zh="内容无法识别", en="the content cannot be read"),
    "enum": Text(zh="不在选项内", en="not among the choices"),
    "minimum": Text(zh="小于最小值", en="below the smallest value"),
    "maximum": Text(zh="大于最大值", en="above the largest value"),
    "multipleOf": Text(zh="小数位数过多", en="too many decimals"),
    "maxLength": Text(zh="文字过长", en="the text is too long"),
}
