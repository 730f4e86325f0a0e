"""Tell the form's own pictures from those that somebody has added, whatever program saved the workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xltool.base.cells import Area
from xltool.form.picture import Picture
from xltool.reading.book import AttachedObject

_NEAR = 1  # cells by which programs move a picture when they write its place anew


@dataclass(frozen=True, kw_only=True)
class ExpectedPicture:
    """The picture of a sheet of the form, as the sheet was received."""

    sheet: str  # name in the workbook
    picture: Picture
    room: Area
    is_moved: bool  # whether anything on the sheet is elsewhere than in the template

    def is_written_anew(self, object_: AttachedObject, *, is_same: bool) -> bool:
        """Return whether an object is this picture as a program writes it that makes pictures smaller or encodes them anew.

        With `is_same` false the sheet had another picture when the workbook was made.
        """
        if object_.picture is None:
            return False
        row, column = object_.place
        near = Area(self.room.top - _NEAR, self.room.left - _NEAR, self.room.bottom + _NEAR, self.room.right + _NEAR)
        is_at_place = self.is_moved or near.overlaps(Area(row, column, row, column))
        return is_at_place and (object_.picture.is_alike(self.picture.width, self.picture.height) or not is_same)


class OwnPictures:
    """The pictures of a form's sheets. One is known by its bytes; programs that write it anew leave its place and proportions.

    With `is_same` false the workbook was made when a sheet may have had another picture: then its place says enough.
    """

    def __init__(self, expected: Iterable[ExpectedPicture], *, is_same: bool) -> None:
        self._is_same = is_same
        self._expected = {one.sheet: one for one in expected}
        self._known = {hashlib.sha256(one.picture.content).hexdigest() for one in self._expected.values()}

    def others(self, sheet: str, objects: Sequence[AttachedObject]) -> Sequence[AttachedObject]:
        """Return the objects of a sheet that are not the form's own."""
        others = [object_ for object_ in objects if object_.sha256 not in self._known]
        expected = self._expected.get(sheet)
        if len(others) < len(objects) or expected is None:
            return others
        anew = next((object_ for object_ in others if expected.is_written_anew(object_, is_same=self._is_same)), None)
        return [object_ for object_ in others if object_ is not anew]
