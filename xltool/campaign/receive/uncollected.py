"""What lies in the inbox and was not collected: whoever sent it would be reminded all the same."""

from __future__ import annotations

from pathlib import Path

from xltool.base.messages import Text, listed_briefly
from xltool.campaign.folder import Campaign
from xltool.campaign.receive.inbox_walk import walk
from xltool.campaign.receive.intake import source_name

_LOCKS = ("~$", ".~")
_UNCOLLECTED = Text(
    zh="inbox 中有 {n} 个文件还没有收（{names}），请先运行 xltool collect，以免把信发给已经报送的单位",
    en="not collected yet in inbox/: {n} ({names}); run xltool collect first, so that no letter goes to a unit that has sent its form",
)


def uncollected(campaign: Campaign) -> Text | None:
    """Return what lies in the inbox that no `collect` has taken in; None for nothing."""
    known = {(source, mtime, size) for source, mtime, size, _ in campaign.ledger.arrivals()}
    names = [Path(path).name for path in walk([campaign.inbox]) if isinstance(path, str) and _is_new(Path(path), campaign.folder, known)]
    if not names:
        return None
    return _UNCOLLECTED.filled(n=len(names), names=listed_briefly(names))


def _is_new(path: Path, folder: Path, known: set[tuple[str, int, int]]) -> bool:
    if path.name.startswith(_LOCKS):
        return False  # of a file that is open
    try:
        state = path.stat()
    except OSError:
        return False
    return (source_name(path, folder), state.st_mtime_ns, state.st_size) not in known
