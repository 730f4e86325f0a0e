"""Score what adoption finds on the forms drawn for it against the truth beside them. Usage: `python -m tests.adopt.score [FORM …]`."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from xltool.adopt.adopt import adopt
from xltool.adopt.adopted import Adoption
from xltool.base.cells import Area, column_letters, parse_area

FORMS = Path(__file__).parent / "forms"
#: Kinds that say the same of what may be typed; the truth names one of them.
_SAME = ({"integer", "money", "quantity"}, {"long-text", "paragraphs"}, {"choice", "yes-no", "checkboxes"})


@dataclass(kw_only=True)
class Score:
    """Counts of one form or of many."""

    fields: int = 0
    found: int = 0
    labelled: int = 0
    inline: int = 0
    inline_found: int = 0
    predicted: int = 0
    extra: int = 0
    tables: int = 0
    headings: int = 0
    kinds: int = 0
    kinds_right: int = 0
    kinds_close: int = 0
    left_out: int = 0
    left_out_right: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of fields that were found."""
        return self.found / self.fields if self.fields else 1.0

    @property
    def precision(self) -> float:
        """The share of what was found that is there."""
        return 1 - self.extra / max(1, self.predicted)

    def __iadd__(self, other: Score) -> Self:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        return self

    def __str__(self) -> str:
        return (
            f"fields {self.found}/{self.fields} ({self.recall:.0%}), labels {self.labelled}, precision {self.precision:.0%}, inline {self.inline_found}/{self.inline}, "
            f"heading rows {self.headings}/{self.tables}, kinds {self.kinds_right}/{self.kinds} (close {self.kinds_close}), left out {self.left_out_right}/{self.left_out}"
        )


def names() -> list[str]:
    """Return the names of the forms."""
    return sorted(path.parent.name for path in FORMS.glob("*/truth.json"))


def truth_of(name: str) -> Any:
    """Return what is true of a form."""
    return json.loads((FORMS / name / "truth.json").read_text("utf-8"))


def drawn(name: str, folder: Path) -> Path:
    """Draw a form into a folder."""
    path = folder / f"{name}.xlsx"
    import_module(f"tests.adopt.forms.{name}").draw().save(path)
    return path


@cache
def adopted(name: str) -> Adoption:
    """Draw a form and adopt it."""
    with tempfile.TemporaryDirectory() as folder:
        return adopt(drawn(name, Path(folder)))


def score(adoption: Adoption, truth: Any) -> Score:
    """Compare what was found with what is true."""
    total = Score()
    for sheet in truth["sheets"]:
        total += _sheet_score(adoption, sheet)
    known = {sheet["sheet"] for sheet in truth["sheets"]}
    others = [found for found in adoption.fields if found.sheet not in known]
    total.extra += len(others)
    total.predicted += len(others)
    total.missed += [f"{adoption.name}: {found.sheet} is not a form" for found in others]
    return total


def _sheet_score(adoption: Adoption, sheet: Any) -> Score:
    total = Score()
    found = [each for each in adoption.fields if each.sheet == sheet["sheet"]]
    used: set[int] = set()
    for true in sheet["fields"]:
        area = _area(true["input"])
        hits = [each for each in found if each.input.overlaps(area)]
        used |= {id(each) for each in hits}
        if true.get("inline"):
            total.inline += 1
            total.inline_found += bool(hits)
        else:
            total.fields += 1
            total.found += bool(hits)
            total.labelled += any(_is_same_label(each.label, true["label"]) for each in hits)
        if not hits:
            total.missed.append(f"{adoption.name}: {true['label']} at {true['input']} is not found")
        else:
            _score_kind(total, [each.kind for each in hits], true["kind"], f"{adoption.name}: {true['label']}")
    extra = [each for each in found if id(each) not in used]
    total.missed += [f"{adoption.name}: {each.label} at {each.input.a1} is not a field" for each in extra]
    total.predicted, total.extra = len(found), len(extra)
    _score_tables(total, adoption, sheet)
    for cell in sheet.get("left_out", ()):
        total.left_out += 1
        is_out = not any(each.input.overlaps(_area(cell)) for each in found)
        total.left_out_right += is_out
    return total


def _score_tables(total: Score, adoption: Adoption, sheet: Any) -> None:
    tables = [each for each in adoption.tables if each.sheet == sheet["sheet"]]
    for true in sheet["tables"]:
        total.tables += 1
        hits = [each for each in tables if each.heading_rows[-1] == true["heading_rows"][-1]]
        total.headings += bool(hits)
        if not hits:
            total.missed.append(
                f"{adoption.name}: the table with headings {true['heading_rows']} is not found ({[each.heading_rows for each in tables]})"
            )
            continue
        kinds = {column_letters(column.range.left): column.kind for column in hits[0].columns}
        for column in true["columns"]:
            _score_kind(total, [kinds.get(column["column"], "none")], column["kind"], f"{adoption.name}: column {column['column']}")
    wrong = len(tables) - len(sheet["tables"])
    if wrong > 0:
        total.missed.append(f"{adoption.name}: {wrong} tables too many: {[(each.heading_rows, each.area.a1) for each in tables]}")


def _score_kind(total: Score, kinds: Sequence[str], true: str, where: str) -> None:
    total.kinds += 1
    total.kinds_right += true in kinds
    total.kinds_close += true in kinds or any({true, kind} <= same for kind in kinds for same in _SAME)
    if true not in kinds:
        total.missed.append(f"{where} is {true}, not {', '.join(kinds)}")


def _is_same_label(label: str, true: str) -> bool:
    one, other = _letters(label), _letters(true)
    return bool(one) and (one in other or other in one)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).lower()


def _area(text: str) -> Area:
    area = parse_area(text)
    assert area is not None, text
    return area


def main(wanted: Sequence[str]) -> None:
    """Print the score of each form, what was missed, and of all together."""
    total = Score()
    for name in wanted or names():
        one = score(adopted(name), truth_of(name))
        print(f"{name}: {one}", *one.missed, sep="\n    ")
        total += one
    print(total)


if __name__ == "__main__":
    main(sys.argv[1:])
