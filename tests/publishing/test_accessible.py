"""Pages are accessible by axe, run in Chromium; documents for Word are opened by LibreOffice with all their values."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.generated_docs import ROOT
from tests.publishing.prints import DAY, TEMPLATES, example, printed, publication, squeezed, texts_of
from tests.publishing.test_prints import values
from tests.reports.test_html import browser
from xltool.publishing.printed_form import Publication
from xltool.publishing.writers import WRITERS

AXE = ROOT / "tests" / "referees" / "node" / "node_modules" / "axe-core" / "axe.min.js"
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--virtual-time-budget=20000",
]
_RUN = "axe.run(document).then(r=>{const p=document.createElement('pre');p.id='axe';p.textContent=JSON.stringify(r.violations.map(v=>[v.id,v.nodes[0].html]));document.body.append(p)})"


def violations(page: str, folder: Path) -> Any:
    """What axe finds on a page."""
    path = folder / "page.html"
    path.write_text(
        page.replace("</body>", f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{_RUN}</script></body>"), encoding="utf-8"
    )
    command = [browser(), *SWITCHES, f"--user-data-dir={folder / 'profile'}", "--dump-dom", path.as_uri()]
    shown = subprocess.run(command, check=True, capture_output=True, timeout=300).stdout.decode()
    found = re.search(r'<pre id="axe">(.*?)</pre>', shown, re.DOTALL)
    assert found, "axe did not run"
    return json.loads(unescape(found[1]))


def everything() -> Publication:
    return Publication(title="合编", language="zh", date=DAY, forms=tuple(printed(template, example(template)) for template in TEMPLATES))


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci in tests/referees/node")
def test_axe_finds_nothing_on_a_page_of_all_built_in_forms(tmp_path: Path) -> None:
    """One page holds them all; a form alone has other headings."""
    assert violations(WRITERS["html"].write(everything(), None).decode(), tmp_path) == []
    alone = publication(printed(TEMPLATES[0], example(TEMPLATES[0])))
    (tmp_path / "alone").mkdir()
    assert violations(WRITERS["html"].write(alone, None).decode(), tmp_path / "alone") == []


def test_libreoffice_opens_documents_for_word_with_every_value(tmp_path: Path) -> None:
    if not any(
        path.exists() for path in (Path("/usr/lib/libreoffice/program/libswlo.so"), Path("/usr/lib64/libreoffice/program/libswlo.so"))
    ):
        pytest.skip("no LibreOffice Writer here")
    office = shutil.which("soffice")
    assert office
    (tmp_path / "all.docx").write_bytes(WRITERS["docx"].write(everything(), None))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "all.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=500)
    text = squeezed(texts_of((tmp_path / "all.pdf").read_bytes(), "-raw"))
    seen = [value for form in everything().forms for value in values(form) if len(value) < 40]  # longer ones may be parted by a page
    missing = [value for value in seen if squeezed(value) not in text]
    assert len(missing) <= len(seen) // 200, missing  # lines of narrow cells stand between those beside them
