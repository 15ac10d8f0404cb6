"""Which lines belong to the page and not to the document?"""

import re

_WHOLE = re.compile(
    r"(?:选择)?字[体号][:：]?[ \[【]*大[\] \-|/】【\[]*中[\] \-|/】【\[]*小[\]】 ]*"
    r"|分享(?:到)?[:：]?.{0,20}|扫一扫.{0,20}|扫描二维码.{0,20}"
    r"|(?:浏览(?:次数|量)?|阅读次数|点击(?:数|率|量|次数))[:：]?[ 0-9次]{0,12}"
    r"|打印(?:本页|本文|文章|此页)?|关闭(?:本页|窗口|页面)?|返回(?:顶部|首页|列表)?|收藏(?:本页)?|下载(?:文件|附件)?|文件下载|纠错|我要纠错|听全文|无障碍(?:阅读)?"
    r"|(?:[\[【](?:放大字体|缩小字体|字体[:：]?|大|中|小|打印(?:本页)?|关闭(?:窗口)?|返回顶部|收藏|分享)"
    r"[\]】] ?){1,12}"
    r"|(?:本文链接|本文关键词|相关链接|相关文章|上一篇|下一篇|责任编辑|编辑|当前位置|您(?:现在)?的位置|您当前的位置)[:：].{0,300}"
    r"|(?:首页|网站首页) ?[>›»-].{0,200}|&sp;|\[?相关解读\]?|字号|[大中小]|来源|微信|微博"
)
_FILES = re.compile(
    r"(?:全真版|文件下载及相关附件|相关附件|附件下载|点击下载|下载)[:：].{1,300}|.{1,200}\.(?:docx?|xlsx?|pdf|wps|ofd|ceb|zip|rar)"
)


def is_furniture(text: str) -> bool:
    """Whether a line is a button, a share bar, a font size switch, a path of the site or a bare file link."""
    return len(text) <= 320 and (_WHOLE.fullmatch(text) is not None or is_file_line(text))


def is_file_line(text: str) -> bool:
    """Whether a line only offers a file for download."""
    return len(text) <= 320 and not text.startswith(("附件", "附：")) and _FILES.fullmatch(text) is not None
