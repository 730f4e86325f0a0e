"""`xltool export` and `xltool import`: a campaign with all its files and its ledger in one file, from any database to any other."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from xltool import __version__
from xltool.base.aside import folder_aside, make_folder
from xltool.base.errors import UsageError, XltoolError
from xltool.base.files import writing_whole
from xltool.base.messages import Text
from xltool.base.short_repr import short_repr
from xltool.base.system_errors import reason_of
from xltool.campaign.campaign_archive import (
    FILES,
    LEDGER,
    ArchiveEntry,
    ArchiveReader,
    ArchiveWriter,
    Manifest,
    damaged,
    opened,
    writing,
)
from xltool.campaign.config import CONFIG_FILE, Config, load_config
from xltool.campaign.export_names import ExportNames
from xltool.campaign.ledger import Ledger, open_ledger, remove_ledger, restore_ledger
from xltool.campaign.ledger.connect import LEDGER_FILE
from xltool.campaign.ledger.migrations import HEAD, VERSIONS
from xltool.campaign.ledger.portable import row_from_json, row_to_json
from xltool.campaign.ledger_records import letter_of
from xltool.campaign.new_folder import made_aside, make_folders, refuse_occupied
from xltool.campaign.store import Store, read_only

_CHUNK = 1 << 20
_STORE = "store/"
#: What SQLite keeps beside its file.
_BESIDE = ("", "-wal", "-shm", "-journal")
_IN_FOLDER = f"sqlite:///{LEDGER_FILE}"
#: What would be taken for the ledger of the imported campaign, or for a part of it.
_LEDGER_FILES = frozenset(f"{LEDGER_FILE}{ending}" for ending in _BESIDE)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What was exported or imported."""

    __repr__ = short_repr

    path: Path  # the export, or the campaign's folder
    campaign: str
    n_files: int
    n_received: int  # contents in the store
    notes: tuple[Text, ...] = ()  # what was exported under another name, or not at all, and why that does no harm


# --- out --------------------------------------------------------------------------------------------------------------


def export(folder: Path | str, output: Path | str) -> Moved:
    """Write a campaign into one file that only its owner can read: it holds the key and the password.

    What begins with "." is passed over. Before the file has its name it is read back as `import_` reads it: an export that exists
    can be imported. Raises UsageError when the file cannot be written, or something in the folder cannot be moved (a link, a
    content of the store that is damaged or missing); LedgerError.
    """
    root, target = Path(folder), Path(output)
    config = load_config(root)
    ledger = open_ledger(root, config.id, url=config.ledger_url, wait_seconds=config.wait_seconds)
    try:
        ledger.refuse_unsound()
        with writing_whole(target, is_private=True, prove=_prove) as file, _named(target), writing(file) as writer:
            manifest, notes = _write(writer, root, config, ledger, target)
    finally:
        ledger.close()
    return _moved(target, manifest, notes)


@contextmanager
def _named(target: Path) -> Iterator[None]:
    """Name the file of the campaign that cannot be read; without one it is the export that cannot be written."""
    try:
        yield
    except OSError as error:
        where, reason = error.filename or target, reason_of(error)
        raise UsageError(Text(zh=f"{where}：无法导出（{reason.zh}）", en=f"{where}: cannot be exported ({reason.en})")) from error


def _write(writer: ArchiveWriter, root: Path, config: Config, ledger: Ledger, target: Path) -> tuple[Manifest, tuple[Text, ...]]:
    """Write all members; return the list of them, and what is to be said of it.

    The ledger is first: what is received meanwhile is then in the store and not yet recorded, which does no harm.
    """
    rows = writer.add(LEDGER, (f"{row_to_json(table, row)}\n".encode() for table, row in ledger.dump()))
    recorded = {sha256 for sha256, _ in ledger.files()}
    files: list[ArchiveEntry] = []
    store, names = Store(root / _STORE), ExportNames()
    for path in _files(root, _passed_over(ledger, target)):
        original = path.relative_to(root).as_posix()
        is_content = store.is_content(path)
        if original.lower() in _LEDGER_FILES or (original.startswith(_STORE) and not is_content):
            names.leave_out(original)
            continue
        entry = writer.add(FILES + names.name_for(original), _chunks(path), path.stat().st_mtime_ns)
        if is_content:
            _refuse_damaged(entry)
            recorded.discard(entry.sha256)
        files.append(entry)
    if recorded:
        raise _incomplete(f"{len(recorded)}", f"{min(recorded)[:12]}…")
    manifest = Manifest(campaign=config.id, tables=HEAD, made_with=__version__, ledger=rows, files=tuple(files))
    writer.finish(manifest)
    return manifest, tuple(names.notes())


def _passed_over(ledger: Ledger, target: Path) -> set[Path]:
    """The ledger's own file, which goes as rows, and the export itself."""
    passed_over = {target.resolve()}
    if ledger.engine.dialect.name == "sqlite":
        passed_over |= {Path(f"{ledger.engine.url.database}{ending}").resolve() for ending in _BESIDE}
    return passed_over


def _files(root: Path, passed_over: set[Path]) -> Iterator[Path]:
    """Yield every file of a campaign, sorted. Raises UsageError for links and devices."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if (Path(folder) / name).is_symlink():
                raise _unmovable(Path(folder) / name, "链接", "a link")
        for name in sorted(names):
            path = Path(folder) / name
            if name.startswith(".") or path.resolve() in passed_over:
                continue
            if path.is_symlink() or not path.is_file():
                raise _unmovable(path, "链接或设备", "a link or device")
            yield path


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _unmovable(path: Path, zh: str, en: str) -> UsageError:
    printable = str(path).encode("utf-8", "replace").decode()
    return UsageError(
        Text(zh=f"{printable} 是{zh}，无法导出，请先移走或改名", en=f"{printable} is {en} and cannot be exported; move or rename it first")
    )


def _refuse_damaged(entry: ArchiveEntry) -> None:
    if entry.path != f"{_STORE}{entry.sha256[:2]}/{entry.sha256}":
        raise _incomplete("1", entry.path)


def _incomplete(count: str, example: str) -> UsageError:
    zh = f"store 中有 {count} 个原件缺失或损坏（如 {example}），请运行 xltool verify 并从备份恢复"
    en = f"{count} content(s) of the store are missing or damaged (such as {example}); run xltool verify and restore them from a backup"
    return UsageError(Text(zh=zh, en=en))


def _prove(path: Path) -> None:
    """Read an export as an import does, into a folder that is removed: every content, the settings, the ledger."""
    try:
        with opened(path) as source, folder_aside() as folder:
            for entry in source.manifest.files:
                if entry.path == CONFIG_FILE:
                    _extract(source, entry, folder)
                else:
                    deque(source.chunks(entry), maxlen=0)
            config = _settings(folder, source.manifest, None)
            _restore(source, config, folder)
    except UsageError as error:
        zh, en = (
            f"导出的文件无法再导入，未保留（{error.message.zh}）",
            f"the export could not be imported and was not kept ({error.message.en})",
        )
        raise UsageError(Text(zh=zh, en=en)) from error


# --- in ---------------------------------------------------------------------------------------------------------------


def import_(file: Path | str, folder: Path | str, *, ledger_url: str | None = None) -> Moved:
    """Make a campaign of an export, with its ledger in SQLite in the folder or in the database given.

    Every content is verified. Raises UsageError when the export is not whole, the folder holds something or the database
    a ledger already; DefinitionError; LedgerError. Then nothing was made.
    """
    root = Path(folder)
    refuse_occupied(root)
    with opened(Path(file)) as source, ExitStack() as undo:
        manifest = source.manifest
        _refuse_other_tables(manifest)
        with made_aside(root) as aside:
            for entry in manifest.files:
                _extract(source, entry, aside)
            make_folders(aside)
            config = _settings(aside, manifest, ledger_url)
            _restore(source, config, aside)
            undo.callback(_take_back, aside, config)
        undo.pop_all()
    return _moved(root, manifest)


def _refuse_other_tables(manifest: Manifest) -> None:
    """Refuse a ledger whose version this program does not know; older ones are brought up to date."""
    if manifest.tables not in VERSIONS:
        zh = f"导出文件的台账版本是 {manifest.tables}，本程序是 {HEAD}：请用生成它的 xltool {manifest.made_with} 导入，或升级本程序"
        en = f"the export's ledger has the version {manifest.tables}, this program {HEAD}: import it with xltool {manifest.made_with}, which made it"
        raise UsageError(Text(zh=zh, en=f"{en}, or upgrade this program"))


def _extract(source: ArchiveReader, entry: ArchiveEntry, folder: Path) -> None:
    """One file, with its time: by that `collect` knows what it has seen."""
    target = folder / entry.path
    if entry.path.lower() in _LEDGER_FILES:
        raise damaged(f"含有台账文件 {entry.path}", f"it holds a ledger's file: {entry.path}")
    make_folder(target.parent)
    with target.open("xb") as file:
        for chunk in source.chunks(entry):
            file.write(chunk)
        rights = read_only(file, target.parent)
    if entry.path.startswith(_STORE):
        if entry.path != f"{_STORE}{entry.sha256[:2]}/{entry.sha256}":
            raise damaged(f"{entry.path} 与其名称不符", f"{entry.path} is not what its name says")
        target.chmod(rights)
    os.utime(target, ns=(entry.mtime_ns, entry.mtime_ns))


def _settings(folder: Path, manifest: Manifest, ledger_url: str | None) -> Config:
    """The settings, with the ledger where it goes now."""
    path = folder / CONFIG_FILE
    if not path.is_file():
        raise damaged(f"没有 {CONFIG_FILE}", f"it has no {CONFIG_FILE}")
    try:
        text = path.read_text(encoding="utf-8-sig")
        path.write_text(with_ledger_url(text, ledger_url), encoding="utf-8")
    except (ValueError, yaml.YAMLError) as error:
        raise damaged(f"{CONFIG_FILE} 无法读取", f"its {CONFIG_FILE} cannot be read") from error
    config = load_config(folder)
    if config.id != manifest.campaign:
        raise damaged(f"{CONFIG_FILE} 属于另一任务", f"its {CONFIG_FILE} is that of another campaign")
    return config


def with_ledger_url(text: str, url: str | None) -> str:
    """The text of campaign.yaml with another ledger in it, everything else and all comments as they are."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return text
    ledger = _node(root, "ledger")
    quoted = json.dumps(url or _IN_FOLDER, ensure_ascii=False)
    if not isinstance(ledger, yaml.MappingNode):
        return text if url is None else f"{text.rstrip()}\n\nledger:\n  url: {quoted}\n"
    old = _node(ledger, "url")
    if old is not None:
        return text[: old.start_mark.index] + quoted + text[old.end_mark.index :]
    if url is None:
        return text
    start = ledger.start_mark.index + bool(ledger.flow_style)
    separator = ", " if ledger.flow_style else "\n" + " " * ledger.start_mark.column
    return f"{text[:start]}url: {quoted}{separator}{text[start:]}"


def _node(mapping: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in mapping.value if name.value == key), None)


def _restore(source: ArchiveReader, config: Config, folder: Path) -> None:
    rows = _rows(source, config)
    try:
        restore_ledger(folder, rows, version=source.manifest.tables, url=config.ledger_url, wait_seconds=config.wait_seconds)
    except ValueError as error:
        raise damaged(f"台账自相矛盾：{error}", f"rows of its ledger do not fit together: {error}") from error


def _rows(source: ArchiveReader, config: Config) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of the ledger: of one campaign, this one, and of contents that are in the store."""
    stored = {entry.sha256: entry.size for entry in source.manifest.files if entry.path.startswith(_STORE)}
    campaigns: list[str] = []
    for line in source.lines():
        try:
            table, row = row_from_json(line)
            if table == "mailed":
                letter_of(row)
        except (ValueError, RecursionError) as error:
            raise damaged("台账无法读取", "its ledger cannot be read") from error
        if table == "campaign":
            campaigns.append(row["id"])
        if table == "file" and stored.get(row["sha256"]) != row["size"]:
            raise damaged(f"缺少原件 {row['sha256'][:64]}", f"a content is missing: {row['sha256'][:64]}")
        yield table, row
    if campaigns != [config.id]:
        raise damaged("台账属于另一任务", "its ledger is that of another campaign")


def _take_back(aside: Path, config: Config) -> None:
    """The folder could not get its place: a ledger outside of it goes as well."""
    with suppress(XltoolError):
        remove_ledger(aside, url=config.ledger_url, wait_seconds=config.wait_seconds)


def _moved(path: Path, manifest: Manifest, notes: tuple[Text, ...] = ()) -> Moved:
    n_received = sum(entry.path.startswith(_STORE) for entry in manifest.files)
    return Moved(path=path, campaign=manifest.campaign, n_files=len(manifest.files), n_received=n_received, notes=notes)
