"""Say what comes after a command: the next step of the work, with the command to type."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from xltool.base.messages import Text
from xltool.cli.options import complain, say
from xltool.cli.run_settings import settings

_NEXT = Text(zh="接下来：{step}", en="next: {step}")
#: By what was done. What stands in braces is filled in by the command.
STEPS: Mapping[str, Text] = {
    "init": Text(zh="核对 {config} 与单位名录，然后运行 {command}", en="look at {config} and the roster, then run {command}"),
    "init without roster": Text(
        zh="在 {roster} 中填写单位（样例行填好后删去），用 {read} 核对，再运行 {command}",
        en="enter the units in {roster} (and delete the sample line), see how it is read with {read}, then run {command}",
    ),
    "distribute": Text(
        zh="把 {outbox} 中的表发给各单位，收到的放入 {inbox}，然后运行 {command}",
        en="send the workbooks in {outbox} to their units, put what comes back into {inbox}, then run {command}",
    ),
    "distribute mailed": Text(zh="把收到的放入 {inbox}，然后运行 {command}", en="put what comes back into {inbox}, then run {command}"),
    "collect": Text(zh="查看报送情况：{command}", en="see who has submitted and who has not: {command}"),
    "collect rejected": Text(
        zh="把 {returns} 中标注了问题的表退回各单位（{back}），并查看报送情况：{command}",
        en="send the marked workbooks in {returns} back to their units ({back}), and see who has submitted: {command}",
    ),
    "collect unreadable": Text(
        zh="请文件无法读取的单位重新报送（{back}），并查看报送情况：{command}",
        en="ask those whose files cannot be read to send them again ({back}), and see who has submitted: {command}",
    ),
    "letters drafted": Text(
        zh="用邮件程序打开 {drafts} 中的草稿发送，或由邮件服务器发出：{command}",
        en="open the drafts in {drafts} in a mail program and send them, or have a mail server do it: {command}",
    ),
    "letters sent": Text(zh="把收到的放入 {inbox}，然后运行 {command}", en="put what comes back into {inbox}, then run {command}"),
    "letters shown": Text(
        zh="写成草稿：{command}；由邮件服务器发出：{send}", en="write them as drafts: {command}; have a mail server send them: {send}"
    ),
    "status": Text(zh="汇总已通过的表：{command}", en="merge what is accepted: {command}"),
    "status missing": Text(zh="催报：{command}", en="remind those who are missing: {command}"),
    "exclude": Text(zh="重新汇总：{command}", en="merge anew: {command}"),
    "merge": Text(zh="请打开 {path}", en="open {path}"),
    "publish": Text(zh="请打开 {path}，公开前再核对一遍", en="open {path}, and look it over before it is published"),
    "demo": Text(zh="建立自己的收集任务：{command}", en="make a campaign of your own: {command}"),
    "roster": Text(zh="用它建立收集任务：{command}", en="make a campaign with it: {command}"),
    "forms": Text(zh="生成其中一张表：{command}", en="write one of them as a workbook: {command}"),
    "design": Text(zh="在 Excel 中修改，然后生成填报的表：{command}", en="change it in Excel, then write the form: {command}"),
    "design made": Text(zh="生成填报的表：{command}", en="write the form: {command}"),
    "adopted": Text(
        zh="在 Excel 中核对、修改，然后生成定义：{command}", en="check and correct it in Excel, then make a definition of it: {command}"
    ),
    "adopt": Text(zh="在网页中按原样查看：{command}", en="see it as it is drawn, on a page: {command}"),
    "build": Text(zh="填好后检查：{command}", en="fill it in, then check it: {command}"),
    "check": Text(zh="汇总：{command}", en="merge: {command}"),
    "check errors": Text(zh="在表中标出问题，以便退回：{command}", en="have the problems marked in the workbooks, to send back: {command}"),
    "check marked": Text(
        zh="把 {folder} 中的标注件退回填报人", en="send the marked workbooks in {folder} back to those who filled them in"
    ),
    "read": Text(zh="按规则检查：{command}", en="check it by its rules: {command}"),
    "rules": Text(zh="生成这张表：{command}", en="write the form as a workbook: {command}"),
    "upgrade": Text(zh="检查转换后的表：{command}", en="check the new workbook: {command}"),
    "diff": Text(zh="检查后来的表：{command}", en="check the later one: {command}"),
    "export": Text(zh="把它存到别处；需要时恢复：{command}", en="keep it on another machine; to bring the campaign back: {command}"),
    "import": Text(zh="核对是否完整：{command}", en="verify that it is whole: {command}"),
    "verify": Text(zh="查看报送情况：{command}", en="see who has submitted: {command}"),
    "verify damaged": Text(
        zh="从导出文件恢复（xltool import），或重建台账：{command}",
        en="bring the campaign back from an export (xltool import), or make a new ledger: {command}",
    ),
}


def next_step(done: str, **values: object) -> None:
    """Say the next step among the notes of a command that made something."""
    say(_of(done, values))


def next_step_on_screen(done: str, **values: object) -> None:
    """Say the next step where somebody looks at a report: in a pipe or file it stands alone."""
    if sys.stdout.isatty() and sys.stderr.isatty() and not settings.is_quiet:
        complain(_of(done, values))


def _of(done: str, values: Mapping[str, object]) -> Text:
    return _NEXT.filled(step=STEPS[done].filled(**values))


def command_line(*words: str | Path) -> str:
    """Return a command to type: words with spaces are quoted, and the folder in which one is needs no name."""
    named = ["xltool", *(str(word) for word in words if str(word) != ".")]
    return subprocess.list2cmdline(named) if sys.platform == "win32" else _joined(named)


def _joined(words: list[str]) -> str:
    """Quote for a shell, but not Chinese words, which need it as little as Latin ones."""
    return " ".join(word if all(char.isalnum() or char in "-_./@=:+," for char in word) else shlex.quote(word) for word in words)
