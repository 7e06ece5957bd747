"""Why the operating system refused, in Chinese words."""

from __future__ import annotations

import errno
import os

_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已经存在",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "磁盘只读",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EMFILE: "打开的文件太多",
}


def os_reason(error: OSError) -> str:
    """A few words for the usual reasons, the system's own for the rest."""
    return _REASONS.get(error.errno or 0) or error.strerror or os.strerror(error.errno or 0)
