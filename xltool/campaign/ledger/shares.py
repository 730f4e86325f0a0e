"""Network shares: whether a folder lies on another computer's disk, where programs cannot share memory and locks may be slow."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
#: File systems over a network or between machines, and clusters'. All of FUSE counts (`fuse.sshfs`), but for disks (`fuseblk`).
_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|afs|afpfs|9p|ncpfs|ceph|lustre|gpfs|gfs2?|ocfs2|beegfs|orangefs|pvfs2|coda|webdav|davfs2?|vboxsf|vmhgfs"
    r"|virtiofs|prl_fs|drvfs|macfuse|osxfuse|fuse|fuse\..+"
)
_ESCAPE = re.compile(r"\\([0-7]{3})")  # of blanks and backslashes in mountinfo, proc_pid_mountinfo(5)
_MAC_MOUNT = re.compile(r"^.* on (/.*) \(([A-Za-z0-9_.]+)[,)]")
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW


def network_share(folder: Path) -> str:
    """Return the type of the network file system that holds a folder, `nfs4`; "" for a disk of this computer, or where nobody tells."""
    if sys.platform == "win32":
        return _windows_share(folder)
    type_ = mounted_type(folder.resolve().as_posix(), _mounts())
    return type_ if is_network(type_) else ""


def is_network(type_: str) -> bool:
    """Return whether file systems of a type lie on other computers."""
    return _NETWORK.fullmatch(type_) is not None


def _mounts() -> list[tuple[str, str]]:
    if sys.platform == "darwin":
        with suppress(OSError):
            return mac_mounts(subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout)
    with suppress(OSError):
        return linux_mounts(_MOUNTS.read_text("utf-8", "surrogateescape"))
    return []


def mounted_type(path: str, mounts: list[tuple[str, str]]) -> str:
    """Return the type of the file system that holds a path: that of the longest mount point above it, and of those the last mounted."""
    best = ("", "")
    for place, type_ in mounts:
        if len(place) >= len(best[0]) and f"{path}/".startswith(f"{place.rstrip('/')}/"):
            best = place, type_
    return best[1]


def linux_mounts(text: str) -> list[tuple[str, str]]:
    """Return mount points and types of `/proc/self/mountinfo`: `36 35 98:0 /inside /place rw - ext4 /dev/sda rw`."""
    mounts = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        place = _ESCAPE.sub(lambda match: chr(int(match[1], 8)), before.split(" ")[4])
        mounts.append((place, after.split(" ")[0]))
    return mounts


def mac_mounts(text: str) -> list[tuple[str, str]]:
    """Return mount points and types of what macOS' `mount` prints: `//me@server/share on /Volumes/share (smbfs, nodev)`."""
    return [(match[1], match[2]) for line in text.splitlines() if (match := _MAC_MOUNT.match(line))]


def _windows_share(folder: Path) -> str:
    import ctypes

    anchor = folder.absolute().anchor
    if anchor.startswith(("\\\\", "//")):
        return "smb"
    kind: int = ctypes.windll.kernel32.GetDriveTypeW(anchor)  # type: ignore[attr-defined,unused-ignore]  # exists on Windows only
    return "smb" if kind == _REMOTE_DRIVE else ""
