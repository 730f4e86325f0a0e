"""Word: real tables and headings, to be edited before they are published."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from xltool.base.messages import Text
from xltool.publishing.extra import publishing_package
from xltool.publishing.outline import CONTENTS, bookmarks
from xltool.publishing.printed_form import FRAMED, Align, Band, LinePart, PageMark, PrintedCell, PrintedLine, PrintedSheet, Publication
from xltool.publishing.writer import PrintWriter, Standard

_MARGIN = 14  # millimetres, left and right
_LARGEST, _SMALLEST, _CHARACTER = 10.5, 6.5, 0.54
_LATIN, _CHINESE = "Times New Roman", "宋体"
_ALIGNS: dict[Align, int] = {"left": 0, "center": 1, "right": 2}  # WD_ALIGN_PARAGRAPH
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LANGUAGES = Text(zh="zh-CN", en="en-US")


def write_docx(publication: Publication, standard: Standard | None) -> bytes:  # noqa: ARG001 - standards are those of PDF
    """Return the document. Raises UsageError where python-docx is missing."""
    return _reproducible(_DocxWriter(publication).content())


def _reproducible(content: bytes) -> bytes:
    """Return a package without the times at which its parts were written."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name in given.namelist():
            package.writestr(zipfile.ZipInfo(name, _EPOCH), given.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()


class _DocxWriter:
    def __init__(self, publication: Publication) -> None:
        self.docx = publishing_package("docx", "python-docx")
        self.shared = publishing_package("docx.shared", "python-docx")
        self.oxml = publishing_package("docx.oxml", "python-docx")
        self.ns = publishing_package("docx.oxml.ns", "python-docx")
        self.publication = publication
        self.document = self.docx.Document()
        self.is_first = True

    def content(self) -> bytes:
        self._properties()
        self._styles()
        for form, marks in zip(self.publication.forms, bookmarks(self.publication), strict=True):
            for index, sheet in enumerate(form.sheets):
                self._section(sheet)
                if index == 0 and self.publication.has_contents:
                    for mark in marks:
                        self._paragraph(mark.text, style=f"Heading {mark.level}")
                self._sheet(sheet)
        written = io.BytesIO()
        self.document.save(written)
        return written.getvalue()

    def _properties(self) -> None:
        properties = self.document.core_properties
        day = dt.datetime.combine(self.publication.date, dt.time())
        properties.title, properties.author, properties.comments = self.publication.title, "", ""
        properties.created = properties.modified = day
        properties.last_modified_by, properties.revision = "", 1
        properties.language = _LANGUAGES.as_is(self.publication.language)

    def _styles(self) -> None:
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
            style = self.document.styles[name]
            style.font.name = _LATIN
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in list(fonts.attrib):
                if "Theme" in key:
                    del fonts.attrib[key]
            fonts.set(self.ns.qn("w:eastAsia"), _CHINESE)
            style.font.color.rgb = self.shared.RGBColor(0, 0, 0)
            style.paragraph_format.space_before = style.paragraph_format.space_after = self.shared.Pt(0)
        self.document.styles["Normal"].paragraph_format.line_spacing = 1.0
        for level in (1, 2, 3):
            self.document.styles[f"Heading {level}"].font.size = self.shared.Pt(13 - level)

    # --- pages --------------------------------------------------------------------------------------------------------

    def _section(self, sheet: PrintedSheet) -> None:
        if self.is_first and self.publication.has_contents:
            self._contents()
        is_new = not self.is_first or self.publication.has_contents
        section = self.document.add_section() if is_new else self.document.sections[0]
        self.is_first = False
        across, down = sheet.sides
        section.orientation = int(sheet.is_landscape)
        section.page_width, section.page_height = self.shared.Mm(across), self.shared.Mm(down)
        section.left_margin = section.right_margin = self.shared.Mm(_MARGIN)
        section.top_margin = section.bottom_margin = self.shared.Mm(18)
        section.header_distance = section.footer_distance = self.shared.Mm(8)
        self._line(section.header, sheet.header, across)
        self._line(section.footer, sheet.footer, across)

    def _contents(self) -> None:
        self._paragraph(self.publication.title, style="Title", align="center")
        self._paragraph(CONTENTS.as_is(self.publication.language), size=12)
        for form in self.publication.forms:
            self._paragraph(" · ".join(name for name in (form.department, form.unit, form.project) if name) or form.title)

    def _line(self, place: Any, line: PrintedLine, across: float) -> None:
        place.is_linked_to_previous = False
        paragraph = place.paragraphs[0]
        paragraph.style = self.document.styles["Normal"]
        stops = paragraph.paragraph_format.tab_stops
        width = across - 2 * _MARGIN
        stops.add_tab_stop(self.shared.Mm(width / 2), 1)
        stops.add_tab_stop(self.shared.Mm(width), 2)
        for index, part in enumerate((line.left, line.center, line.right)):
            if index:
                paragraph.add_run("\t")
            self._line_part(paragraph, part)

    def _line_part(self, paragraph: Any, part: LinePart) -> None:
        for piece in part:
            run = paragraph.add_run("" if isinstance(piece, PageMark) else _clean(piece))
            run.font.size = self.shared.Pt(8)
            if isinstance(piece, PageMark):
                field = self.oxml.OxmlElement("w:fldSimple")
                field.set(self.ns.qn("w:instr"), "NUMPAGES" if piece.of_all else "PAGE")
                paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields

    def _paragraph(self, text: str, *, style: str = "Normal", align: Align = "left", size: float | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        paragraph.alignment = _ALIGNS[align]
        run = paragraph.add_run(_clean(text))
        if size:
            run.font.size = self.shared.Pt(size)
        return paragraph

    # --- tables -------------------------------------------------------------------------------------------------------

    def _sheet(self, sheet: PrintedSheet) -> None:
        across = sheet.sides[0] - 2 * _MARGIN
        size = round(max(_SMALLEST, min(_LARGEST, across * 72 / 25.4 / (sum(sheet.widths) * _CHARACTER))) * 2) / 2
        if sheet.picture is not None:
            run = self.document.add_paragraph().add_run()
            run.add_picture(io.BytesIO(sheet.picture.content), height=self.shared.Pt(40))
            for described in run._r.iter(self.ns.qn("wp:docPr")):  # noqa: SLF001 - python-docx has no descriptions
                described.set("descr", sheet.picture.description or sheet.title)
        widths = [self.shared.Mm(across * width / sum(sheet.widths)) for width in sheet.widths]
        for index, band in enumerate(sheet.bands):
            if index:
                self._parting(begins_page=band.begins_page)
            self._band(band, widths, size)

    def _parting(self, *, begins_page: bool) -> None:
        """Part two tables, which would else be one: by a line that is nearly nothing."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.line_spacing = self.shared.Pt(1)
        paragraph.paragraph_format.page_break_before = begins_page
        paragraph.add_run().font.size = self.shared.Pt(1)

    def _band(self, band: Band, widths: list[Any], size: float) -> None:
        for cell in (cell for cell in band.cells if cell.role == "title"):
            self._paragraph(cell.text, align="center", size=16)
        cells = [cell for cell in band.cells if cell.role != "title"]
        titled = {cell.row for cell in band.cells if cell.role == "title"} - {cell.row for cell in cells}
        rows = [row for row in range(len(band.heights)) if row not in titled]
        if not cells:
            return
        number = {row: index for index, row in enumerate(rows)}
        table = self.document.add_table(len(rows), len(widths))
        table.autofit = False
        grid = [list(row.cells) for row in table.rows]
        for index, width in enumerate(widths):
            table.columns[index].width = width
        for index in range(sum(row < band.n_heads for row in rows)):
            table.rows[index]._tr.get_or_add_trPr().append(self.oxml.OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no heads
        for cell in cells:
            self._cell(grid, cell, number[cell.row], size, widths)

    def _cell(self, grid: list[list[Any]], cell: PrintedCell, top: int, size: float, widths: list[Any]) -> None:
        bottom, right = top + cell.rows - 1, cell.column + cell.columns - 1
        place = grid[top][cell.column]
        if (bottom, right) != (top, cell.column):
            place = place.merge(grid[bottom][right])
        place.width = sum(widths[cell.column : right + 1])
        place.vertical_alignment = 1
        paragraph = place.paragraphs[0]
        paragraph.alignment = _ALIGNS[cell.align]
        run = paragraph.add_run(_clean(cell.text))
        run.font.size = self.shared.Pt(size)
        run.font.bold = cell.role == "heading"
        for row in range(top, bottom + 1):
            self._frame(grid[row][cell.column], cell, is_first=row == top, is_last=row == bottom)

    def _frame(self, place: Any, cell: PrintedCell, *, is_first: bool, is_last: bool) -> None:
        """Draw the lines around a cell, row by row: programs take those of each row."""
        is_framed = cell.role in FRAMED
        sides = ["left", "right"] * is_framed
        sides += ["top"] * (is_framed and is_first and not cell.is_open_above)
        sides += ["bottom"] * (is_last and ((is_framed and not cell.is_open_below) or cell.role == "room"))
        borders = self.oxml.OxmlElement("w:tcBorders")
        for side in ("top", "left", "bottom", "right"):
            line = self.oxml.OxmlElement(f"w:{side}")
            line.set(self.ns.qn("w:val"), "single" if side in sides else "nil")
            line.set(self.ns.qn("w:sz"), "4")
            borders.append(line)
        place._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001 - python-docx has no borders of cells


def _clean(text: str) -> str:
    """Return a text without what XML does not take."""
    return "".join(
        character
        for character in text
        if character in "\t\n" or (character >= " " and character not in "\ufffe\uffff" and not "\ud800" <= character <= "\udfff")
    )


WRITER = PrintWriter(
    name="docx",
    doc=Text(zh="Word：真正的表格和标题，可编辑", en="Word: real tables and headings, to be edited"),
    has_standards=False,
    write=write_docx,
)
