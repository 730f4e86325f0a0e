"""Read which program saved a file, as the file itself says.

What a file says is a claim: WPS calls itself Microsoft Excel in one place and tells its own build in another; libraries that
edit a workbook often leave the name of the program before them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from xltool.base.display import visible
from xltool.base.normalise import clean_line
from xltool.reading.guard.archive import BROKEN
from xltool.reading.guard.refusal import Refused
from xltool.reading.parsing.package import Package
from xltool.reading.parsing.xml_stream import Attributes, Handler, parse

_LONGEST = 80  # characters of a name that are shown
_READ = 1 << 18  # bytes of a part that are looked at; what Excel writes is a hundredth of that
_DEPTH = 50
_APPLICATION, _CUSTOM, _META = "docprops/app.xml", "docprops/custom.xml", "meta.xml"
#: Under this name WPS keeps its language and build: `2052-11.1.0.14309`.
_WPS_BUILD = "KSOProductBuildVer"
#: The version of Excel that libraries give as theirs, whatever they are.
_EXCEL, _NO_VERSION = "Microsoft Excel", "12.0000"
#: The version of openpyxl in the place of Excel's, which always has four decimals.
_OPENPYXL = re.compile(r"\d+\.\d{1,3}(\.\d+)?")


def package_program(package: Package) -> str | None:
    """Return what saved an Open XML or OpenDocument package; None when it does not say."""
    generator = _texts(package, _META).get("generator")
    if generator:
        return _tidy(_without_platform(generator))
    build = _texts(package, _CUSTOM).get(_WPS_BUILD)
    if build:
        return _wps(build)
    properties = _texts(package, _APPLICATION)
    return _named(properties.get("Application", ""), properties.get("AppVersion", ""))


def ole_program(path: Path) -> str | None:
    """Return what saved an .xls or .et; None when it does not say."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            name = getattr(container.get_metadata(), "creating_application", None)
    except Exception:  # noqa: BLE001 - olefile raises whatever the broken structure makes it raise
        return None
    return _tidy(name.decode("utf-8", "replace")) if isinstance(name, bytes) else None


def _named(name: str, version: str) -> str | None:
    """Name a program by the name and version in its properties.

    xlsxwriter, with which our own forms are written, and others say that they are Excel 2007: that says nothing.
    """
    if version == _NO_VERSION:
        return _tidy(name) if name != _EXCEL else None
    if name == _EXCEL and _OPENPYXL.fullmatch(version):
        return _tidy(f"openpyxl {version}")
    if not name:
        return None
    name = name.rpartition(" / ")[2]  # "Microsoft Excel Compatible / Openpyxl 3.1.5"
    return _tidy(_without_platform(name) if "/" in name else name if version in name else f"{name} {version}")


def _without_platform(name: str) -> str:
    """Shorten `LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/…` to `LibreOffice 7.4.7.2`."""
    return name.partition("$")[0].replace("/", " ", 1)


def _wps(build: str) -> str | None:
    return _tidy(f"WPS Office {build.rpartition('-')[2]}")


def _tidy(name: str) -> str | None:
    return visible(clean_line(name))[:_LONGEST] or None


def _texts(package: Package, part: str) -> Mapping[str, str]:
    """Read the texts of a part of properties, by the name of their element or property; {} when it is broken or not there."""
    if part in package:
        with suppress(Refused, *BROKEN), package.open(part) as stream:
            return _properties(stream.read(_READ), part)
    return {}


@lru_cache(maxsize=32)  # the files of a campaign have few kinds of them
def _properties(content: bytes, part: str) -> Mapping[str, str]:
    handler = _Properties()
    with suppress(Refused):
        parse(io.BytesIO(content), part, handler, _DEPTH)
    return {name: "".join(runs).strip() for name, runs in handler.texts.items()}


class _Properties(Handler):
    namespaces = ""  # any: what a property holds is of another

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {}
        self.property = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "property":
            self.property = attributes.get("name", "")
        elif name in ("Application", "AppVersion", "generator"):
            self.collecting = self.texts[name] = []
        elif self.property == _WPS_BUILD:
            self.collecting = self.texts[_WPS_BUILD] = []

    def end(self, name: str) -> None:
        if name == "property":
            self.property = ""
        self.collecting = None
