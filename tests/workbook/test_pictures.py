"""Pictures on the sheets of a form: where they stand, how large they are, and that every copy of the form has them."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.pictures import BLUE, LOGO, WHITE, chunk, jpeg, logo, png
from tests.referees import require_libreoffice, require_ooxml
from tests.referees.libreoffice import LibreOffice
from tests.referees.ooxml import ooxml_errors
from tests.workbook.full_render import full_render
from xltool.campaign.folder import open_campaign
from xltool.form.complete_document import complete
from xltool.reading import read_workbook
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.build import load_document
from xltool.workbook.form_copy import FormCopy, Issue
from xltool.workbook.template_cache import TemplateCache

PAGES = Path(__file__).parents[1] / "definitions" / "clean" / "pages"
TEMPLATE = PAGES / "templates" / "pages.yaml"
PIXEL = 9525  # units of a drawing


@cache
def pages() -> Definition:
    return load_definition(TEMPLATE)


def document(**changes: Any) -> dict[str, Any]:
    return complete(pages().schema, {**load_document(PAGES / "document.json"), **changes})


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pictures(content: bytes | Path) -> list[tuple[str, tuple[int, int], bytes]]:
    """Of each drawing with a picture: its XML, the first cell of the picture (0-based column and row), and the picture itself."""
    members = parts(content.read_bytes() if isinstance(content, Path) else content)
    drawings = sorted(name for name in members if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name))
    return [(xml := members[name].decode(), first_cell(xml), media(members, name)) for name in drawings if b"<xdr:pic>" in members[name]]


def first_cell(xml: str) -> tuple[int, int]:
    found = re.search(r"<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", xml, re.DOTALL)
    assert found is not None
    return int(found[1]), int(found[2])


def media(members: dict[str, bytes], drawing: str) -> bytes:
    rels = members[f"{drawing.replace('drawings/', 'drawings/_rels/')}.rels"].decode()
    return members[re.search(r'Target="\.\./(media/[^"]+)"', rels).expand(r"xl/\1")]  # type: ignore[union-attr]  # there is one


def size(xml: str) -> tuple[int, int]:
    """Width and height of a picture in pixels."""
    found = re.search(r'<a:ext cx="(\d+)" cy="(\d+)"', xml)
    assert found is not None
    return round(int(found[1]) / PIXEL), round(int(found[2]) / PIXEL)


def with_picture(folder: Path, first: str, content: bytes | None = None) -> Path:
    """The form with another place, and perhaps another picture, on its first sheet, and none on the second; blank."""
    shutil.copytree(PAGES, folder, dirs_exist_ok=True)
    template = folder / "templates" / "pages.yaml"
    text = template.read_text(encoding="utf-8")
    text = re.sub(r'    picture: .* at: "D1:D2"}\n', "", text)
    text = text.replace("picture: {file: pages-logo.png, description: 农机站标志}", f"picture: {{file: pages-logo.png, {first}}}")
    template.write_text(text, encoding="utf-8")
    if content is not None:
        (folder / "templates" / "pages-logo.png").write_bytes(content)
    return xltool.build(template, folder / "form.xlsx")


# --- place and size ---------------------------------------------------------------------------------------------------


def test_the_picture_of_each_sheet_is_the_file_as_it_is() -> None:
    content = build_workbook(pages(), document())
    assert [found for _, _, found in pictures(content)] == [LOGO.read_bytes()] * 2
    assert sum(name.startswith("xl/media/") for name in parts(content)) == 1  # once, for both


def test_without_a_place_it_stands_at_the_left_end_of_the_title() -> None:
    (xml, first, _), _ = pictures(build_workbook(pages(), document()))
    assert first == (0, 0)
    assert size(xml) == (34, 34)  # the title is 30 points high


def test_in_cells_of_its_own_it_is_as_large_as_they_allow() -> None:
    _, (xml, first, _) = pictures(build_workbook(pages(), document()))
    assert first == (3, 0)
    assert 40 <= size(xml)[0] == size(xml)[1] <= 62


@pytest.mark.parametrize(
    ("at", "wide", "where"),
    [
        ("left", False, (0, 0)),
        ("right", False, (3, 0)),
        ("right", True, (3, 0)),
        ('"F1:G4"', False, (5, 1)),  # beside the status line, which has two lines in a form as narrow as this
        ('"F3"', True, (5, 2)),
        ("a1", False, None),
    ],
)
def test_it_keeps_its_proportions_wherever_it_stands(at: str, *, wide: bool, where: Any, tmp_path: Path) -> None:
    content = png(400, 40, lambda x, _: x % 2, (WHITE, BLUE)) if wide else None
    if where is None:
        with pytest.raises(xltool.DefinitionError, match="overlaps"):
            with_picture(tmp_path, f"at: {at}", content)
        return
    ((xml, first, _),) = pictures(with_picture(tmp_path, f"at: {at}", content))
    assert first == where
    width, height = size(xml)
    assert abs(width - height * (10 if wide else 1)) <= (10 if wide else 1)


TITLE_WIDTH = sum(int(characters * 7 + 0.5) + 5 for characters in (16, 18, 18, 18))


@pytest.mark.parametrize(
    ("title", "least", "most"),
    [
        ("检查表", TITLE_WIDTH // 3 - 20, TITLE_WIDTH // 3),  # at most a third as wide
        ("设备检查表（一）基本情况", 60, (TITLE_WIDTH - 24 * 18 / 11 * 7) // 2),  # beside the text
        ("设备检查表（一）基本情况与维护保养记录及意见（全年）", 10, 16),  # where the text leaves nothing
    ],
)
def test_at_the_title_it_stands_beside_the_text(title: str, least: float, most: float, tmp_path: Path) -> None:
    shutil.copytree(PAGES, tmp_path, dirs_exist_ok=True)
    template = tmp_path / "templates" / "pages.yaml"
    text = template.read_text(encoding="utf-8").replace("title: 设备检查表（一）基本情况", f"title: {title}")
    template.write_text(re.sub(r"header: .*", "header: {}", text), encoding="utf-8")
    (tmp_path / "templates" / "pages-logo.png").write_bytes(png(2000, 100, lambda x, _: x % 2, (WHITE, BLUE)))
    xml = pictures(xltool.build(template, tmp_path / "form.xlsx"))[0][0]
    assert least <= size(xml)[0] <= most


@pytest.mark.parametrize("resolution", [(2835, 2835), (11811, 11811), (11811, 5906)])
def test_what_a_file_says_of_its_resolution_changes_nothing(resolution: tuple[int, int], tmp_path: Path) -> None:
    """Scanners write 300 dots an inch, programs for the web 72."""
    bare = logo()
    start = bare.index(b"PLTE") - 4
    content = bare[:start] + chunk(b"pHYs", b"".join(side.to_bytes(4) for side in resolution) + b"\1") + bare[start:]
    ((xml, _, _),) = pictures(with_picture(tmp_path, "at: left", content))
    assert size(xml) == (34, 34)


def test_a_picture_makes_no_room_for_itself_in_the_cells_around_it(tmp_path: Path) -> None:
    """Where it stands beside the form, it is printed with it."""
    workbook: Any = openpyxl.load_workbook(with_picture(tmp_path, 'at: "F1:G4"'))
    sheet = workbook.worksheets[0]
    assert sheet.print_area.replace("$", "").endswith(f"!A1:G{sheet.max_row}")


def test_those_who_do_not_see_it_read_what_it_shows() -> None:
    (first, _, _), (second, _, _) = pictures(build_workbook(pages(), document()))
    assert 'descr="农机站标志"' in first
    assert "decorative" in second


# --- every copy -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opinion", [None, "一台水泵漏水。\n" * 12])
def test_a_workbook_of_cached_sheets_is_that_which_is_drawn_anew(opinion: str | None) -> None:
    """Also where a row has grown: pictures are placed by the rows above them."""
    data, issue = document(opinion=opinion), Issue(unit="U1")
    fast, plain = parts(build_workbook(pages(), data, issue)), parts(full_render(pages(), data, issue))
    drawn = [name for name in fast if "drawing" in name or "media" in name or name.endswith((".rels", "[Content_Types].xml"))]
    assert len([name for name in drawn if "drawing" in name]) == 4
    assert {name: fast[name] for name in drawn} == {name: plain[name] for name in drawn}
    assert [fast[f"xl/worksheets/sheet{number}.xml"].count(b"<drawing r:id=") for number in (1, 2, 3)] == [1, 1, 0]


def test_many_copies_have_the_picture_of_the_first() -> None:
    cache_ = TemplateCache(pages(), ["unit"])
    for unit in ("县农机站", "县粮站", "A&B <站>", "县教育局", "县林场"):
        copy = FormCopy(document(unit=unit), Issue(unit="U1"))
        content = cache_.workbook(copy)
        assert parts(content) == parts(build_workbook(pages(), copy.data, copy.issue))
        assert [found for _, _, found in pictures(content)] == [logo()] * 2


def test_a_picture_stands_below_rows_that_have_grown(tmp_path: Path) -> None:
    template = with_picture(tmp_path, 'at: "F5:G6"').parent / "templates" / "pages.yaml"
    definition = load_definition(template)
    for opinion in (None, "意见\n" * 25):
        data = complete(definition.schema, document(opinion=opinion))
        ((_, first, _),) = pictures(build_workbook(definition, data))
        assert first == (5, 4)


def test_a_marked_return_has_pictures_beside_its_notes(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(build_workbook(pages(), document(devices=[{"name": "泵", "number": 1, "sound": 2}], inspector=None)))
    (marked,) = xltool.annotate(xltool.check([source], templates=TEMPLATE.parent), tmp_path / "marked")
    assert [found for _, _, found in pictures(marked)] == [logo()] * 2
    members = parts(marked.read_bytes())
    for number in (1, 2):
        links = re.findall(r'<(drawing|legacyDrawing) r:id="(\w+)"/>', members[f"xl/worksheets/sheet{number}.xml"].decode())
        rels = members[f"xl/worksheets/_rels/sheet{number}.xml.rels"].decode()
        targets = dict(re.findall(r'Id="(\w+)"[^>]*Target="\.\./drawings/([a-zA-Z]+)\d', rels))
        assert [(name, targets[link]) for name, link in links] == [("drawing", "drawing"), ("legacyDrawing", "vmlDrawing")]
    assert {finding.rule for finding in xltool.read(marked, templates=TEMPLATE.parent).findings} == set()


def test_an_upgrade_has_the_picture_of_today(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(build_workbook(pages(), document()))
    shutil.copytree(PAGES, tmp_path / "now")
    template, today = tmp_path / "now" / "templates" / "pages.yaml", png(60, 20, lambda x, _: x % 2, (WHITE, BLUE))
    template.write_text(template.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"'), encoding="utf-8")
    (template.parent / "pages-logo.png").write_bytes(today)
    xltool.upgrade(source, tmp_path / "new.xlsx", templates=template.parent)
    assert [found for _, _, found in pictures(tmp_path / "new.xlsx")] == [today] * 2


def test_each_sheet_of_a_repeated_block_has_the_picture(tmp_path: Path) -> None:
    form = PAGES.parent / "repeats-sheets"
    shutil.copytree(form, tmp_path, dirs_exist_ok=True)
    template = tmp_path / "templates" / "repeats-sheets.yaml"
    said = template.read_text(encoding="utf-8").replace(
        "  - name: 第{number}批\n", '  - name: 第{number}批\n    picture: {file: logo.png, at: "H1:H3"}\n'
    )
    template.write_text(said, encoding="utf-8")
    (tmp_path / "templates" / "logo.png").write_bytes(logo())
    content = xltool.build(template, tmp_path / "form.xlsx")
    assert [found for _, _, found in pictures(content)] == [logo()] * 3


# --- a campaign -------------------------------------------------------------------------------------------------------


def test_a_campaign_has_the_picture_in_its_folder_its_workbooks_and_its_export(tmp_path: Path) -> None:
    roster = tmp_path / "units.csv"
    roster.write_text("id,name\nA,县农机站\nB,县粮站\nC,县林场\nD,县渔场\nE,县牧场\n", encoding="utf-8")
    folder = xltool.init(tmp_path / "round", TEMPLATE, roster=roster)
    assert (folder / "templates" / "pages-logo.png").read_bytes() == logo()
    assert sorted(path.name for path in (folder / "templates").iterdir()) == ["pages-logo.png", "pages.yaml"]
    with open_campaign(folder) as campaign:
        assert campaign.definition.digest == pages().digest
    for path in xltool.distribute(folder).written:
        assert [found for _, _, found in pictures(Path(path))] == [logo()] * 2
    exported = xltool.export(folder, tmp_path / "round.zip").path
    moved = xltool.import_(exported, tmp_path / "moved").path
    assert (Path(moved) / "templates" / "pages-logo.png").read_bytes() == logo()


def test_what_a_campaign_sends_back_has_the_picture(tmp_path: Path) -> None:
    roster = tmp_path / "units.csv"
    roster.write_text("id,name\nA,县农机站\n", encoding="utf-8")
    folder = xltool.init(tmp_path / "round", TEMPLATE, roster=roster)
    (issued,) = xltool.distribute(folder).written
    shutil.copy(issued, folder / "inbox" / "a.xlsx")
    xltool.collect(folder)
    (returned,) = (folder / "returns").rglob("*.xlsx")
    assert [found for _, _, found in pictures(returned)] == [logo()] * 2
    assert "object.present" not in {finding.rule for finding in xltool.read(issued, templates=folder / "templates").findings}


def test_workers_elsewhere_are_sent_the_pictures_of_the_forms() -> None:
    assert read_workbook._definition_files(TEMPLATE.parent)["templates/pages-logo.png"] == logo()  # noqa: SLF001 - what a cluster is sent is seen by nobody else


# --- outside referees -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [logo(), jpeg(8, 3, lambda x, y: 30 * (x % 4) + y)], ids=["PNG", "JPEG"])
def test_the_workbook_follows_the_schemas_of_open_xml(content: bytes, tmp_path: Path) -> None:
    require_ooxml()
    assert ooxml_errors(with_picture(tmp_path, 'at: "F1:F4", description: "A & <B>"', content)) == []


def test_libreoffice_shows_the_pictures_where_they_stand(tmp_path: Path) -> None:
    """It keeps the bytes; a picture in a format that it could not show would be another."""
    require_libreoffice()
    with LibreOffice() as office:
        for name, content in (("PNG", logo()), ("JPEG", jpeg(8, 8, lambda x, y: 16 * (x + y)))):
            with office.open(str(with_picture(tmp_path / name, 'at: "F1:G4"', content))) as book:
                book.save_as(str(tmp_path / f"{name}.xlsx"))
            ((xml, first, kept),) = pictures(tmp_path / f"{name}.xlsx")
            assert kept == content
            assert first in ((5, 0), (5, 1))
            width, height = size(xml)
            assert abs(width - height) <= 2
