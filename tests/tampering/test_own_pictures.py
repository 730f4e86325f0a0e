"""A form's own pictures are known in what comes back, whoever wrote them anew; other pictures are reported."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

import xltool
from tests.pictures import BLUE, WHITE, jpeg, logo, png
from xltool.rules.load import load_definition
from xltool.workbook.assemble import build_workbook
from xltool.workbook.build import fit, load_document

PAGES = Path(__file__).parents[1] / "definitions" / "clean" / "pages"
TEMPLATE = PAGES / "templates" / "pages.yaml"
MEDIA, FIRST, SECOND = "xl/media/image1.png", "xl/drawings/drawing1.xml", "xl/drawings/drawing2.xml"
Parts = dict[str, bytes]
Change = Callable[[Parts], None]


@cache
def parts() -> Mapping[str, bytes]:
    definition = load_definition(TEMPLATE)
    with zipfile.ZipFile(io.BytesIO(build_workbook(definition, fit(definition, load_document(PAGES / "document.json"))))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def reported(folder: Path, *changes: Change, templates: Path = TEMPLATE.parent) -> list[str]:
    """Where pictures are reported in a return that was changed: `sheet!cells`, and the rule of anything else but a changed form."""
    changed = dict(parts())
    for change in changes:
        change(changed)
    with zipfile.ZipFile(folder / "return.xlsx", "w") as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    findings = [item for item in xltool.read(folder / "return.xlsx", templates=templates).findings if item.rule != "template.changed"]
    assert {item.rule for item in findings} <= {"object.present"}
    return [re.search(r"“(.*)” has .*\((.*?)\)", item.message.en).expand(r"\1!\2") for item in findings]  # type: ignore[union-attr]  # the message says it


def replaced(name: str, before: bytes, after: bytes) -> Change:
    def change(changed: Parts) -> None:
        assert before in changed[name]
        changed[name] = changed[name].replace(before, after)

    return change


def saved_as(content: bytes) -> Change:
    """The picture with other bytes, as a program writes it that makes pictures smaller or encodes them anew."""
    return lambda changed: changed.update({MEDIA: content})


def flat(width: int, height: int) -> bytes:
    return png(width, height, lambda x, _: x % 2, (WHITE, BLUE))


def moved(drawing: str, column: int, row: int) -> Change:
    def change(changed: Parts) -> None:
        start = rb"<xdr:from><xdr:col>\d+</xdr:col>(.*?)<xdr:row>\d+</xdr:row>"
        changed[drawing] = re.sub(start, rb"<xdr:from><xdr:col>%d</xdr:col>\1<xdr:row>%d</xdr:row>" % (column, row), changed[drawing])

    return change


def added(drawing: str, content: bytes) -> Change:
    """One more picture at the place of the first."""

    def change(changed: Parts) -> None:
        anchor = re.search(rb"<xdr:oneCellAnchor.*?</xdr:oneCellAnchor>", changed[drawing], re.DOTALL)[0]  # type: ignore[index]  # there is one
        changed[drawing] = changed[drawing].replace(anchor, anchor + anchor.replace(b'"rId1"', b'"rId9"'))
        changed["xl/media/image9.png"] = content
        rels = f"{drawing.replace('drawings/', 'drawings/_rels/')}.rels"
        link = re.search(rb"<Relationship .*?/>", changed[rels])[0]  # type: ignore[index]  # there is one
        changed[rels] = changed[rels].replace(link, link + link.replace(b'"rId1"', b'"rId9"').replace(b"image1", b"image9"))

    return change


def test_a_form_as_it_was_sent_out_has_its_own_pictures_alone(tmp_path: Path) -> None:
    assert reported(tmp_path) == []


@pytest.mark.parametrize(
    "change",
    [
        moved(FIRST, 3, 20),  # somebody has taken the protection off, and moved it
        moved(FIRST, 1, 0),
        added(FIRST, logo()),  # copied and pasted
        saved_as(flat(64, 64)),  # a picture of fewer pixels, as Excel saves one
        saved_as(flat(220, 221)),
        saved_as(jpeg(10, 10, lambda x, y: 8 * (x + y))),
    ],
    ids=["moved", "moved by a cell", "twice", "smaller", "larger", "as JPEG"],
)
def test_the_pictures_of_the_form_are_known(change: Change, tmp_path: Path) -> None:
    assert reported(tmp_path, change) == []


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ((added(FIRST, flat(96, 96)),), ["基本情况!A1"]),  # ours is there as well
        ((added(SECOND, flat(30, 10)),), ["设备清单!D1"]),
        ((saved_as(flat(96, 60)),), ["基本情况!A1", "设备清单!D1"]),  # of other proportions
        ((saved_as(flat(96, 96)), moved(SECOND, 0, 9)), ["设备清单!A10"]),  # alike, and elsewhere
        ((saved_as(flat(96, 96)), added(FIRST, flat(20, 20))), ["基本情况!A1"]),  # two of them are not one
        ((saved_as(b"no picture"),), ["基本情况!A1", "设备清单!D1"]),
        ((saved_as(b""),), ["基本情况!A1", "设备清单!D1"]),
        ((lambda changed: changed.pop(MEDIA),), ["基本情况!A1", "设备清单!D1"]),
        ((replaced(FIRST, b"xdr:pic>", b"xdr:sp>"),), ["基本情况!A1"]),  # a shape filled with the picture
        ((replaced(FIRST, b"<xdr:pic>", b"<xdr:grpSp/><xdr:pic>"),), ["基本情况!A1"]),  # a group
        ((replaced(FIRST, b"r:embed=", b"r:link="),), ["基本情况!A1"]),  # a picture that lies elsewhere
    ],
    ids=["beside ours", "beside ours in its cells", "other", "elsewhere", "two", "text", "empty", "gone", "shape", "group", "link"],
)  # fmt: skip
def test_another_picture_is_reported(changes: tuple[Change, ...], places: list[str], tmp_path: Path) -> None:
    assert reported(tmp_path, *changes) == places


def test_a_damaged_picture_harms_nothing_but_itself(tmp_path: Path) -> None:
    assert reported(tmp_path) == []
    path = tmp_path / "return.xlsx"
    content = path.read_bytes()
    assert content.count(logo()) == 1  # stored as it is
    path.write_bytes(content.replace(logo()[-40:], bytes(40), 1))
    read = xltool.read(path, templates=TEMPLATE.parent)
    assert [finding.rule for finding in read.findings] == ["object.present", "object.present"]
    assert read.data["filler"] == "填表员乙"


def test_a_return_of_the_day_before_the_logo_changed_has_the_old_one(tmp_path: Path) -> None:
    shutil.copytree(PAGES, tmp_path / "now")
    (tmp_path / "now" / "templates" / "pages-logo.png").write_bytes(flat(200, 80))
    templates = tmp_path / "now" / "templates"
    assert reported(tmp_path, templates=templates) == []
    assert reported(tmp_path, added(FIRST, flat(10, 10)), templates=templates) == ["基本情况!A1"]


def test_a_picture_in_a_form_without_any_is_reported(tmp_path: Path) -> None:
    shutil.copytree(PAGES, tmp_path / "now")
    template = tmp_path / "now" / "templates" / "pages.yaml"
    template.write_text(re.sub(r"    picture: .*\n", "", template.read_text(encoding="utf-8")), encoding="utf-8")
    assert reported(tmp_path, templates=template.parent) == ["基本情况!A1", "设备清单!D1"]
