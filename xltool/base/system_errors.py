"""Say why the system refused something, in both languages: its own words are English on some machines and Chinese on others."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from xltool.base.messages import Text

_REASONS: Mapping[int, Text] = {
    errno.EACCES: Text(zh="没有权限", en="permission denied"),
    errno.EPERM: Text(zh="没有权限", en="permission denied"),
    errno.EROFS: Text(zh="所在磁盘为只读", en="the disk is read-only"),
    errno.ENOSPC: Text(zh="磁盘空间不足", en="no space left on the disk"),
    errno.EDQUOT: Text(zh="磁盘配额已满", en="the disk quota is used up"),
    errno.EFBIG: Text(zh="文件过大", en="the file is too large"),
    errno.ENOENT: Text(zh="找不到文件或文件夹", en="no such file or folder"),
    errno.ENOTDIR: Text(zh="路径中有一段不是文件夹", en="a part of the path is not a folder"),
    errno.EISDIR: Text(zh="是文件夹", en="it is a folder"),
    errno.EEXIST: Text(zh="已经存在", en="it exists already"),
    errno.ENOTEMPTY: Text(zh="文件夹不是空的", en="the folder is not empty"),
    errno.ENAMETOOLONG: Text(zh="文件名过长", en="the file name is too long"),
    errno.ELOOP: Text(zh="链接互相指向", en="links lead round in a circle"),
    errno.EINVAL: Text(zh="系统不接受该名称或操作", en="the system does not take that name or operation"),
    errno.EBUSY: Text(zh="正被其他程序使用", en="another program is using it"),
    errno.ETXTBSY: Text(zh="正被其他程序使用", en="another program is using it"),
    errno.EMFILE: Text(zh="打开的文件过多", en="too many files are open"),
    errno.ENFILE: Text(zh="打开的文件过多", en="too many files are open"),
    errno.EIO: Text(zh="磁盘读写出错", en="the disk cannot be read or written"),
    errno.ENODEV: Text(zh="没有该设备", en="no such device"),
    errno.ENXIO: Text(zh="没有该设备", en="no such device"),
    errno.EXDEV: Text(zh="不在同一磁盘", en="it is on another disk"),
    errno.ECONNREFUSED: Text(zh="对方拒绝连接", en="the connection was refused"),
    errno.ECONNRESET: Text(zh="连接已断开", en="the connection was lost"),
    errno.ETIMEDOUT: Text(zh="连接超时", en="the connection timed out"),
    errno.EHOSTUNREACH: Text(zh="连不上对方主机", en="the host cannot be reached"),
    errno.ENETUNREACH: Text(zh="网络不通", en="the network cannot be reached"),
}


def reason_of(error: OSError) -> Text:
    """Return why the system refused: in words of ours where its error is a common one, else as the system says it.

    An error that is our own says its `reason` itself.
    """
    reason = getattr(error, "reason", None)
    if isinstance(reason, Text):
        return reason
    known = _REASONS.get(error.errno) if error.errno is not None else None
    said = error.strerror or str(error) or type(error).__name__
    return known or Text(zh=said, en=said)
