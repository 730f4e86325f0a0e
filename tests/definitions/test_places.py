"""Where a problem shows: the caret under the token, whatever stands before it."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.base.errors import Problem
from xltool.base.messages import Text
from xltool.rules.loading.json_places import JsonPlace, json_places
from xltool.rules.loading.source import SourceFile, read_json, read_yaml

NOTHING = Text(zh="无", en="nothing")


def display_columns(char: str) -> int:
    """How wide a terminal shows a character; a tab's width depends on the terminal, so none may be shown."""
    assert unicodedata.category(char) != "Cc"
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def marked(line: str, token: str) -> str:
    """What stands above the caret when a problem at a token of a line is shown, both cut out by display columns."""
    start = line.index(token)
    problem = Problem(file="a", line=1, column=start + 1, width=len(token), source=line, message=NOTHING)
    _, source, caret = problem.show("en").split("\n")
    first = len(caret) - len(caret.lstrip())
    shown, column = "", 0
    for char in source:
        if first <= column < len(caret) and display_columns(char):
            shown += char
        column += display_columns(char)
    return shown


@pytest.mark.parametrize(
    ("line", "token"),
    [
        ("total = 5", "total"),
        ("    indented: wrong", "wrong"),
        ("字段: 金额（万元）错", "错"),
        ("收入合计: 总额不等", "总额"),
        ("\ttabbed:\tvalue", "value"),
        ("\t字段:\t错\t后", "错"),
        ("ｆｕｌｌ width ＝ 5", "＝"),
        ("a" * 300 + " here " + "b" * 300, "here"),
        ("金" * 300 + "错" + "额" * 300, "错"),
        ("\t" * 30 + "表" * 90 + "\there", "here"),
        ("cafe\u0301 au lait: wrong", "wrong"),
        ("a\x01b wrong", "wrong"),
    ],
)
def test_caret_stands_under_the_token(line: str, token: str) -> None:
    assert marked(line, token) == token


@given(st.text("a 金\t（é\u0301", max_size=150), st.sampled_from(["x", "错", "xyz", "错误"]), st.text("b 额\t", max_size=150))
def test_caret_stands_under_any_token(before: str, token: str, after: str) -> None:
    assert marked(before + token + after, token) == token


def test_caret_of_a_problem_at_the_end_of_a_line() -> None:
    problem = Problem(file="a", line=3, column=5, width=1, source="abcd", message=NOTHING)
    assert problem.show("en") == "a:3:5: nothing\n    abcd\n        ^"


def test_a_problem_of_the_whole_file_has_no_caret() -> None:
    problem = Problem(file="a.csv", line=0, column=0, width=0, source="", message=Text(zh="坏", en="bad"))
    assert problem.show("zh") == "a.csv: 坏"


def test_a_place_inside_a_string_with_escapes(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    content = '{"a": "x\\"\\u5e38\\\\token\\n"}'
    path.write_text(content, encoding="utf-8")
    source = read_json(path)
    start = source.data["a"].index("token")
    source.report(NOTHING, "/a", within=(start, start + 5))
    (problem,) = source.problems
    assert content[problem.column - 1 :][: problem.width] == "token"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_every_value_of_a_json_text_has_its_place(value: object, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    places = [place for place in json_places(text) if isinstance(place, JsonPlace)]
    assert len({place.pointer for place in places}) == len(places)
    for place in places:
        assert json.loads(text[slice(*place.value)]) == _at(value, place.pointer)
        if place.key is not None:
            name = json.loads(text[slice(*place.key)])
            assert place.pointer.endswith("/" + name.replace("~", "~0").replace("/", "~1"))


def _at(value: object, pointer: str) -> object:
    for step in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(step)]
        else:
            assert isinstance(value, dict)
            value = value[step.replace("~1", "/").replace("~0", "~")]
    return value


def test_every_value_of_a_yaml_text_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('甲: [1, "乙"]\n"b~/c":\n  d: 丙  # 注\n', encoding="utf-8")
    source = read_yaml(path)
    assert source.data == {"甲": [1, "乙"], "b~/c": {"d": "丙"}}
    shown = {pointer: source.text[slice(*span)] for pointer, span in source.values.items()}
    assert shown["/甲/0"] == "1"
    assert shown["/甲/1"] == '"乙"'
    assert shown["/b~0~1c/d"] == "丙"
    assert source.text[slice(*source.keys["/b~0~1c"])] == '"b~/c"'


def test_a_pointer_that_is_not_there_means_the_nearest_that_is() -> None:
    source = SourceFile(Path("a"), "abc", {}, {"": (0, 3), "/a": (1, 2)})
    source.report(NOTHING, "/a/b/c")
    assert (source.problems[0].column, source.problems[0].width) == (2, 1)
