"""Unfold a design workbook: write the definition that it says as files, which are loaded like any others."""

from __future__ import annotations

import atexit
import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from xltool.rules.design_sheets.design_parts import DesignParts, design_parts

#: What may be the name of a file: no separators, no control characters.
_PLAIN = re.compile(r"[^\\/:*?\"<>|\x00-\x1f]{1,100}")


@dataclass(frozen=True, kw_only=True)
class UnfoldedDesign:
    """A design workbook and the files that were written of it."""

    path: Path  # of the workbook
    template: Path
    parts: DesignParts


#: The workbooks unfolded in this process, by path, time and size; and by the template written of each.
_by_stamp: dict[tuple[Path, int, int], UnfoldedDesign] = {}
_by_template: dict[Path, UnfoldedDesign] = {}


def unfolded_design(path: Path) -> Path:
    """Return the template written of a design workbook, in a folder that is there while this process lives. Raises as `design_parts`."""
    status = path.stat() if path.is_file() else None
    stamp = (path.resolve(), status.st_mtime_ns, status.st_size) if status is not None else (path, 0, 0)
    if stamp not in _by_stamp:
        folder = Path(tempfile.mkdtemp(prefix="xltool-design-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        design = _unfold(path, folder)
        _by_stamp[stamp] = _by_template[design.template.resolve()] = design
    return _by_stamp[stamp].template


@contextmanager
def unfolded_aside(path: Path) -> Iterator[UnfoldedDesign]:
    """Yield a design workbook and the files that were written of it, in a folder that is removed at the end. Raises as `design_parts`."""
    with tempfile.TemporaryDirectory(prefix="xltool-design-") as folder:
        yield _unfold(path, Path(folder))


def _unfold(path: Path, folder: Path) -> UnfoldedDesign:
    parts = design_parts(path)
    design = UnfoldedDesign(path=path, template=write_definition(parts, folder), parts=parts)
    _copy_pictures(design)
    return design


def design_of(template: Path) -> UnfoldedDesign | None:
    """Return the design workbook of which a template was written; None for one that somebody wrote."""
    return _by_template.get(template.resolve())


def _copy_pictures(design: UnfoldedDesign) -> None:
    """Copy the pictures that stand beside the workbook to where the template names them."""
    for sheet in design.parts.template.get("sheets", ()):
        picture = sheet.get("picture")
        name = picture.get("file") if isinstance(picture, dict) else None
        if isinstance(name, str) and Path(name).name == name and (design.path.parent / name).is_file():
            shutil.copyfile(design.path.parent / name, design.template.parent / name)


def definition_texts(parts: DesignParts) -> dict[str, str]:
    """Return the files of a definition, by their paths with / between folders."""
    form = _plain_name(parts.template.get("id")) or "form"
    schema = _plain_name(parts.template.get("schema")) or f"{form}.schema.json"
    texts = {
        f"templates/{form}.yaml": yaml.safe_dump(parts.template, allow_unicode=True, sort_keys=False, width=10**6),
        f"rules/{schema}": json.dumps(parts.schema, ensure_ascii=False, indent=2) + "\n",
    }
    for name, rows in parts.codes.items():
        if not _plain_name(name):
            continue  # reported where the schema names it
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        texts[f"rules/codes/{name}.csv"] = text.getvalue()
    return texts


def _plain_name(name: object) -> str:
    """Return a name that can be that of a file; "" for any other."""
    return name if isinstance(name, str) and _PLAIN.fullmatch(name) and Path(name).name == name else ""


def write_definition(parts: DesignParts, folder: Path) -> Path:
    """Write the files of a definition into a folder; return the template."""
    texts = definition_texts(parts)
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return folder / next(iter(texts))
