"""Slips of the hand in the definitions of the tests: a key misspelt, or a value of the wrong shape. Each is one error, at its place.

`python -m tests.definitions.slips` makes all of them, some thousands, which takes minutes; the tests make a few of each form.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xltool.base.errors import DefinitionError
from xltool.rules.load import load_definition
from xltool.rules.loading.source import SourceFile, read_json, read_yaml

CLEAN = Path(__file__).parent / "clean"
FORMS = sorted(path for path in CLEAN.iterdir() if path.is_dir())
#: What stands below these is named by those who write the form.
_NAMES = re.compile(
    r"/(properties|\$defs|widths|looks|styles|labels|heights|columns|prefill|renamed|x-constraints|dependentRequired|options|texts/\d+/rows|x-checks/\d+/fields)/[^/]+$"
)
#: Of these any value will do, or another one means something else.
_FREE = re.compile(r"/(options/.*|x-checks/\d+/fields/[a-z_]+)$|^/(language|schema)$")
_SHORTEST = 3
#: What no key takes.
_WRONG = "[[7]]"


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A file of a form with one slip in it."""

    file: str  # within the folder of the form
    text: str  # the whole file with the slip
    pointer: str
    line: int  # 1-based, where it stands
    word: str  # what is written there; "" for a value


def misspelt_keys(form: Path) -> Iterator[Slip]:
    """Yield every key of a form with two letters swapped, or one doubled."""
    for file, source in _sources(form):
        for pointer, (start, end) in sorted(source.keys.items()):
            raw = source.text[start:end]
            word = raw.strip("\"'")
            if len(word) < _SHORTEST or _NAMES.search(pointer) or _FREE.search(pointer):
                continue
            slip = word[0] + word[2] + word[1] + word[3:] if len(word) > _SHORTEST and word[1] != word[2] else word + word[-1]
            text = source.text[:start] + raw.replace(word, slip) + source.text[end:]
            yield Slip(file=file, text=text, pointer=pointer, line=source.text.count("\n", 0, start) + 1, word=word)


def wrong_values(form: Path) -> Iterator[Slip]:
    """Yield every value of a form in the wrong shape; those of YAML that go over several lines are left out."""
    for file, source in _sources(form):
        for pointer, (start, end) in sorted(source.values.items()):
            is_block = file.endswith(".yaml") and "\n" in source.text[start:end]
            if pointer and not is_block and not _FREE.search(pointer):
                text = source.text[:start] + _WRONG + source.text[end:]
                yield Slip(file=file, text=text, pointer=pointer, line=source.text.count("\n", 0, start) + 1, word="")


def _sources(form: Path) -> Iterator[tuple[str, SourceFile]]:
    yield f"templates/{form.name}.yaml", read_yaml(form / "templates" / f"{form.name}.yaml")
    schema = read_json(form / "rules" / f"{form.name}.schema.json")
    schema.find_places()
    yield f"rules/{form.name}.schema.json", schema


def complaint(form: Path, slip: Slip) -> str:
    """Return what is wrong with what is reported of a slip; "" where it is one error at its line that offers the right word."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(form, folder, dirs_exist_ok=True)
        (folder / slip.file).write_text(slip.text, encoding="utf-8")
        try:
            load_definition(folder / "templates" / f"{form.name}.yaml")
        except DefinitionError as error:
            said = [f"{problem.line}: {problem.message.en}" for problem in error.problems]
            is_right = len(said) == 1 and error.problems[0].line == slip.line and (not slip.word or repr(slip.word) in said[0])
            return "" if is_right else f"{form.name} {slip.file} {slip.pointer}: {'; '.join(said)}"
    return f"{form.name} {slip.file} {slip.pointer}: nothing is reported"


def main() -> None:
    """Make every slip in every form; print what is not reported as it should be."""
    n_slips = n_wrong = 0
    for form in FORMS:
        for slip in (*misspelt_keys(form), *wrong_values(form)):
            wrong = complaint(form, slip)
            n_slips, n_wrong = n_slips + 1, n_wrong + bool(wrong)
            if wrong:
                print(wrong)
    print(f"{n_slips} slips, {n_wrong} reported wrongly")


if __name__ == "__main__":
    main()
