"""Several campaigns given to one command: that they are campaigns, each given once, and none the copy of another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltool.base.errors import UsageError, not_found
from xltool.base.messages import Text, listed
from xltool.campaign.config import CONFIG_FILE, Config, load_config
from xltool.campaign.folder import is_campaign

_TWICE = Text(zh="{path} 给出了两次，每个收集任务只能给出一次", en="{path} is given twice; name each campaign once")
_COPIES = Text(
    zh="{one} 与 {other} 是同一个收集任务的两份副本（编号都是 {id}），请只给出一份；确为两个任务的，请先在其中一个的 campaign.yaml 中改 id",
    en="{one} and {other} are copies of one campaign (both have the id {id}); name one of them. "
    "If they are two campaigns, first change the id in campaign.yaml of one",
)
_NONE = Text(
    zh="{path} 不是收集任务文件夹（没有 {file}）；几个任务一起时只能给出任务文件夹{below}",
    en="{path} is not a campaign folder (no {file} found). Where several campaigns are named, all must be campaign folders{below}",
)
_BELOW = Text(zh="；它下面有：{folders}", en="; it holds {folders}")
_MIXED = Text(
    zh="{path} 是收集任务，不能与其他文件一起汇总；请单独汇总：xltool merge {path}，或只给出几个任务文件夹",
    en="{path} is a campaign, which cannot be merged with other files. Merge it by itself: xltool merge {path}, or name campaigns only",
)
_WITHIN = Text(
    zh="{path} 下面有收集任务，请写出任务文件夹：xltool merge {folders}",
    en="{path} holds campaigns. Name their folders: xltool merge {folders}",
)


def refuse_unlike(folders: Sequence[Path]) -> list[Config]:
    """Return the settings of several campaigns. Raises UsageError where they are not as many campaigns, DefinitionError for wrong settings."""
    for path in folders:
        if not path.exists():
            raise not_found(path)
        if not is_campaign(path):
            below = listed(map(str, campaigns_below(path)))
            held = _BELOW.filled(folders=below) if campaigns_below(path) else Text(zh="", en="")
            raise UsageError(_NONE.filled(path=path, file=CONFIG_FILE, below=held))
    resolved = [path.resolve() for path in folders]
    for at, path in enumerate(folders):
        if resolved[at] in resolved[:at]:
            raise UsageError(_TWICE.filled(path=path))
    settings = [load_config(path) for path in folders]
    for at, config in enumerate(settings):
        same = next((earlier for earlier in range(at) if settings[earlier].id == config.id), None)
        if same is not None:
            raise UsageError(_COPIES.filled(one=folders[same], other=folders[at], id=config.id))
    return settings


def refuse_among_files(paths: Sequence[Path]) -> None:
    """Refuse campaigns among workbooks: their ledgers, outboxes and stores would be read as forms that came in."""
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise not_found(missing)
    for path in paths:
        below = campaigns_below(path)
        if below == [path]:
            raise UsageError(_MIXED.filled(path=path))
        if below:
            raise UsageError(_WITHIN.filled(path=path, folders=" ".join(map(str, below))))


def campaigns_below(path: Path) -> list[Path]:
    """Return the campaigns in a folder, itself among them."""
    return [file.parent for file in sorted(path.rglob(CONFIG_FILE))] if path.is_dir() else []
