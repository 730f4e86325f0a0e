"""The walk-throughs of CONTRIBUTING.md, followed to the letter in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import xltool

ROOT = Path(__file__).parent.parent
ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in ("CONTRIBUTING.md", "CONTRIBUTING.zh-CN.md"))
EXAMPLES = "tests/formula/examples.py"


def blocks(text: str, language: str) -> list[str]:
    return [textwrap.dedent(block) for block in re.findall(rf"^ *```{language}\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)]


def modules() -> dict[str, str]:
    """The modules that the walk-throughs add, by path."""
    return {
        block.partition("\n")[0].removeprefix("# "): block.partition("\n")[2]
        for block in blocks(ENGLISH, "python")
        if "EXAMPLES" not in block
    }


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the modules and examples of the walk-throughs."""
    folder = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", ".*")
    shutil.copytree(Path(xltool.__file__).parent, folder / "xltool", ignore=ignored)
    for name in ("tests", "templates", "rules", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path in (*ROOT.glob("*.md"), ROOT / "pyproject.toml"):
        shutil.copy(path, folder)
    for name, code in modules().items():
        assert not (folder / name).exists()
        (folder / name).write_text(code, encoding="utf-8")
    (fragment,) = (block for block in blocks(ENGLISH, "python") if EXAMPLES in block.partition("\n")[0])
    examples = folder / EXAMPLES
    entry = textwrap.indent(fragment.partition("\n")[2], "    ")
    examples.write_text(
        re.sub(r"(?m)^(EXAMPLES\b.*\{)$", lambda match: f"{match[1]}\n{entry}", examples.read_text(encoding="utf-8")), encoding="utf-8"
    )
    return folder


def run(copy: Path, *arguments: str | Path, status: int = 0) -> str:
    """Run a module of the copy and return what it prints."""
    command = [sys.executable, "-m", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == status, done.stdout[-3000:] + done.stderr
    return done.stdout


def test_both_languages_show_the_same_code() -> None:
    for language in ("python", "json", "sh"):
        assert blocks(ENGLISH, language) == blocks(CHINESE, language)


def test_every_file_named_is_there() -> None:
    for text in (ENGLISH, CHINESE):
        named = {*re.findall(r"\]\(([\w./-]+)\)", text), *re.findall(r"`((?:xltool|tests|docs)/[\w./-]+)`", text)}
        named = {name.removeprefix("xltool/") if name.startswith("xltool/") else f"../{name}" for name in named}
        roots = [Path(xltool.__file__).parent / name if not name.startswith("../") else ROOT / name[3:] for name in named]
        assert not [str(path) for path in roots if not path.exists()]


def test_what_is_added_passes_the_tests_of_the_registries(copy: Path) -> None:
    assert run(copy, "tests.published_schemas").splitlines() == ["xltool/rules/loading/meta/schema-vocabulary.schema.json"]
    changed = run(copy, "tests.generated_docs")
    assert {"docs/definition-format.md", "docs/rule-language.md", "docs/limits.md"} <= set(changed.splitlines())
    run(copy, "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/test_registries.py", "tests/formula/test_functions.py")
    run(copy, "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/test_docs.py", "-k", "function or kind or generated or format")


def test_what_is_added_works(copy: Path, tmp_path: Path) -> None:
    """A form with the kind, the function and the check; read back as a workbook and in the new format."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    template = blocks(readme, "yaml")[0].replace("{name: B, amount: C}", "{name: B, amount: C, postcode: D}")
    schema = json.loads(blocks(readme, "json")[0])
    columns = schema["properties"]["items"]["items"]
    kind, *checks = (json.loads(block) for block in blocks(ENGLISH, "json"))
    columns["properties"] |= kind
    schema["x-rules"].append({
        "id": "R2", "severity": "error", "at": "total", "formula": "GCD(total, 12) = 6", "message": {"zh": "公约数不是 6", "en": "not 6"},
    })  # fmt: skip
    schema["x-checks"] = checks
    for name, text in (("templates/my-form.yaml", template), ("rules/my-form.schema.json", json.dumps(schema))):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    items = [{"name": "ROAD REPAIR", "amount": 20, "postcode": "２１３０００"}, {"name": "Trees", "amount": 10, "postcode": "邮编"}]
    (tmp_path / "data.json").write_text(json.dumps({"unit": "财政局", "total": 30, "items": items}), encoding="utf-8")
    form, templates = tmp_path / "form.xlsx", tmp_path / "templates"
    run(copy, "xltool", "build", "my-form", "-o", form, "--data", tmp_path / "data.json", "--templates", templates)
    report = json.loads(run(copy, "xltool", "check", form, "--format", "json", "--templates", templates, status=1))
    found = {(finding["rule"], finding["field"]) for finding in report["files"][0]["findings"]}
    assert {("R63", "items[0].postcode"), ("value.type", "items[1].postcode"), ("T1", "items[0].name")} <= found
    assert not {rule for rule, _ in found} & {"R1", "R2"}


def opened(copy: Path, tmp_path: Path, content: str) -> list[str]:
    """Open a JSON workbook in the copy; return its kind, and what its sheet says of cells 1,1 and far away."""
    (tmp_path / "book.json").write_text(content, encoding="utf-8")
    code = """
        import sys
        from pathlib import Path
        from xltool.reading.guard.refusal import Refused
        from xltool.reading.open_book import open_book

        book = open_book(Path(sys.argv[1]))
        print(getattr(book, "rule", type(book).__name__))
        if hasattr(book, "grid"):
            try:
                grid = book.grid("Form")
                print(repr(grid.cell(1, 1)), grid.far, sep="\\n")
            except Refused as refused:
                print(refused.rule)
    """
    (copy / "opened.py").write_text(textwrap.dedent(code), encoding="utf-8")
    return run(copy, "opened", tmp_path / "book.json").splitlines()


def in_json(rows: object) -> str:
    return json.dumps({"sheets": {"Form": rows}})


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (in_json([["Unit", "Parks"]]), ["JsonBook", "'Unit'", "None"]),
        (in_json([[5]]), ["JsonBook", "5.0", "None"]),
        ('{"sheets": {"Form": [[1e999]]}}', ["JsonBook", "'1e999'", "None"]),
        (in_json([["Unit", *[None] * 300, "far"]]), ["JsonBook", "'Unit'", "(1, 302)"]),
        (in_json([["Unit"], *[[]] * 20_000, ["far"]]), ["JsonBook", "'Unit'", "(20002, 1)"]),
        (in_json([[{}]]), ["JsonBook", "file.damaged"]),
        (in_json([[[]]]), ["JsonBook", "file.damaged"]),
        (in_json(5), ["JsonBook", "file.damaged"]),
        ('{"sheets": [["Form", []]]}', ["file.damaged"]),
        ('{"sheets": {"Form": [[NaN]]}}', ["file.damaged"]),
        ('{"sheets": {"Form": 5', ["file.damaged"]),
        ('{"other": 5}', ["file.not-a-workbook"]),
    ],
)
def test_the_format_is_read(content: str, lines: list[str], copy: Path, tmp_path: Path) -> None:
    assert opened(copy, tmp_path, content) == lines


def test_a_format_that_tells_nothing_says_so(copy: Path) -> None:
    run(copy, "tests.generated_docs")
    assert "| `.json` | workbook as JSON | nothing |" in (copy / "docs" / "limits.md").read_text(encoding="utf-8")
