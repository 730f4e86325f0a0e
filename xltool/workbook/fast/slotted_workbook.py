"""Fill texts into a workbook that is compressed already: the fast twin of rendering it with these texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from xltool.rules.evaluation import Evaluation
from xltool.workbook.fast.deflate_blocks import Deflated, Piece, Slot, cut, fill
from xltool.workbook.fast.zip_package import ZipPackage


class SlottedWorkbook:
    """A rendered workbook with slots in the place of tokens; all else is kept compressed."""

    def __init__(self, content: bytes, tokens: Mapping[str, str], evaluation: Evaluation) -> None:
        """Cut a workbook at its tokens (token → slot); `evaluation` is that of the document in it."""
        self._verdicts = _verdicts(evaluation)
        self._varying: list[tuple[str, list[Piece]]] = []
        constant: list[tuple[str, Deflated]] = []
        encoded = {token.encode(): slot for token, slot in tokens.items()}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                pieces = cut(archive.read(name), encoded)
                if any(isinstance(piece, Slot) for piece in pieces):
                    self._varying.append((name, pieces))
                else:
                    constant.append((name, fill(pieces, {})))
        self._head = ZipPackage()
        for name, part in constant:
            self._head.add(name, part)

    def fits(self, evaluation: Evaluation) -> bool:
        """Return whether a document breaks the same rules in the same places as the one in this workbook."""
        return _verdicts(evaluation) == self._verdicts

    def fill(self, texts: Mapping[str, str]) -> bytes:
        """Return the bytes of the workbook with texts in its slots."""
        values = {slot: escape(text).encode() for slot, text in texts.items()}
        package = self._head.copy()
        for name, pieces in self._varying:
            package.add(name, fill(pieces, values))
        return package.finish()


def _verdicts(evaluation: Evaluation) -> object:
    """Return all that cached values depend on besides the texts themselves."""
    violations = sorted((violation.path, violation.keyword) for violation in evaluation.violations)
    verdicts = {key: (verdict.violated, verdict.skipped, tuple(verdict.rows)) for key, verdict in evaluation.verdicts.items()}
    return violations, verdicts
