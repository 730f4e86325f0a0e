"""What explains each keyword in a design workbook, in both languages. English is that of the meta-schema where it says something."""

from __future__ import annotations

from xltool.base.messages import Text


def _texts(lines: str) -> dict[str, Text]:
    """Read lines of `group.keyword | Chinese | English`; English is left out where the meta-schema explains the keyword."""
    rows = ([part.strip() for part in f"{line}||".split("|")[:3]] for line in lines.strip().splitlines())
    return {name: Text(zh=zh, en=en) for name, zh, en in rows}


#: Where a keyword stands, and the keyword → what explains it.
NOTES = _texts("""
template.id | 表的编码，小写字母、数字和连字符，也是模板文件的名称
template.version | 表的版本，如 2022.1；每次修改后换一个
template.schema | rules/ 中 JSON Schema 的文件名；不写为 编码.schema.json
template.language | 填报的表用哪种语言
template.identity | 用哪些字段区分各份报送
template.identity.unit | 填写单位名称的字段 | The field with the name of the unit that fills in the form.
template.identity.project | 填写项目名称的字段；一个单位报送几份时用 | The field with the name of the project, where a unit sends several forms.
template.identity.year | 填写年度的字段 | The field with the year.
template.prefill | 分项写单位名录的列名，内容写字段：下发时用名录中的内容预填
template.renamed | 分项写旧版本的名称，内容写现在的名称；xltool upgrade 用到
template.carry | 结转上年数据（xltool distribute --from）时带哪些；不写则全部
template.carry.only | 只结转这些字段、列、表或对象
template.carry.except | 除这些以外都结转
sheet.name | 填报的表中工作表的名称，不超过 31 个字 | Name of the sheet in the form, up to 31 characters.
sheet.title | 标题格显示的文字；不写则用整个表的标题
sheet.widths | 列宽，以字符计；通常在版面上直接调整，这里只写取整以外的
sheet.landscape | 是否横向打印 | Whether it is printed in landscape.
sheet.applies_if | 公式：成立时才需要填写这张工作表
sheet.freeze | 滚动时保持不动的行数；或分别写行和列
sheet.freeze.rows | 上方保持不动的行数 | Rows at the top that stay in view.
sheet.freeze.columns | 左侧保持不动的列数 | Columns at the left that stay in view.
sheet.paper | 纸张大小；不写为 A4
sheet.header | 每页上方的文字，可用 {unit} 等占位符；不写则左为收集任务、右为校验码，写 {} 则没有
sheet.header.left | 页眉左侧 | At the left above every page.
sheet.header.center | 页眉中间 | In the center above every page.
sheet.header.right | 页眉右侧 | At the right above every page.
sheet.footer | 每页下方的文字；不写则左为填报单位、中间为页码，写 {} 则没有
sheet.footer.left | 页脚左侧 | At the left below every page.
sheet.footer.center | 页脚中间 | In the center below every page.
sheet.footer.right | 页脚右侧 | At the right below every page.
sheet.repeat_rows | 每页都打印的行：从第 1 行起的行数，或自第几行至第几行；不写则为长明细表的表头
sheet.repeat_rows.from | 每页都打印的第一行 | The first row printed on every page.
sheet.repeat_rows.to | 每页都打印的最后一行 | The last row printed on every page.
sheet.picture | 图片，如徽标；按所在位置缩放
sheet.picture.file | 与设计表在同一文件夹中的 PNG 或 JPEG 文件
sheet.picture.at | 没有其他内容的单元格，如 A1:B2；或标题的左端 left（默认）、右端 right
sheet.picture.description | 图片的内容，供看不见图片的人使用
summary.total | 反映规模的金额字段 | The amount that shows the size of a form.
summary.sources | 按来源分的金额字段，按列的顺序 | Amounts by source, in the order of the columns.
summary.table | 逐行列出的明细表 | The table whose rows are listed.
summary.category | 按它计行数的列 | Its column by which rows are counted.
summary.quantity | 指标值所在的列 | Its column of quantities.
summary.department | 填写主管部门名称的字段，供名录中没有的单位使用
summary.details | 表格清单中在金额旁边显示的字段
summary.same_layout | 是否按表的原样汇总，每个数相加
summary.not_added | 不相加的数，如单价、限额、序号
summary.tables | 另外逐行列出的明细表、重复块及其中的明细表
summary.words | 汇总表中的称呼
summary.words.forms | 所汇总的表叫什么：不写则为项目或单位
summary.words.sources | 各来源是什么的来源
measure.sum | 一个数的合计
measure.count | 填了某一字段的表数或行数
measure.mean | 填了的数的平均值
measure.share | 各组占全部的比例：数按合计，其他按份数
measure.by | 按哪个字段或列的内容分组（日期按月），或 department（主管部门）
block.row | 块从第几行开始；不写则接着上一个块
block.rows | 各行的内容；通常在版面上画出 | What stands in each row; usually drawn.
block.looks | 与通常不同的外观，如 {"B1:C1": {"bold": true}}；通常在版面上直接设置。行号从块的第一行数起，明细表各行算一行
block.labels | 各行标签所在的列
block.corner | 标签列上方的表头
block.columns | 列，写作 B 或 B:D；通常在版面上画出
block.gap | 没有该属性的格里写什么；不写为“—”
block.heads | 各列表头上方的多级表头；通常在版面上画出
block.number | 序号所在的列；不写则没有序号
block.total | 锁定的合计行
block.texts | 写固定文字的列
block.height | 行高（磅）；通常在版面上直接调整
block.text | 文字 | The text.
block.of | 对象或对象数组的名称
block.most | 最多可填几个
block.arrange | 各个重复块上下排列（默认）、并排，或每个一张工作表
block.fold | 没有用到的重复块是否折叠（下一个除外）；不写为是
block.table | 明细表的名称
block.capacity | 最多可填多少行；行由代码表给出时不写
block.remark | 显示该行第一个问题的列
block.heights | 各行的行高（磅），行号从块的第一行数起；通常在版面上直接调整
block.cells | 各单元格：文字、填写的字段或空框，及其位置 | The cells: texts, fields to fill in and boxes, with their places.
block.styles | 外观的名称和内容，供各单元格引用
block.show_once | 与上一行相同时淡显的列，由大类到小类
field.x-lookup.list | 代码表：选项工作表中“代码表”一列的名称
field.x-lookup.by | 填代码的字段：旁边的列或属性，或单个字段
field.x-lookup.column | 取代码表的哪一列
field.x-rows.list | 代码表：选项工作表中“代码表”一列的名称
field.x-rows.key | 填代码的列，一行由它认出
field.x-rows.name | 填名称的列；问题中用它称呼这一行
field.x-rows.level | 只取多级代码表的这一级
rule.severity | 错误：退回修改；提醒、参考：不退回
rule.message | 违反时说的话
rule.message.zh | 违反时说的话（中文） | What is said of a violation, in Chinese.
rule.message.en | 违反时说的话（英文） | What is said of a violation, in English.
rule.requirement | 从正面说的要求：没有问题时显示在检查表和填报说明中
rule.requirement.zh | 要求（中文） | What is asked for, said positively, in Chinese.
rule.requirement.en | 要求（英文） | What is asked for, said positively, in English.
rule.id | 规则的编号，表内唯一，如 R22
rule.check | 公式说不清的检查：专项检查的名称 | Name of a check, for what a formula cannot say.
rule.options | 专项检查的参数 | Options of the check.
rule.fields | 专项检查的字段 | Fields of the check.
rule.each | 明细表的名称：逐行检查公式
rule.at | 违反时标在哪里：字段、列或表；逐行的规则写 [@列]
rule.formula | 必须成立的公式，写法与 Excel 相同，用字段名称代替单元格
rule.unless | 这些规则已违反时，不再检查本条
""")


def note_of(group: str, keyword: str, doc: str) -> Text:
    """Return what explains a keyword of a group; `doc` is what the meta-schema says of it, in English."""
    note = NOTES.get(f"{group}.{keyword}", Text(zh="", en=""))
    return Text(zh=note.zh, en=doc or note.en)
