"""The columns of a roster: what each holds, and the heads by which offices call it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from xltool.base.messages import Text


@dataclass(frozen=True, kw_only=True)
class RosterColumn:
    """One column that a roster may have."""

    key: str  # its head in a roster that xltool makes
    heads: tuple[str, ...]  # others by which it is known; the first is named in Chinese messages
    title: str  # its Chinese name in a roster that xltool makes
    doc: str  # what it holds, for the documents
    hint: Text  # the same for whoever fills it in
    holds_several: bool = False  # values with a semicolon between
    is_required: bool = False


ROSTER_COLUMNS = (
    RosterColumn(
        key="id",
        title="单位编码",
        hint=Text(zh="短而长期不变，用作文件夹名", en="short and lasting; names the folders"),
        heads=(
            *("编码", "单位编码", "单位代码", "代码", "编号", "单位编号", "预算单位编码", "预算单位代码", "单位预算编码", "预算编码"),
            *("机构编码", "机构代码", "统一社会信用代码", "code", "unit id", "unit code"),
        ),
        doc="short and lasting; names the folders",
        is_required=True,
    ),
    RosterColumn(
        key="name",
        title="单位名称",
        hint=Text(zh="与表中所填一致", en="as the form has it"),
        heads=(
            *("单位名称", "名称", "单位", "单位全称", "全称", "预算单位", "预算单位名称", "填报单位", "填报单位名称", "机构名称"),
            *("unit", "unit name"),
        ),
        doc="as the form has it",
        is_required=True,
    ),
    RosterColumn(
        key="level",
        title="级次",
        hint=Text(zh="市级、区级等", en="such as 市级"),
        heads=("级次", "预算级次", "单位级次", "级别", "单位级别", "行政级次", "层级"),
        doc="市级, 区级, …",
    ),
    RosterColumn(
        key="department",
        title="主管部门",
        hint=Text(zh="所属主管部门；空白为本单位自己", en="the department to which the unit belongs; itself if blank"),
        heads=("主管部门", "主管部门名称", "部门", "部门名称", "主管单位", "主管单位名称", "预算部门", "上级部门", "上级单位"),
        doc="to which the unit belongs; itself if blank. `--zip` makes one zip for each",
    ),
    RosterColumn(
        key="aliases",
        title="简称",
        hint=Text(zh="单位自称的简称", en="short names by which the unit calls itself"),
        holds_several=True,
        heads=("简称", "单位简称", "别名", "曾用名", "其他名称", "alias", "short name", "short names"),
        doc="short names by which the unit calls itself",
    ),
    RosterColumn(
        key="email",
        title="电子邮箱",
        hint=Text(zh="接收表格与通知的邮箱", en="where workbooks and letters go"),
        holds_several=True,
        heads=(
            *("邮箱", "电子邮箱", "电子邮件", "邮箱地址", "电子邮箱地址", "邮件地址", "联系邮箱", "单位邮箱"),
            *("mail", "e-mail", "email address", "e-mail address"),
        ),
        doc="one address or several",
    ),
    RosterColumn(
        key="projects",
        title="项目",
        hint=Text(zh="需分别填报的项目，每个项目一份表", en="projects for which it sends a form each"),
        holds_several=True,
        heads=("项目", "项目名称", "预算项目", "预算项目名称", "填报项目", "project", "project name", "project names"),
        doc="projects for which it sends a form each; it gets one workbook for each",
    ),
    RosterColumn(
        key="project_aliases",
        title="曾用项目名",
        hint=Text(zh="写作 原名称=现名称", en="written as former name=name of today"),
        holds_several=True,
        heads=("曾用项目名", "项目曾用名", "曾用项目名称", "原项目名称", "former projects"),
        doc="what projects were called before, `former name=name of today`, for [`distribute --from`](campaign.md#from-last-year-to-this-one)",
    ),
)

#: What rosters hold besides, and nobody here needs: heads that end so are passed over.
_NOT_NEEDED = (
    *(
        "序号",
        "行号",
        "备注",
        "说明",
        "联系人",
        "负责人",
        "经办人",
        "填报人",
        "会计",
        "出纳",
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "联系方式",
        "传真",
    ),
    *(
        "地址",
        "邮编",
        "邮政编码",
        "性质",
        "类型",
        "类别",
        "形式",
        "区划",
        "地区",
        "科室",
        "处室",
        "股室",
        "人数",
        "编制",
        "金额",
        "预算数",
        "日期",
    ),
    *(
        "时间",
        "年度",
        "年份",
        "签收",
        "签字",
        "签名",
        "主管部门编码",
        "主管部门代码",
        "部门编码",
        "部门代码",
        "项目编码",
        "项目代码",
        "区划编码",
        "区划代码",
    ),
    *("no", "nr", "number", "remark", "remarks", "note", "notes", "comment", "comments", "contact", "contact person", "phone", "telephone"),
    *("mobile", "fax", "address", "postcode", "type", "category", "region", "amount", "year", "date", "signature"),
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MARKS = re.compile(r"[*:#.、\s]+")
_LETTERS = re.compile("[a-z]")


def plain_head(text: str) -> str:
    """Return a head as it is compared: half-width, in small letters, without spaces, marks (`*`, `：`) and what stands in brackets."""
    head = unicodedata.normalize("NFKC", text).casefold()
    return _MARKS.sub("", _BRACKETS.sub("", head)) or _MARKS.sub("", head)


_BY_HEAD = {plain_head(head): column for column in ROSTER_COLUMNS for head in (column.key, *column.heads)}
_PLAIN_NOT_NEEDED = tuple(map(plain_head, _NOT_NEEDED))


def column_of(head: str) -> RosterColumn | None:
    """Return the column that a head names."""
    return _BY_HEAD.get(plain_head(head))


def is_not_needed(head: str) -> bool:
    """Return whether a head is blank, or names something that rosters hold besides, such as 联系电话."""
    plain = plain_head(head)
    if _LETTERS.search(plain):
        return plain in _PLAIN_NOT_NEEDED
    return plain.endswith(_PLAIN_NOT_NEEDED) or not plain


def known_heads() -> Sequence[str]:
    """Return all heads that are known."""
    return [head for column in ROSTER_COLUMNS for head in (column.key, *column.heads)]
