"""Built-in forms with their examples, printed."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import subprocess
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.generated_docs import ROOT
from xltool.publishing.print_form import PrintWishes, names_of, print_form
from xltool.publishing.printed_form import PrintedForm, Publication
from xltool.rules.compute import compute
from xltool.rules.definition import Definition
from xltool.rules.load import load_definition

DAY = dt.date(2026, 11, 28)
TEMPLATES = sorted((ROOT / "templates").glob("*.yaml"))


@cache
def definition(template: Path) -> Definition:
    return load_definition(template)


def example(template: Path, name: str = "right") -> Mapping[str, Any]:
    """A right document of a built-in form, with its computed values."""
    form = definition(template)
    text = (ROOT / "templates" / "examples" / form.id / f"{name}.json").read_text(encoding="utf-8")
    return compute(form, json.loads(text)).data


def printed(template: Path, data: Mapping[str, Any]) -> PrintedForm:
    form = definition(template)
    return print_form(form, data, names_of(form, data), PrintWishes())


def publication(*forms: PrintedForm) -> Publication:
    return Publication(title=forms[0].title, language=forms[0].language, date=DAY, forms=forms)


def texts_of(pdf: bytes, *options: str) -> str:
    """What pdftotext reads."""
    return subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()


def squeezed(text: str) -> str:
    """A text without anything that only parts its lines."""
    return re.sub(r"[\s\u200b\u2060\xad]", "", text)


def all_bytes(content: bytes) -> bytes:
    """Everything in a file: parts of a package and streams of a PDF unpacked."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return content + b"\n".join(name.encode() + package.read(name) for name in package.namelist())
    unpacked = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            unpacked.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(unpacked)
