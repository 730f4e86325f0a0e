"""Read one file in this process: find its form, read its sheets, compare it with the form that was sent out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from xltool.base.document import Document
from xltool.base.errors import DefinitionError, UsageError
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.reader_rules import READER_RULES
from xltool.form.layout import heading_labels, place
from xltool.reading.book import Book
from xltool.reading.guard.limits import Limits
from xltool.reading.guard.refusal import Refused
from xltool.reading.guard.refusal_findings import finding_of
from xltool.reading.identity import WorkbookIdentity, read_identity
from xltool.reading.one_cause import joined
from xltool.reading.open_book import open_book
from xltool.reading.read_sheets import BookReader
from xltool.reading.reading_record import Reading, unread
from xltool.reading.tampering.altered_sheet import sheet_findings
from xltool.reading.tampering.attachments import attachment_findings
from xltool.reading.tampering.expected_form import ReceivedSheet
from xltool.reading.tampering.made_formulas import made_formulas
from xltool.reading.tampering.other_sheets import DroppedFeatures, check_sheet_findings, sheet_set_findings
from xltool.reading.tampering.own_pictures import ExpectedPicture, OwnPictures
from xltool.reading.tampering.package_contents import package_findings
from xltool.rules.definition import Definition
from xltool.rules.definition_files import find_version, list_definitions
from xltool.rules.load import load_definition

_NAMELESS = Text(
    zh="文件未注明模板，标签也与各模板不符，请用下发的模板填写",
    en="the file names no template, and its labels match none; please use the workbook that was sent to you",
)
_ID = re.compile(r"[\w-]{1,80}")  # no longer than a file may be called
#: Share of a template's labels that a workbook must show to be taken for it.
_ENOUGH = 0.6
#: Rules that an earlier definition of the same version breaks, whoever filled in the form: `template.changed` says it all.
_OF_DEFINITION = frozenset({"layout.moved", "input.moved", "label.changed", "note.changed", "names.changed"})


def read_here(path: Path, templates: Path | str | None, limits: Limits, form: str | None = None) -> Reading:
    """Read one file in this process. Whatever is wrong with it is a finding of the document; nothing is raised for it.

    `form` is the id or path of the form as which a file is read that names none.

    Raises OSError where the system fails, which says nothing about the file.
    """
    book = open_book(path, limits)
    if isinstance(book, Finding):
        return unread(book)
    try:
        return _read_book(book, templates, limits, form)
    except Refused as refused:
        return unread(finding_of(refused))


def _read_book(book: Book, templates: Path | str | None, limits: Limits, form: str | None) -> Reading:
    identity = read_identity(book)
    definition, findings = _definition(book, identity, templates, form)
    if definition is None:
        return unread(*findings, identity=identity)
    is_outdated = identity.version is not None and identity.version != definition.version
    reader = BookReader(book, definition, limits, is_original=form is not None and identity.template is None)
    data = reader.read()
    findings += package_findings(book)
    if not is_outdated:  # what has changed from version to version was altered by nobody
        tampering = list(_tampering_findings(book, definition, reader, identity))
        altered = [*joined(reader.findings, reader.causes), *tampering]
        findings += [finding for finding in altered if identity.digest in (None, definition.digest) or finding.rule not in _OF_DEFINITION]
    document = Document(
        data=data,
        origins=reader.origins,
        typed=reader.typed,
        template=definition.id,
        version=identity.version or definition.version,
        unit=identity.unit,
        project=identity.project,
        campaign=identity.campaign,
        signature=identity.signature,
        program=book.program,
        misplaced=reader.misaligned_paths(),
        missing_rows=tuple(reader.missing_rows),
        missing_fields=() if is_outdated else tuple(reader.missing.in_document()),
        findings=tuple(findings),
    )
    return Reading(document, definition, is_outdated)


def _tampering_findings(book: Book, definition: Definition, reader: BookReader, identity: WorkbookIdentity) -> Iterator[Finding]:
    """Report what was altered about the form and around it."""
    sheets, is_issued = reader.sheets, identity.template is not None  # the workbook itself says of which form it is
    yield from sheet_set_findings(book, definition, sheets, reader.copies, is_issued=is_issued)
    dropped = DroppedFeatures(book, definition, sheets)
    made = made_formulas(book, sheets, reader.paths, dropped.lost if is_issued else (), only_values=dropped.has_only_values)
    if made is not None:
        reader.read_again(made.texts)
        yield made.finding
    yield from dropped.findings(is_issued=is_issued, is_told=made is not None)
    is_same = identity.digest in (None, definition.digest)
    for sheet in sheets:
        yield from sheet_findings(sheet, definition, book.defined_names, is_same=is_same)
    if any(sheet.traits.formulas for sheet in sheets):  # else a program has dropped them all, or the format does not tell
        yield from check_sheet_findings(book, definition)
    own = OwnPictures(_expected_pictures(sheets), is_same=identity.digest == definition.digest)
    yield from attachment_findings(book, own)


def _expected_pictures(sheets: Iterable[ReceivedSheet]) -> Iterator[ExpectedPicture]:
    for sheet in sheets:
        layout = sheet.expected.layout
        picture, room = layout.sheet.picture, layout.picture_room
        if picture is not None and room is not None:
            yield ExpectedPicture(sheet=sheet.grid.name, picture=picture, room=room, is_moved=sheet.located.is_moved)


# --- which form it is -------------------------------------------------------------------------------------------------


def _definition(
    book: Book, identity: WorkbookIdentity, templates: Path | str | None, form: str | None
) -> tuple[Definition | None, list[Finding]]:
    """Find the definition of a workbook; report what its version calls for."""
    if identity.template is None and form is not None:
        named = load_definition(form, templates)
        return named, [READER_RULES["template.recognised"].finding(template=named.id)]
    if identity.template is None:
        definition = _recognise(book, templates)
        if definition is None:
            return None, [replace(READER_RULES["template.unknown"].finding(), message=_NAMELESS)]
        return definition, [READER_RULES["template.recognised"].finding(template=definition.id)]
    path = _find(identity.template, identity.version, templates)
    if path is None:
        return None, [READER_RULES["template.unknown"].finding(template=identity.template, value=identity.template)]
    definition = load_definition(path)
    return definition, list(_version_findings(identity, definition))


def _find(template: str, version: str | None, templates: Path | str | None) -> Path | None:
    """Find the template file of an id and a version. A path is none: it would open whatever file the sender names."""
    if not _ID.fullmatch(template):
        return None
    try:
        return find_version(template, version, templates)
    except UsageError:
        return None


def _version_findings(identity: WorkbookIdentity, definition: Definition) -> Iterator[Finding]:
    if identity.version != definition.version:
        yield READER_RULES["template.outdated"].finding(value=identity.version, found=identity.version or "—", wanted=definition.version)
    elif identity.digest != definition.digest:
        yield READER_RULES["template.changed"].finding(value=identity.digest)


def _recognise(book: Book, templates: Path | str | None) -> Definition | None:
    """Find the definition whose labels a workbook shows; None when no template has enough of them."""
    texts: set[str] = set()
    for name in book.sheet_names:
        if not name.startswith("_"):
            texts.update(book.grid(name).places())
    best: tuple[float, Definition] | None = None
    for template in list_definitions(templates):
        try:
            definition = load_definition(template, templates)
        except (DefinitionError, UsageError):
            continue  # a broken definition beside is no reason to refuse a file of another
        share = _share(definition, texts)
        if share >= _ENOUGH and (best is None or share > best[0]):
            best = (share, definition)
    return best[1] if best else None


def _share(definition: Definition, texts: set[str]) -> float:
    layout = place(definition.template, definition.schema)
    labels = {label.line for sheet in layout.sheets for label in sheet.labels if label.style in ("label", "group", "heading")}
    for sheet in layout.sheets:
        for table in sheet.tables:
            labels.update(label.line for label in heading_labels(table, definition.schema))
    return len(labels & texts) / len(labels) if labels else 0.0
