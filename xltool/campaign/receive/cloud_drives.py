"""Cloud drives and the large attachments of mail services: where a mail has a link, the file is not in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xltool.base.messages import Text


@dataclass(frozen=True)
class CloudDrive:
    """One service. A link is its own when the host ends so and the address holds the word."""

    host: str
    name: Text
    word: str = ""


_DRIVES = (
    CloudDrive("pan.baidu.com", Text("百度网盘", "Baidu Netdisk")),
    CloudDrive("mail.qq.com", Text("QQ 邮箱超大附件", "a large attachment of QQ Mail"), "ft"),
    CloudDrive("exmail.qq.com", Text("企业邮箱超大附件", "a large attachment of Tencent Exmail"), "ft"),
    CloudDrive("mail.163.com", Text("网易邮箱超大附件", "a large attachment of NetEase Mail"), "attachment"),
    CloudDrive("mail.126.com", Text("网易邮箱超大附件", "a large attachment of NetEase Mail"), "attachment"),
    CloudDrive("dashi.163.com", Text("网易邮箱超大附件", "a large attachment of NetEase Mail")),
    CloudDrive("mail.10086.cn", Text("139 邮箱超大附件", "a large attachment of 139 Mail")),
    CloudDrive("yun.139.com", Text("中国移动云盘", "China Mobile Cloud")),
    CloudDrive("caiyun.139.com", Text("中国移动云盘", "China Mobile Cloud")),
    CloudDrive("cloud.189.cn", Text("天翼云盘", "189 Cloud")),
    CloudDrive("weiyun.com", Text("腾讯微云", "Weiyun")),
    CloudDrive("docs.qq.com", Text("腾讯文档", "Tencent Docs")),
    CloudDrive("kdocs.cn", Text("金山文档", "Kdocs")),
    CloudDrive("alipan.com", Text("阿里云盘", "Alipan")),
    CloudDrive("aliyundrive.com", Text("阿里云盘", "Alipan")),
    CloudDrive("alidocs.dingtalk.com", Text("钉钉文档", "DingTalk Docs")),
    CloudDrive("feishu.cn", Text("飞书云文档", "Feishu Docs")),
    CloudDrive("pan.quark.cn", Text("夸克网盘", "Quark Drive")),
    CloudDrive("pan.xunlei.com", Text("迅雷云盘", "Xunlei Drive")),
    CloudDrive("115.com", Text("115 网盘", "115")),
    CloudDrive("123pan.com", Text("123 云盘", "123 Pan")),
    CloudDrive("lanzou.com", Text("蓝奏云", "Lanzou")),
    CloudDrive("jianguoyun.com", Text("坚果云", "Nutstore")),
    CloudDrive("ctfile.com", Text("城通网盘", "CTFile")),
    CloudDrive("1drv.ms", Text("OneDrive", "OneDrive")),
    CloudDrive("onedrive.live.com", Text("OneDrive", "OneDrive")),
    CloudDrive("sharepoint.com", Text("SharePoint", "SharePoint")),
    CloudDrive("drive.google.com", Text("Google Drive", "Google Drive")),
    CloudDrive("docs.google.com", Text("Google 文档", "Google Docs")),
    CloudDrive("dropbox.com", Text("Dropbox", "Dropbox")),
    CloudDrive("icloud.com", Text("iCloud", "iCloud")),
    CloudDrive("wetransfer.com", Text("WeTransfer", "WeTransfer")),
)
_LINK = re.compile(rb"https?://([A-Za-z0-9.-]{3,253})([^\s\"'<>]{0,500})")


def drive_linked(body: bytes) -> CloudDrive | None:
    """Return the first cloud drive to which the text of a mail has a link."""
    for match in _LINK.finditer(body):
        host, rest = match[1].decode("ascii").lower(), match[2].decode("ascii", "replace").lower()
        for drive in _DRIVES:
            if (host == drive.host or host.endswith(f".{drive.host}")) and drive.word in rest:
                return drive
    return None
