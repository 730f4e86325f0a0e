"""Open XML as other programs write it: the same document, the same cells, the same findings."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

import xltool
from tests.formats.packages import FORM, HIDDEN, Change, Parts, changed, good_bytes, good_parts, pack, replace
from xltool.base.document import Document

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
SHEETS = [f"xl/worksheets/sheet{number}.xml" for number in range(1, 6)]
SPREADSHEET_PARTS = [*SHEETS, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    path.write_bytes(good_bytes())
    return xltool.read(path)


def strict(parts: Parts) -> None:
    for name in parts:
        for transitional, other in STRICT.items():
            parts[name] = parts[name].replace(transitional.encode(), other.encode())


def prefixed(parts: Parts) -> None:
    for name in SPREADSHEET_PARTS:
        content = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", parts[name])
        parts[name] = content.replace(b"xmlns=", b"xmlns:x=", 1)


def without_references(parts: Parts) -> None:
    """Rows and cells tell where they are by their order alone."""
    for name in (FORM, HIDDEN):
        ET.register_namespace("", MAIN)
        root = ET.fromstring(parts[name])  # noqa: S314 - our own workbook
        data = root.find(f"{{{MAIN}}}sheetData")
        assert data is not None
        rows = {int(row.attrib.pop("r")): row for row in list(data)}
        data[:] = [rows.get(number, ET.Element(f"{{{MAIN}}}row")) for number in range(1, max(rows) + 1)]
        for row in data:
            cells = {column(cell.attrib.pop("r")): cell for cell in list(row)}
            row[:] = [cells.get(number, ET.Element(f"{{{MAIN}}}c")) for number in range(1, max(cells, default=0) + 1)]
        parts[name] = ET.tostring(root, encoding="utf-8", xml_declaration=True)


def column(reference: str) -> int:
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def without_dimension(parts: Parts) -> None:
    for name in SHEETS:
        parts[name] = re.sub(rb"<dimension[^>]*/>", b"", parts[name])


def small_dimension(parts: Parts) -> None:
    for name in SHEETS:
        parts[name] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', parts[name])


def inline(parts: Parts) -> None:
    """Every text in its cell."""
    shared = ET.fromstring(parts["xl/sharedStrings.xml"])  # noqa: S314
    texts = [ET.tostring(item, encoding="unicode") for item in shared]
    texts = [re.sub(r"</?(?:\w+:)?si[^>]*>", "", text).replace("ns0:", "") for text in texts]
    for name in SHEETS:
        parts[name] = re.sub(
            rb' t="s"><v>(\d+)</v>',
            lambda match: f' t="inlineStr"><is>{texts[int(match[1])]}</is>'.encode(),
            parts[name],
        )
    del parts["xl/sharedStrings.xml"]


def formula_texts(parts: Parts) -> None:
    """Every text as the result of a formula: t="str"."""
    items = re.findall(rb"<si>(.*?)</si>", parts["xl/sharedStrings.xml"], re.DOTALL)
    texts = [b"".join(re.findall(rb"<t[^>]*>(.*?)</t>", item, re.DOTALL)) for item in items]  # labels with a star have runs
    for name in SHEETS:
        parts[name] = re.sub(rb' t="s"><v>(\d+)</v>', lambda match: b' t="str"><f>"x"</f><v>' + texts[int(match[1])] + b"</v>", parts[name])


def split_runs(parts: Parts) -> None:
    """Rich text: every text in runs of one character, with its pronunciation."""

    def runs(match: re.Match[bytes]) -> bytes:
        text = match[1].decode()
        if "&" in text:
            return match[0]
        letters = "".join(f'<r><rPr><b/></rPr><t xml:space="preserve">{letter}</t></r>' for letter in text)
        return f'<si>{letters}<rPh sb="0" eb="1"><t>pinyin</t></rPh></si>'.encode()

    name = "xl/sharedStrings.xml"
    parts[name] = re.sub(rb"<si><t[^>]*>(.*?)</t></si>", runs, parts[name], flags=re.DOTALL)


def encoded(encoding: str) -> Change:
    def change(parts: Parts) -> None:
        for name, content in parts.items():
            if name.endswith((".xml", ".rels")):
                declared = content.decode().replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")[:6].rstrip("-")}"', 1)
                parts[name] = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + declared.encode(encoding)

    return change


def renamed(change: object) -> Change:
    def rename(parts: Parts) -> None:
        assert callable(change)
        old = dict(parts)
        parts.clear()
        parts.update({change(name): content for name, content in old.items()})

    return rename


def moved(parts: Parts) -> None:
    """Other folders and names than usual: only the relationships tell."""
    for name in [name for name in parts if name.startswith("xl/")]:
        parts[name.replace("xl/", "book/", 1).replace("workbook.xml", "main.xml")] = parts.pop(name)
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b'"xl/workbook.xml"', b'"/book/main.xml"')
    rels = parts["book/_rels/main.xml.rels"]
    parts["book/_rels/main.xml.rels"] = rels.replace(b'Target="worksheets/', b'Target="/book/worksheets/')


def chatty(parts: Parts) -> None:
    """White space, comments and processing instructions between everything, CDATA for values."""
    noise = b"\n  <!-- <c r='XFD1048576'><v>1</v></c> --><?note?>\n"
    for name in SHEETS:
        content = re.sub(rb"(</?(?:c|row|sheetData)\b[^>]*>)", rb"\1" + noise, parts[name])
        parts[name] = re.sub(rb"<v>([^<&]*)</v>", rb"<v><![CDATA[\1]]></v>", content)


VARIANTS: dict[str, Change] = {
    "strict": strict,
    "prefixes": prefixed,
    "no references": without_references,
    "no dimension": without_dimension,
    "dimension A1": small_dimension,
    "inline texts": inline,
    "texts of formulas": formula_texts,
    "rich text": split_runs,
    "UTF-16": encoded("utf-16"),
    "UTF-16 big-endian": encoded("utf-16-be"),
    "UTF-8 with byte order mark": encoded("utf-8-sig"),
    "backslashes": renamed(lambda name: name.replace("/", "\\")),
    "upper case names": renamed(str.upper),
    "other names": moved,
    "comments and CDATA": chatty,
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_comes_out(variant: str, good: Document, tmp_path: Path) -> None:
    found = xltool.read(changed(tmp_path / "variant.xlsx", VARIANTS[variant]))
    assert found.data == good.data
    assert found.pointers == good.pointers
    assert [finding for finding in found.findings if finding.rule != "formula.entered"] == list(good.findings)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_any_compression(compression: int, good: Document, tmp_path: Path) -> None:
    assert xltool.read(pack(tmp_path / "packed.xlsx", good_parts(), compression=compression)).data == good.data


def test_sizes_after_the_parts(good: Document, tmp_path: Path) -> None:
    """A package written to a pipe: sizes stand in data descriptors."""
    path = tmp_path / "streamed.xlsx"

    class Pipe:
        def __init__(self) -> None:
            self.file = path.open("wb")

        def write(self, data: bytes) -> int:
            return self.file.write(data)

        def flush(self) -> None:
            self.file.flush()

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in good_parts().items():
            archive.writestr(name, content)
    pipe.file.close()
    assert xltool.read(path).data == good.data


def test_macros_are_noticed_and_do_not_matter(good: Document, tmp_path: Path) -> None:
    def macros(parts: Parts) -> None:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"

    found = xltool.read(changed(tmp_path / "macros.xlsm", macros))
    assert found.data == good.data
    assert [finding.rule for finding in found.findings if finding not in good.findings] == ["file.macros"]


def test_the_name_of_the_file_does_not_matter(good: Document, tmp_path: Path) -> None:
    path = tmp_path / "form.xls"
    path.write_bytes(good_bytes())
    assert xltool.read(path).data == good.data


def test_replaced_sheet_name_keeps_reading(good: Document, tmp_path: Path) -> None:
    found = xltool.read(changed(tmp_path / "x.xlsx", replace("xl/workbook.xml", 'name="绩效目标表"', 'name="Sheet1"')))
    assert found.data == good.data
