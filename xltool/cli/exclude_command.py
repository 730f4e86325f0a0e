"""The command that leaves forms out of the totals of a campaign."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import xltool
from xltool.base.display import on_one_line, visible
from xltool.base.messages import Text, counted
from xltool.cli.help_texts import both
from xltool.cli.next_step import command_line, next_step
from xltool.cli.options import DirArg, say

if TYPE_CHECKING:
    from xltool.campaign.exclusions import ExcludedFile

_HASH = 8  # characters by which a content is named
_LINE = Text(zh="{hash}  {owner}  {message}", en="{hash}  {owner}  {message}")


def exclude(
    folder: DirArg = Path(),
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--file",
            metavar="SHA",
            help=both(
                zh="不计入合计的报送：其校验码的前 8 位或更多，在报送情况中写明；可多次给出。未给出时列出已排除的。",
                en="A form to leave out: 8 characters of its hash or more, as xltool status shows; repeatable. Without it, list what is left out.",
            ),
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="WHY", help=both(zh="原因，写入汇总表。", en="Why; the summary says it."))
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="NAME", help=both(zh="由谁决定；未给出时为登录名。", en="Who decides; the account's name if not given.")
        ),
    ] = None,
    undo: Annotated[  # noqa: FBT002 - typer's way
        bool, typer.Option("--undo", help=both(zh="撤销，重新计入。", en="Take it back: count it again."))
    ] = False,
) -> None:
    """Leave a form out of all totals, with who decided it and why; nothing is left out otherwise."""
    left_out = xltool.exclude(folder, files or (), reason=reason or "", by=by, undo=undo)
    for item in left_out:
        _tell(item)
    n = len(left_out)
    say(Text(zh=f"共 {n} 份报送不计入合计", en=f"{counted(n, 'form')} in no total"))
    next_step("exclude", command=command_line("merge", folder))


def _tell(item: "ExcludedFile") -> None:
    owner = on_one_line(visible(" ".join(filter(None, (item.unit, item.project)))))
    message = Text(zh=on_one_line(visible(item.exclusion.message.zh)), en=on_one_line(visible(item.exclusion.message.en)))
    say(_LINE.filled(hash=item.sha256[:_HASH], owner=owner, message=message))
