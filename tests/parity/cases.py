"""What people type into the form: a deterministic supply of cell inputs around the real form of 2022.

A case is `{defined name: value}` with a list of values for a column of a table, just as a spreadsheet program is filled.
Case 17 of one seed is the same on every machine and in every run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from xltool.form.kinds import KINDS
from xltool.form.schema import Field, Schema

Cell: TypeAlias = str | float | None
Case: TypeAlias = dict[str, Cell | list[Cell]]
Row: TypeAlias = dict[str, Cell]

SEED = 2022
SEED_DOCUMENT = Path(__file__).parents[1] / "data" / "changzhou-2022.json"
#: Rows of each table that the form has room for.
CAPACITY = {"expenditure": 12, "indicators": 120}

#: A tab beside a line end is left out: LibreOffice makes another character of it when it is set from outside.
SPACES = ("", "", "", " ", "  ", "\u3000", "\u00a0", "\n", "\r\n", " \n")

# --- values, by kind of field -----------------------------------------------------------------------------------------

#: Of two numbers that agree in 14 digits and differ in the fifteenth LibreOffice says that they are equal, Excel not. Such
#: a pair needs amounts of hundreds of millions with 6 decimals; they are here for the limits of single cells.
NUMBERS: tuple[Cell, ...] = (
    None, 0, 1, -1, 276.68, 2766800, 0.1 + 0.2, 1.1 + 2.2, 1.005, 2.675, 1e-6, 5e-7, 1e-7, 0.0000001, 1.0000001, 12.1234567,
    123456.123456, 123456.1234565, 999999999, 999999999.000001, 999999999.0000004, 999999998.999999, 637.000000000001, 6970595.28000101, 1e9, 1000000000.5, 1e12, 1e15, 1e20, -0.000001, 1 / 3, 2 / 3,
    100 / 3, 1e-10, 0.29999999999999998, 44625,
)  # fmt: skip
NUMBER_TEXTS: tuple[str, ...] = (
    "abc", "1,234.5", "1,23", "1,234", "12,345,678.90", "0,123", "1,2345", ",5", "5,", "1,234.", "1,234.5.6", "１，２３４．５",
    "２７６.６８", "２７６．６８", " 276.68 ", "276 .68", "2 766 800", "\u3000276.68\u3000", "\n276.68", "+5", "-5", "－5", "−5", "＋5",
    "--5", "+-5", "-", "+", ".", "5.", ".5", "-.5", "+.", "1E5", "1e-3", "3月5日", "2022-3-5", "50%", "1/2", "1 1/2", "0x10", "TRUE",
    "", " ", "\u3000", "0", "0.0", "-0", "00012", "276.68万元", "万元", "约5", "无", "#N/A", "=1+1", "1.2.3", "5..", "(5)", "￥5", "$5",
    "12:30", "1,000,000,000", "999999999.5", "123456789012345", "1234567890123456789", "1" * 29, "1" * 30, "1" * 31, "0." + "1" * 27,
    "1.0000000", "0.1234567", "123,456,789,012,345", "1,234,567,890,123,456", "①", "五", "٣", "²", "1\u20092", "1_000", "'5",
    "100\n200", "60 40", "3\t5", "100  200", "1 234 567", "1 234 567.5", "12 34", "1 234,567", "1,234 567", "1\u202f234", "1\u00a0234.50", "１ ２３４",
    "1 234 5678", "0 123", "3, 500", "1 234\n567", "- 5", "-1 234", "+ 1 234.5", "5 -", "1 234 .5", "1 000 000 000 000 000", "12人", "¥100", "（100）",
    "$120,000", "-$5", "1 234 567 890 123 456", "N/A", "—",
)  # fmt: skip
YEARS: tuple[Cell, ...] = (2022, 2022, 2022, 2021, 2023, 1999, 2000, 2100, 2101, 0, -2022, 2022.5, 22, None, 20222)
YEAR_TEXTS: tuple[str, ...] = ("2022", "2022年", "２０２２", " 2022 ", "2022.0", "2022.5", "2,022", "", "今年")
DATES: tuple[Cell, ...] = (
    None, 44625, 44562, 44926, 2022, 2022.5, 1900, 1899, 2100, 2101, 2099.9, 0, 0.5, 1, -5, 59, 60, 61, 44625.75, 2958465, 2958466, 1e9,
)  # fmt: skip
DATE_TEXTS: tuple[str, ...] = (
    "2022年", "2022", "2022年3月", "2022年03月", "2022年3月5日", "2022年12月31日", "2022年3月5", "2022-13", "2022-12", "2022-1", "2022-0",
    "2022-00", "2022.3", "2022.", "2022.10", "2022/3/5", "2022/3/", "2022-03-05", "2022-3-32", "2022-3-31", "2022-2-30", "2022-2-29",
    "2022-3-0", "2022-3-05", "2022-3-005", "２０２２年", "２０２２－３－５", "２０２２．３", " 2022 年", "2022 年 3 月", "2022年 ", "\u30002022年3月",
    "2022\n年", "22年", "202年", "20222", "2022年13月", "2022年3", "2022年3日", "2022年3月5日6", "2022年3月5日日", "2022年日", "2022年月", "2022--3",
    "2022-3-", "2022-3.5", "2022/3-5", "2022年3.5", "2022-3月5日", "3月5日", "2022年底", "二〇二二年", "2022–3", "2022-03-05 00:00:00",
    "2022年第一季度", "2022-2023", "2022年1-12月", "abcd", "", " ", "1899年", "0000", "9999", "9999-12-31", "2022Q1", "2021年", "2023年",
    "2022年１２月", "2022,3", "44625", "2022年3月 5日", "2022-003", "2022-1a", "2022-a",
)  # fmt: skip
UNITS = (
    "",
    "场",
    "个",
    "%",
    "％",
    "棵",
    "m2",
    "m3",
    "M2",
    "㎡",
    "m²",
    "平方米",
    "万元",
    "万m2",
    "人次/年",
    "个/2",
    "km2",
    " 场",
    "场 ",
    "项（次）",
    "A",
    "a",
    "cm2m3",
    "m22",
)
OPERATORS = (
    "",
    "≥",
    "≤",
    "=",
    ">",
    "<",
    "＝",
    "＞",
    "＜",
    ">=",
    "=>",
    "<=",
    "=<",
    "≧",
    "≦",
    "⩾",
    "⩽",
    "≥ ",
    " =",
    "> =",
    "＞=",
    ">＝",
    "==",
    "≥≥",
    "≠",
    "+",
    "-",
    "不少于",
)
FIGURES = (
    "0", "1", "3", "5", "10", "100", "100.0", "100.5", "99.9", "1,000", "1,00", "12,345.6", "0.5", ".5", "5.", "05", "１００", "1.2.3", "１，０００",
    "1 000", "339", "120", "0.0", "00", "1234567890123456", "12345678901234567890", "1,234,567,890,123,456,789", "-5", "1/2", "1E5", "3*5",
)  # fmt: skip
#: Numbers of more than 15 digits are left out of text cells: each program writes them in its own way there.
QUANTITIES: tuple[Cell, ...] = (
    None, 5, 0.5, 100, 1, 0, -3, 1e15, 0.1 + 0.2, "", " ", "\u3000", "序时进度", "序时 进度", " 序时进度 ", "提升", "提高", "显著提升", "改善", "增强", "充分",
    "合规", "通过评审及验收", "*", "_", "-", "—", "/", "3*5", "3月5日", "10-20个", "1/2", "1E5", "5%", "50％", "≥-5%", "5-10%", "≥5%≤10%", "约5个",
    "不少于5场", "5场左右", "第1名", "≥", "=", "≥场", "=%", "≥ 5 场", "≥5 场", "= 100 %", "100%", "＝１００％", "≥3场次/年", "3m2", "≥3m2", "=3m2/人", "≥3M2",
    "5个2", "5个m2", "5\n场", "≥5场。", "≥5场,", "≥5,场", "≥5.场", "≥.5场", "≥5.5场", "≥1,000场", "≥1,00场", "≥0,100场", "12:30", "2022-3-5", "2022年3月",
    "<p>5</p>", "abc", "ABC", "=1+1", "@5", "A" * 60, "A" * 61, "≥" + "9" * 20 + "场", "5" + "个" * 60, "全　面", "a b  c", "~", "?", "达到年度*要求",
    "５场", "≥５场", "五场", "≥五场", "%", "5 %", "5．5%", "≥5，000元", "5－10", "🙂", "🙂" * 31, "≥5🙂", "≥5 10场", "60 40", "100\n200", "3\t5", "≥1 234场", "≥1 234 567.5 万元", "1\u202f234个", "≥12,34场", "≥12 34场", "≥1,234 567场",
    "≥5, 10场", "1 1/2", "5  10", "≥ 5 10 场", "2022 年 3 月", "5场 10 20场", "5 万 元", "> = 5 场", "< =5场", "≥ ≥5", "≥5 m2", "≥5m 2", ", 5", "5 ,", "5 . 5",
    "≥１ ０００场", "≥1 000\n场", "≥ 1\n000场", "1 234-5 678", "İ", "ß", "≥5ß", "≥5SS", "#N/A",
)  # fmt: skip
LINES: tuple[Cell, ...] = (
    None, "", " ", "\u3000", "绿色资源保护管理", " 绿色资源保护管理", "绿色资源保护管理 ", "绿色 资源保护管理", "绿色  资源\u3000保护管理", "绿色\n资源", "abc", "ABC", "Abc ",
    "aBc\t", "0", 0, 5, 1.5, -1, "a" * 100, "a" * 101, "字" * 100, "字" * 101, "字 " * 60, " " * 50 + "a", "a\r\nb", "*", "?", "a*", "~*", "=1+1", "'a", '"a"', "<p>", "🙂" * 50,
    "🙂" * 51, "😀", "预算执行率", "到位率", "完成进度", "率", "存活率", "满意率", "支出率 ", "\u00a0率\u00a0", "a\u2003b", "\u2003", "\u200b", "x\u0085y", "e\u0301", "é", "É", "straße",
    "STRASSE", "ÇA", "ça", "ΑΒΓ", "αβγ", "Ｂ", "ｂ", "1e3", "TRUE", "#N/A", 0.1 + 0.2, 1e-7, 123456789012, 123456789012345,
)  # fmt: skip
PARAGRAPHS: tuple[Cell, ...] = (
    None, "", " ", "\n", " \n\u3000", "\t", "一段。", " 一段。 ", "第一段。\n第二段。", "第一段。\r\n第二段。\r\n", "\n\n第一段。\n\n第二段。\n", "\u3000\u3000第一段。\n\u3000\u3000第二段。",
    "a  b", "字" * 4999, "字" * 5000, "字" * 5001, "字" * 5000 + " ", "字" * 5000 + "\n\n", " " * 10 + "字" * 5000, "字\n" * 2500, "字\r\n" * 2500, "🙂" * 2500, "🙂" * 2501, 5, 0, 1.5, "<p>段</p> <p>段</p>",
    "aa", "a", "aba a ab ", "日本 日", " 。", "x\ty",
)  # fmt: skip
TYPES: tuple[Cell, ...] = (
    "一次性安排项目",
    "经常性项目",
    "跨年度项目",
    " 经常性项目",
    "经常性项目\u3000",
    "经常性 项目",
    "新增项目",
    "经常性",
    None,
    "",
    1,
    "跨年度项目*",
    "*",
)
LEVELS: tuple[Cell, ...] = ("省本级", "市本级", "县(区)级", "县（区）级", " 市本级 ", "国家级", None, "", "市 本级", 0)
WRONG_LEVEL1: tuple[Cell, ...] = (
    "产出",
    "产出指标 ",
    " 产出指标",
    "产出 指标",
    "投入指标",
    "成本指标",
    "*",
    "",
    None,
    5,
    "效益指标*",
    "满意度",
    "a",
    "A",
)
WRONG_LEVEL2: tuple[Cell, ...] = (
    "数量",
    " 数量指标",
    "数量指标\u3000",
    "社会成本指标",
    "经济成本指标",
    "服务对象满意度指标 ",
    "*指标",
    "",
    None,
    0,
    "产出指标",
    "b",
    "B",
)

PHONES: tuple[Cell, ...] = (
    "85682222 13", "85682222\n85682223", "8568 2222", "0519 - 85682222", "０５１９ 85682222", "85682222 转 8001", "138 0013 8000", "138  00138000", " 85682222 ",
    "85682222、85682223", "+86 13800138000", "(0519) 85682222", 85682222, "张三 13800138000", "1 ２",
)  # fmt: skip
#: What people write between two options.
SEPARATORS = ("；", ";", "、", ",", "，", "\n", "； ", " ，", "；；", " ", "")

#: What the records of the kinds name, and more of it for some.
_MORE: dict[str, tuple[Cell, ...]] = {
    "text": LINES,
    "paragraphs": PARAGRAPHS,
    "integer": (*YEARS, *YEAR_TEXTS, *NUMBER_TEXTS[:8]),
    "money": (*NUMBERS, *NUMBER_TEXTS),
    "percent": (*NUMBERS, *NUMBER_TEXTS),
    "date": (*DATES, *DATE_TEXTS),
    "quantity": QUANTITIES,
    "phone": (*LINES, *PHONES),
}
POOLS: dict[str, tuple[Cell, ...]] = {
    name: (None, "", *kind.examples, *kind.oddities, *_MORE.get(name, LINES)) for name, kind in KINDS.items()
}

LEVEL3_ENDINGS = ("率", "预算执行率", "资金到位率", "完成率", "支付率", "支出率", "进度", "数", "程度", "存活率", "率 ", "进度率", "率值")


#: What people put before an option to tick it, and what is there as long as they do not.
TICKS = ("☑", "☑", "■", "√", "✓", "✔", "(x)", "[X]", "（√）", "□√", "● ", "√□", "☒")
NO_TICKS = ("□", "□", "□", "☐", "( )", "[]", "○", "")


def boxes(random: Random, options: Sequence[str]) -> str:
    """Options with boxes before them, as people tick them, now and then not quite."""
    named = list(options)
    if random.random() < 0.1:
        random.shuffle(named)
    if random.random() < 0.1:
        named.insert(random.randrange(len(named) + 1), random.choice([*options, "别的"]))
    if random.random() < 0.1:
        named.pop()
    ticks, blanks = (TICKS[:6], NO_TICKS[:4]) if random.random() < 0.7 else (TICKS, NO_TICKS)
    pieces = [random.choice(ticks if random.random() < 0.4 else blanks) + random.choice(("", "", " ")) + option for option in named]
    return random.choice((" ", " ", "  ", "", "；", "\n", "、")).join(pieces)


def seed_inputs() -> Case:
    """The real form as inputs."""
    data = json.loads(SEED_DOCUMENT.read_text(encoding="utf-8"))
    case: Case = {}
    _flatten(data, "", case)
    return case


def _flatten(data: dict[str, Any], prefix: str, case: Case) -> None:
    for key, value in data.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{path}.", case)
        elif isinstance(value, list):
            for column in value[0]:
                case[f"{path}.{column}"] = [row[column] for row in value]
        else:
            case[path] = value


def edges() -> list[Case]:
    """What chance hardly hits: ratios of two sums that are 10,000 and 0.0001 but for the digit after the last that R24 looks at, and a day."""
    made: list[Case] = [{**seed_inputs(), "project.start": "2022-03-05", "project.end": "2022-03-05"}]
    for income, spent in ((100, 1_000_000.004), (1_000_000, 100.004)):
        made.append({**seed_inputs(), "income.total": income, "expenditure.full_year": [spent]})
    return made


def cases(schema: Schema, count: int, *, seed: int = SEED, start: int = 0) -> Iterator[Case]:
    """`count` cases from number `start` on."""
    for number in range(start, start + count):
        yield CaseMaker(schema, Random(f"{seed}/{number}")).case()


class CaseMaker:
    """Makes one case out of one source of randomness."""

    def __init__(self, schema: Schema, random: Random) -> None:
        self.schema = schema
        self.random = random

    def case(self) -> Case:
        """Start from the real form or from nothing, then let a few hands or many go over it."""
        case = seed_inputs() if self.chance(0.9) else {}
        changes: list[Callable[[Case], None]] = [
            self.few_fields, self.few_fields, self.all_fields, self.balance, self.balance, self.dates, self.dates,
            self.few_rows, self.few_rows, self.new_rows, self.new_rows, self.gaps, self.duplicates, self.lonely_cells, self.messy_table,
            self.rates, self.few_types,
        ]  # fmt: skip
        for change in self.random.sample(changes, self.random.choice((1, 1, 2, 3, 4))):
            change(case)
        return case

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, *values: Cell) -> Cell:
        return self.random.choice(values)

    # --- single cells -------------------------------------------------------------------------------------------------

    def value(self, field: Field) -> Cell:
        """Something a person may type into the cell of a field, right or wrong."""
        special = {"project.type": TYPES, "project.level": LEVELS, "indicators.level1": WRONG_LEVEL1, "indicators.level2": WRONG_LEVEL2}
        if field.path in special:
            return self.pick(*special[field.path])
        if field.kind.column == "decimal" and self.chance(0.3):
            return self.amount()
        return self.quantity() if "unit" in field.kind.part_types else self.pick(*POOLS[field.kind.name])

    def amount(self) -> Cell:
        """An amount of money, mostly with decimals that binary numbers cannot hold."""
        number = round(self.random.uniform(0, 10 ** self.random.randint(0, 6)), self.random.randint(0, 7))
        return self.pick(number, number, -number, f"{number:,.2f}", f" {number:.6f}", str(number))

    def quantity(self) -> Cell:
        if self.chance(0.4):
            return self.pick(*QUANTITIES)
        spaces = [self.random.choice(SPACES) if self.chance(0.2) else "" for _ in range(3)]
        operator, figures, unit = (self.random.choice(pool) for pool in (OPERATORS, FIGURES, UNITS))
        return f"{spaces[0]}{operator}{spaces[1]}{figures}{unit}{spaces[2]}"

    def matching_quantities(self) -> tuple[Cell, Cell]:
        """A half-year and a full-year value that are close to each other, as they mostly are."""
        operator, unit = self.random.choice(OPERATORS[:11]), self.random.choice(UNITS)
        numbers = [self.random.choice(("0", "1", "5", "5.0", "50", "99.9", "100", "100.1", "1,000", "120")) for _ in range(2)]
        half, full = (f"{operator}{number}{unit}" for number in numbers)
        if self.chance(0.2):
            half = half.upper() if self.chance(0.5) else half.replace("≥", "=")
        return half, full

    # --- single fields ------------------------------------------------------------------------------------------------

    def few_fields(self, case: Case) -> None:
        for field in self.random.sample(list(self.schema.fields.values()), self.random.randint(1, 4)):
            case[field.path] = self.value(field)

    def all_fields(self, case: Case) -> None:
        for path, field in self.schema.fields.items():
            if self.chance(0.7):
                case[path] = self.value(field)

    def dates(self, case: Case) -> None:
        """Dates and the year close to each other."""
        pool: tuple[Cell, ...] = (
            "2021年",
            "2022年",
            "2022年1月",
            "2022-06",
            "2022年12月",
            "2022-06-15",
            "2022.6.16",
            "2023年",
            44727,
            2022,
        )
        if self.chance(0.3):
            pool = (*DATES, *DATE_TEXTS)
        case["project.start"], case["project.end"] = self.pick(*pool), self.pick(*pool)
        case["year"] = self.pick(*YEARS, "2022", "２０２２")

    def balance(self, case: Case) -> None:
        """Amounts that add up, nearly add up, or are in another unit."""
        digits = self.random.choice((0, 1, 2, 2, 6, 7))
        most = 0 if self.chance(0.15) else 1000
        parts = [round(self.random.uniform(0, most), digits) for _ in range(7)]
        paths = [
            f"income.{name}"
            for name in ("fiscal.general", "fiscal.fund", "special_account", "state_capital", "social_insurance", "carryover", "other")
        ]
        for path, part in zip(paths, parts, strict=True):
            case[path] = part if self.chance(0.9) else f"{part:,.7f}"
        nudges = (0, 0, 0, 0, 1e-7, 4e-7, 5e-7, 6e-7, 1e-6, 1e-12, 0.01, 1)
        case["income.fiscal.subtotal"] = parts[0] + parts[1] + self.random.choice(nudges)
        total = sum(parts) + self.random.choice(nudges)
        case["income.total"] = total
        factor = self.random.choice((1, 1, 1, 10000, 0.0001, 0.0001, 10000.3, 0))
        self.spend(case, total * factor + self.random.choice(nudges))

    def spend(self, case: Case, total: float) -> None:
        """Rows of expenditure that add up to a total."""
        count = self.random.randint(1, CAPACITY["expenditure"])
        shares: list[Cell] = [round(total / count, 2) for _ in range(count - 1)]
        case["expenditure.full_year"] = [*shares, total - sum(float(share or 0) for share in shares)]
        case["expenditure.half_year"] = [self.pick(None, 0, share, total, round(total / 3, 6)) for share in (*shares, total)]
        case["expenditure.item"] = [
            self.pick("绿色资源保护管理", f"支出{index}", None if self.chance(0.1) else "其他") for index in range(count)
        ]

    # --- tables -------------------------------------------------------------------------------------------------------

    def columns(self, table: str) -> list[Field]:
        return list(self.schema.tables[table].columns)

    def rows(self, case: Case, table: str) -> list[Row]:
        """The rows of a table, as far as any column reaches."""
        columns = {column.name: case.get(column.path) or [] for column in self.columns(table)}
        height = max(len(cells) for cells in columns.values() if isinstance(cells, list))
        return [
            {name: cells[index] if isinstance(cells, list) and index < len(cells) else None for name, cells in columns.items()}
            for index in range(height)
        ]

    def put_rows(self, case: Case, table: str, rows: list[Row]) -> None:
        for column in self.columns(table):
            case[column.path] = [row.get(column.name) for row in rows[: CAPACITY[table]]]

    def table(self) -> str:
        return self.random.choice(("expenditure", "indicators", "indicators", "indicators"))

    def few_rows(self, case: Case) -> None:
        table = self.table()
        rows = self.rows(case, table)
        for row in self.random.sample(rows, min(len(rows), self.random.randint(1, 6))):
            for column in self.columns(table):
                if self.chance(0.4):
                    row[column.name] = self.value(column)
        self.put_rows(case, table, rows)

    def messy_table(self, case: Case) -> None:
        table = self.table()
        rows: list[Row] = [
            {column.name: self.value(column) if self.chance(0.8) else None for column in self.columns(table)}
            for _ in range(self.random.randint(1, CAPACITY[table]))
        ]
        self.put_rows(case, table, rows)

    def new_rows(self, case: Case) -> None:
        """A table of indicators written anew: 0 to 120 rows, mostly right."""
        count = self.random.choice((0, 1, 2, 5, 20, 50, 100, 119, 120))
        self.put_rows(case, "indicators", [self.indicator(index) for index in range(count)])

    def indicator(self, index: int) -> Row:
        codes = self.schema.tables["indicators"].columns[1].codes
        assert codes is not None
        level1 = self.random.choice(codes.values(1))
        level2: Cell = self.random.choice(codes.values(2, level1 if self.chance(0.9) else None))
        half, full = self.matching_quantities() if self.chance(0.7) else (self.quantity(), self.quantity())
        return {
            "level1": level1 if self.chance(0.97) else self.pick(*WRONG_LEVEL1),
            "level2": level2 if self.chance(0.97) else self.pick(*WRONG_LEVEL2),
            "level3": f"指标{index if self.chance(0.95) else 0}{self.random.choice(LEVEL3_ENDINGS)}",
            "half_year": half,
            "full_year": full,
        }

    def rates(self, case: Case) -> None:
        """Rates in per cent at the end of the table, half a year often above the whole."""
        rows = self.rows(case, "indicators")[-60:]
        for ending in LEVEL3_ENDINGS:
            half, full = (f"{self.random.choice('≥=≥=<')}{self.random.choice((0, 40, 60, 100, 101))}%" for _ in range(2))
            rows.append({**self.indicator(len(rows)), "level3": f"任务{ending}", "half_year": half, "full_year": full})
        self.put_rows(case, "indicators", rows)

    def few_types(self, case: Case) -> None:
        """A short table in which any type stands beside any other, so that a type may occur just once, or only in one column."""
        codes = self.schema.tables["indicators"].columns[1].codes
        assert codes is not None
        special = ("满意度指标", "服务对象满意度指标", "社会成本指标", "成本指标", "产出指标", "效益指标")
        rows = [self.indicator(index) for index in range(self.random.randint(1, 4))]
        for row in rows:
            row["level1"] = self.pick(*codes.values(1), *special)
            row["level2"] = self.pick(*codes.values(2), *special)
        self.put_rows(case, "indicators", rows)

    def gaps(self, case: Case) -> None:
        """Blank rows in between, some of which hold nothing but spaces."""
        table = self.table()
        rows = self.rows(case, table)
        for _ in range(self.random.randint(1, 8)):
            blank: Row = {column.name: self.pick(None, None, None, "", " ", "\u3000\n") for column in self.columns(table)}
            rows.insert(self.random.randint(0, len(rows)), blank)
        self.put_rows(case, table, rows)

    def lonely_cells(self, case: Case) -> None:
        """Rows that hold one cell only."""
        table = self.table()
        rows = self.rows(case, table)
        for _ in range(self.random.randint(1, 4)):
            column = self.random.choice(self.columns(table))
            rows.insert(self.random.randint(0, len(rows)), {column.name: self.pick(0, "0", self.value(column), self.value(column))})
        self.put_rows(case, table, rows)

    def duplicates(self, case: Case) -> None:
        """Rows copied, some with other case, other spaces or other values."""
        rows = self.rows(case, "indicators")
        for _ in range(self.random.randint(1, 4) if rows else 0):
            row = dict(self.random.choice(rows))
            name = str(row.get("level3") or "")
            name = self.random.choice((name, f" {name}", f"{name}\u3000", name.upper(), f"{name}A", f"{name}a"))
            row["level3"] = name
            if self.chance(0.3):
                row["half_year"], row["full_year"] = self.matching_quantities()
            rows.insert(self.random.randint(0, len(rows)), row)
        self.put_rows(case, "indicators", rows)
