"""Pictures of a form: which files are taken, and that their bytes are part of the definition."""

from __future__ import annotations

import shutil
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pictures import BLUE, LOGO, WHITE, chunk, jpeg, logo, png
from xltool.base.errors import DefinitionError
from xltool.base.picture_header import PictureHeader, is_whole_picture, picture_header
from xltool.form.picture import LARGEST_PICTURE
from xltool.rules.load import load_definition

PAGES = Path(__file__).parent / "clean" / "pages"
GREY = jpeg(6, 4, lambda x, y: 20 * (x + y))


def flat(width: int, height: int) -> bytes:
    return png(width, height, lambda x, _: x % 2, (WHITE, BLUE))


def large(size: int) -> bytes:
    """A picture of that many bytes: a text in it makes it so large."""
    bare = logo()
    end = bare.index(b"IEND") - 4
    return bare[:end] + chunk(b"tEXt", b"Comment\0" + b"x" * (size - len(bare) - 20)) + bare[end:]


def definition_with(folder: Path, content: bytes, name: str = "pages-logo.png") -> Path:
    """The template of a copy of the form whose picture is another."""
    shutil.copytree(PAGES, folder, dirs_exist_ok=True)
    template = folder / "templates" / "pages.yaml"
    (folder / "templates" / "pages-logo.png").unlink()
    (folder / "templates" / name).write_bytes(content)
    template.write_text(template.read_text(encoding="utf-8").replace("pages-logo.png", name), encoding="utf-8")
    return template


def test_the_logo_of_the_form_is_the_one_that_the_script_makes() -> None:
    assert LOGO.read_bytes() == logo()


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("logo.png", flat(3, 2), (3, 2)),
        ("徽标.PNG", flat(120, 40), (120, 40)),
        ("photo.jpg", GREY, (48, 32)),
        ("photo.jpeg", GREY, (48, 32)),
        ("wechat.png", GREY, (48, 32)),  # what a file is, its bytes say
        ("large.png", large(LARGEST_PICTURE), (96, 96)),
    ],
)
def test_png_and_jpeg_are_taken(name: str, content: bytes, size: tuple[int, int], tmp_path: Path) -> None:
    picture = load_definition(definition_with(tmp_path, content, name)).template.sheets[0].picture
    assert picture is not None
    assert (picture.file, picture.content, (picture.width, picture.height)) == (name, content, size)


def frame(marker: int) -> bytes:
    """A JPEG whose frame is of another kind."""
    return GREY.replace(b"\xff\xc0", bytes([0xFF, marker]), 1)


NEITHER, BROKEN = "not a PNG or JPEG picture", "cut off or damaged"
WRONG = {
    "empty": (b"", NEITHER),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NEITHER),
    "GIF": (b"GIF89a" + bytes(60), NEITHER),
    "BMP": (b"BM" + bytes(60), NEITHER),
    "JPEG of nothing": (b"\xff\xd8\xff\xd9", NEITHER),
    "PNG of nothing": (b"\x89PNG\r\n\x1a\n", NEITHER),
    "JPEG without loss": (frame(0xC3), NEITHER),  # no spreadsheet program shows it
    "JPEG in arithmetic coding": (frame(0xC9), NEITHER),
    "PNG without its last byte": (logo()[:-1], BROKEN),
    "half a PNG": (logo()[: len(logo()) // 2], BROKEN),
    "PNG with a wrong checksum": (logo().replace(b"\x1f\x4e", b"\x1f\x4f", 1), BROKEN),
    "half a JPEG": (GREY[: len(GREY) // 2], BROKEN),
    "JPEG without its end": (GREY[:-2], BROKEN),
    "too many bytes": (large(LARGEST_PICTURE + 1), "larger than 500 KiB"),
    "too wide": (flat(4001, 1), "4001×1 pixels"),
    "no width": (logo().replace(struct.pack(">II", 96, 96), struct.pack(">II", 0, 96)), NEITHER),
}


@pytest.mark.parametrize(("content", "said"), WRONG.values(), ids=WRONG)
def test_what_is_no_picture_for_a_form_is_an_error_at_its_name(content: bytes, said: str, tmp_path: Path) -> None:
    template = definition_with(tmp_path, content)
    with pytest.raises(DefinitionError) as caught:
        load_definition(template)
    assert len(caught.value.problems) == 2  # one on each sheet
    for problem in caught.value.problems:
        assert said in problem.message.en
        assert problem.source[problem.column - 1 :].startswith("pages-logo.png")


def test_a_picture_of_too_many_pixels_is_refused_by_its_header_alone(tmp_path: Path) -> None:
    """A few kilobytes may be a gigabyte when they are shown."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 4000, 4000, 8, 6, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")
    with pytest.raises(DefinitionError, match="4000×4000 pixels; make it smaller, at most 4,000 on a side and 4 million in all"):
        load_definition(definition_with(tmp_path, bomb))


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    template = definition_with(tmp_path / "form", logo())
    (tmp_path / "elsewhere.png").write_bytes(logo())
    picture = template.parent / "pages-logo.png"
    picture.unlink()
    picture.symlink_to(tmp_path / "elsewhere.png")
    with pytest.raises(DefinitionError, match="lies beside the template"):
        load_definition(template)


def test_a_folder_of_that_name_is_no_picture(tmp_path: Path) -> None:
    template = definition_with(tmp_path, logo())
    (template.parent / "pages-logo.png").unlink()
    (template.parent / "pages-logo.png").mkdir()
    with pytest.raises(DefinitionError, match="not found beside the template"):
        load_definition(template)


def test_the_bytes_of_a_picture_count_in_the_digest_of_the_form(tmp_path: Path) -> None:
    template = definition_with(tmp_path, logo())
    before = load_definition(template)
    (template.parent / "pages-logo.png").write_bytes(flat(96, 96))
    after = load_definition(template)  # noticed, although the template is as it was
    assert before.digest != after.digest
    assert [path.name for path in after.files] == ["pages.yaml", "pages.schema.json", "pages-logo.png"]


def test_a_form_without_pictures_keeps_its_digest_whatever_lies_beside(tmp_path: Path) -> None:
    shutil.copytree(PAGES.parent / "minimal", tmp_path, dirs_exist_ok=True)
    template = tmp_path / "templates" / "minimal.yaml"
    before = load_definition(template).digest
    (tmp_path / "templates" / "other.png").write_bytes(logo())
    assert load_definition(template).digest == before


# --- what bytes say -----------------------------------------------------------------------------------------------------


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda tail: b"\xff\xd8" + tail)))
def test_no_bytes_are_too_odd_to_be_looked_at(content: bytes) -> None:
    header = picture_header(content)
    assert header is None or (header.width > 0 and header.height > 0)
    assert is_whole_picture(content) in (True, False)


@pytest.mark.parametrize("whole", [logo(), GREY], ids=["PNG", "JPEG"])
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_picture_with_another_byte_is_looked_at_without_an_error(whole: bytes, at: int, byte: int) -> None:
    changed = bytearray(whole)
    changed[at % len(whole)] = byte
    picture_header(bytes(changed))
    is_whole_picture(bytes(changed))


@given(st.integers(1, 300), st.integers(1, 300))
def test_the_size_of_a_picture_is_what_it_was_made_with(width: int, height: int) -> None:
    header = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    assert picture_header(header) == PictureHeader("PNG", width, height)


@given(st.integers(1, 2000), st.integers(1, 2000), st.floats(0.1, 4))
def test_a_picture_that_was_made_smaller_or_larger_is_alike(width: int, height: int, factor: float) -> None:
    scaled = PictureHeader("PNG", max(1, round(width * factor)), max(1, round(height * factor)))
    assert scaled.is_alike(width, height)


@pytest.mark.parametrize(("width", "height"), [(96, 90), (90, 96), (96, 48), (300, 96), (1, 96)])
def test_a_picture_of_other_proportions_is_not_alike(width: int, height: int) -> None:
    assert not PictureHeader("PNG", 96, 96).is_alike(width, height)
