"""Find definitions: the folders in which they are looked up, the built-in ones, and the versions of one form side by side.

`templates/ID.yaml` is the form that its id means. Another version of it stands beside as `templates/ID@VERSION.yaml`; `ID@VERSION` names
either by its version.
"""

from __future__ import annotations

import re
from pathlib import Path

from xltool.base.errors import UsageError, not_found
from xltool.base.messages import Text, listed
from xltool.base.suggestions import did_you_mean
from xltool.rules.definition_formats import format_of, unfolded
from xltool.rules.loading.source import read_yaml

BEFORE_VERSION = "@"
#: What may be part of a file's name; a version comes from the sender, and a path would open whatever file it names.
_VERSION = re.compile(r"[\w.-]{1,80}")


def builtin_folder() -> Path:
    """Return the folder of the built-in `templates/` and `rules/`: inside the installed package, else at the top of the source tree."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "builtin"
    return installed if installed.is_dir() else package.parent


def search_folders(templates: Path | str | None = None) -> list[Path]:
    """Return the folders in which template ids are looked up, first match wins. A design workbook stands for the folder of its template."""
    chosen = Path(templates) if templates is not None else Path("templates")
    if chosen.is_file():
        chosen = _folder_of(chosen)
    if templates is not None and not chosen.is_dir():
        raise UsageError(Text(zh=f"找不到文件夹 {chosen}", en=f"folder not found: {chosen}"))
    return [folder for folder in (chosen, builtin_folder() / "templates") if folder.is_dir()]


def _folder_of(file: Path) -> Path:
    """Return the folder of the template that a design workbook makes. Raises UsageError for any other file."""
    try:
        if format_of(file) is not None:
            return unfolded(file).parent
    except UsageError as error:
        zh, en = (
            f"{file} 不是文件夹，也不是设计表（{error.message.zh}）",
            f"{file} is not a folder, nor a design workbook ({error.message.en})",
        )
    else:
        zh, en = f"{file} 不是文件夹，也不是设计表", f"{file} is not a folder, nor a design workbook"
    raise UsageError(Text(zh=f"{zh}。请给出文件夹", en=f"{en}. Name a folder"))


def list_definitions(templates: Path | str | None = None) -> list[str]:
    """Return what can be given as TEMPLATE, sorted: ids, and `ID@VERSION` of further versions."""
    return sorted({path.stem for folder in search_folders(templates) for path in folder.glob("*.yaml")})


def find_definition(template: str | Path, templates: Path | str | None = None) -> Path:
    """Return the template file of an id, of `ID@VERSION`, or of a path. Raises UsageError when there is none."""
    path = Path(template)
    if path.suffix in (".yaml", ".yml") or format_of(path) is not None:
        if path.is_file():
            return path
        raise not_found(path)
    if path.name == str(template):
        for folder in search_folders(templates):
            if (folder / f"{template}.yaml").is_file():
                return folder / f"{template}.yaml"
            form, _, version = str(template).partition(BEFORE_VERSION)
            plain = folder / f"{form}.yaml"
            if version and plain.is_file() and version_in(plain) == version:
                return plain
    known = list_definitions(templates)
    near, offered = did_you_mean(str(template), known), listed(known)
    raise UsageError(
        Text(
            zh=f"没有模板“{template}”{near.zh or '；'}可用：{offered.zh}",
            en=f"unknown template {str(template)!r}{near.en + ' Available' if near.en else '; available'}: {offered.en}",
        )
    )


def find_version(form: str, version: str | None, templates: Path | str | None = None) -> Path:
    """Return the template file of a version of a form in the first folder that has the form, else that of its id.

    Raises UsageError when no folder has the form.
    """
    is_plain = version is not None and _VERSION.fullmatch(version) is not None
    names = [f"{form}{BEFORE_VERSION}{version}", form] if is_plain else [form]
    paths = [folder / f"{name}.yaml" for folder in search_folders(templates) for name in names]
    found = next((path for path in paths if path.is_file()), None) if Path(form).name == form else None
    return found or find_definition(form, templates)


def find_newest(form: str, templates: Path | str | None = None) -> Path:
    """Return the template file of the newest version of a form in the first folder that has it. Raises UsageError as `find_version`."""
    plain = find_version(form, None, templates)
    beside = (path for path in plain.parent.glob("*.yaml") if path.stem.startswith(f"{form}{BEFORE_VERSION}"))
    return max((plain, *beside), key=lambda path: version_order(version_in(path)))


def version_in(template: Path) -> str:
    """Return the version that a template file says, whatever else is wrong with it; empty where it says none."""
    written = read_yaml(template).data
    return str(written.get("version", "")) if isinstance(written, dict) else ""


def version_order(version: str) -> list[tuple[int, str]]:
    """Return a key by which 2022.10 comes after 2022.9."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", version)]
