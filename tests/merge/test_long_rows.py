"""The rows of long lists, as programs read them that nobody here wrote; and the tools that make them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from tests.merge.support import busy
from tests.referees import require_ooxml
from tests.referees.ooxml import ooxml_errors
from xltool.base.messages import Text
from xltool.merging.dataset import build_dataset
from xltool.merging.dataset.arrow_arrays import REAL, TEXT, WHOLE
from xltool.merging.dataset.arrow_columns import each, each_row, joined
from xltool.merging.summary import build_summary
from xltool.merging.summary.listing import write_listing
from xltool.merging.summary.live_cells import Links, ListCells, printable
from xltool.merging.summary.sheet_records import Heading, ListRows
from xltool.merging.summary.summary_book import TONES, SummaryBook, line_count, row_height

HEADINGS = (
    Heading(key="text", text="Text", most=12),
    Heading(key="whole", text="Whole", style="count", total=True),
    Heading(key="money", text="Money", style="money", decimals=4, total=True),
    Heading(key="share", text="Share", style="percent"),
    Heading(key="state", text="State", style="center"),
    Heading(key="link", text="Link", style="link"),
    Heading(key="twice", text="Twice", style="count"),
)
FIRST_ROW = 5


@dataclass(frozen=True)
class Line:
    """One row of such a list."""

    text: str | None
    whole: int | None
    money: Decimal | None
    share: float | None
    state: str
    file: str | None  # to which it is linked; "" for this workbook

    @property
    def linked(self) -> str | None:
        return None if self.file is None else self.file or "here"

    @property
    def twice(self) -> int:
        return 2 * (self.whole or 0)


#: Besides any text those that XML, spreadsheet programs or our own code might take for something else.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "=1+1",
        "+1",
        "-",
        "@SUM(A1)",
        "<r>x</r>",
        "&amp;",
        "_x0041_",
        " a ",
        "　字　",
        "a\nb",
        "a\r\nb",
        "\x0b",
        "\ufffe",
        "'",
        "TRUE",
        "1E5",
        "]]>",
    ]
)
LINES = st.builds(
    Line,
    text=st.none() | TEXTS,
    whole=st.none() | st.integers(-(2**40), 2**40),
    money=st.none() | st.decimals(-(10**9), 10**9, places=4),
    share=st.none() | st.floats(0, 1, allow_nan=False),
    state=st.sampled_from(["", *TONES]),
    file=st.none() | st.sampled_from(["inbox\\a%20b.xlsx", "inbox\\项目&1.xlsx", ""]),
)
PAGES = st.lists(st.lists(LINES, max_size=6), max_size=4)


def cells(lines: Sequence[Line]) -> list[ListCells]:
    """The lines, column by column."""
    links = Links(
        pa.array([line.file for line in lines], TEXT), pa.array([None if line.file is None else "'表 <1>'!A1" for line in lines], TEXT)
    )
    return [
        ListCells(pa.array([line.text for line in lines], TEXT)),
        ListCells(pa.array([line.whole for line in lines], WHOLE)),
        ListCells(pa.array([line.money for line in lines], pa.decimal128(38, 4))),
        ListCells(pa.array([line.share for line in lines], REAL)),
        ListCells(pa.array([line.state or None for line in lines], TEXT), tones=pa.array([line.state for line in lines], TEXT)),
        ListCells(pa.array([line.linked for line in lines], TEXT), links=links),
        ListCells(pa.array([line.twice for line in lines], WHOLE), formula=lambda row: f"=2*B{row}"),
    ]


def workbook(pages: Sequence[Sequence[Line]], max_rows: int = 1_000) -> bytes:
    """A workbook of one sheet that lists lines."""
    book, file = SummaryBook(lang="en", max_rows=max_rows), io.BytesIO()
    found: Iterator[Sequence[ListCells]] = iter([cells(page) for page in pages])
    records = ListRows(found, sum(map(len, pages)), all_in="all.parquet")
    write_listing(book, book.add_sheet(Text(zh="表", en="Sheet")), "Title", "Note", HEADINGS, records)
    book.close("Title", file)
    return file.getvalue()


def shown(text: str | None) -> str | None:
    """A text as a reader sees it: line ends are those of XML, and what XML cannot hold has a sign in its place."""
    return printable(text).replace("\r\n", "\n").replace("\r", "\n") or None if text else None


def read(value: Any) -> Any:
    """A text as it stood before openpyxl, which leaves the spelling of special characters as it is."""
    return shown(unescape(value)) if isinstance(value, str) else value


@settings(max_examples=60)
@given(pages=PAGES)
def test_every_cell_is_read_back_by_openpyxl(pages: list[list[Line]]) -> None:
    content, lines = workbook(pages), [line for page in pages for line in page]
    written, cached = (openpyxl.load_workbook(io.BytesIO(content), data_only=kept)["Sheet"] for kept in (False, True))
    for row, line in enumerate(lines, start=FIRST_ROW):
        text, whole, money, share, state, link, twice = written[row]
        assert read(text.value) == shown(line.text)
        assert whole.value == line.whole
        assert share.value == pytest.approx(line.share)
        assert money.value == (None if line.money is None else pytest.approx(float(line.money)))
        assert state.value == (line.state or None)
        assert state.fill.fgColor.rgb == (f"FF{TONES[line.state][0][1:]}" if line.state else "00000000")
        assert (twice.value, cached[row][6].value) == (f"=2*B{row}", line.twice)
        assert link.value == line.linked
        found = link.hyperlink and (link.hyperlink.target or "", link.hyperlink.location)
        assert found == (None if line.file is None else (line.file, "'表 <1>'!A1"))
        assert bool(link.font.underline) == (line.file is not None)
        assert {cell.data_type for cell in (text, state, link)} <= {"s", "inlineStr", "n"}


@settings(max_examples=60)
@given(pages=PAGES)
def test_calamine_reads_the_same_values(pages: list[list[Line]]) -> None:
    lines = [line for page in pages for line in page]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook(pages))).get_sheet_by_name("Sheet").to_python(skip_empty_area=False)
    for line, row in zip(lines, rows[FIRST_ROW - 1 :], strict=False):
        assert (row[1] or 0, row[6] or 0) == (line.whole or 0, line.twice)
        assert (row[2] or 0) == pytest.approx(float(line.money or 0))
        assert row[4] == line.state
        if line.text and line.text.isprintable() and "_x" not in line.text:
            assert row[0] == line.text


@given(pages=PAGES)
def test_a_row_is_as_high_as_its_longest_text_and_sums_are_exact(pages: list[list[Line]]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(pages)), data_only=True)["Sheet"]
    lines = [line for page in pages for line in page]
    widths = [sheet.column_dimensions[letter].width for letter in "AEF"]
    for row, line in enumerate(lines, start=FIRST_ROW):
        texts = (line.text, line.state, line.linked)
        most = max(line_count(printable(text), round(width - 0.71)) if text else 1 for text, width in zip(texts, widths, strict=True))
        assert sheet.row_dimensions[row].height == pytest.approx(row_height(most), abs=0.4)
    assert sheet["B3"].value == float(sum(line.whole or 0 for line in lines))
    assert sheet["C3"].value == float(sum((line.money or Decimal(0) for line in lines), Decimal(0)))


@given(pages=PAGES, room=st.integers(0, 8))
def test_a_list_that_is_cut_shows_the_first_and_adds_up_all(pages: list[list[Line]], room: int) -> None:
    lines = [line for page in pages for line in page]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(pages, max_rows=FIRST_ROW - 1 + room)), data_only=True)["Sheet"]
    n_shown = min(room, len(lines))
    assert [sheet.cell(row, 2).value for row in range(FIRST_ROW, FIRST_ROW + n_shown)] == [line.whole for line in lines[:n_shown]]
    assert sheet.max_row == max(FIRST_ROW - 1 + n_shown, FIRST_ROW if not n_shown else 0)
    assert sheet["B3"].value == float(sum(line.whole or 0 for line in lines))


def test_the_file_keeps_to_the_format(tmp_path: Path) -> None:
    require_ooxml()
    hostile = ["=1+1", "<r>x</r>", "a\nb\r\x0b", " 　", "_x0041_", "😀" * 20_000, None, ""]
    lines = [Line(text, 1, Decimal("1.5"), 0.5, "error", "inbox\\a%20b.xlsx") for text in hostile]
    path = tmp_path / "s.xlsx"
    path.write_bytes(workbook([lines[:3], [], lines[3:]]))
    assert ooxml_errors(path) == []


@pytest.mark.parametrize("n_together", [1, 2, 3])
def test_how_many_rows_are_written_together_does_not_show(n_together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = looks(build_summary(build_dataset(busy()), Path("s.xlsx")))
    monkeypatch.setattr("xltool.merging.dataset.dataset_tables._PAGE", n_together)
    monkeypatch.setattr("xltool.merging.dataset.arrow_columns._TOGETHER", n_together)
    assert looks(build_summary(build_dataset(busy()), Path("s.xlsx"))) == expected


def looks(content: bytes) -> list[str]:
    """Every cell of a workbook with what is seen of it."""
    return [
        repr(
            (cell.coordinate, cell.value, cell.number_format, cell.font, cell.fill, cell.alignment, cell.hyperlink, height_of(sheet, cell))
        )
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows()
        for cell in row
    ]


def height_of(sheet: Any, cell: Any) -> float | None:
    height: float | None = sheet.row_dimensions[cell.row].height
    return height


# --- many values at a time --------------------------------------------------------------------------------------------


@given(values=st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=3)))
def test_each_is_a_map_that_asks_once_for_each_value(values: list[str | None]) -> None:
    asked: list[str | None] = []

    def length(text: str | None) -> int | None:
        asked.append(text)
        return None if text is None else len(text)

    assert each(pa.array(values, TEXT), length, WHOLE).to_pylist() == [None if text is None else len(text) for text in values]
    assert len(asked) == len(set(values))


@given(rows=st.lists(st.tuples(st.text("ab<é长", max_size=3), st.integers(-3, 3)), max_size=40), n_together=st.integers(1, 50))
def test_columns_are_joined_row_by_row(rows: list[tuple[str, int]], n_together: int) -> None:
    texts, numbers = pa.array([text for text, _ in rows], TEXT), pa.array([number for _, number in rows], WHOLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xltool.merging.dataset.arrow_columns._TOGETHER", n_together)
        found = list(joined(["<", texts, "=", each(numbers, str), ">"]))
    assert len(found) == -(-len(rows) // n_together)
    assert b"".join(map(bytes, found)).decode() == "".join(f"<{text}={number}>" for text, number in rows)
    assert each_row(lambda text, number: text * number, texts, numbers).to_pylist() == [text * number for text, number in rows]
