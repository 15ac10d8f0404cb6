"""Which device and browser does a user agent speak of, in words a person recognises?"""

SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("UOS", "统信电脑"),
    ("Kylin", "麒麟电脑"),
    ("Linux", "Linux 电脑"),
)
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("QQBrowser", "QQ 浏览器"),
    ("360SE", "360 浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def named(user_agent: str) -> str:
    """``Windows 电脑 · Edge``; what is not recognised is called so."""
    system = next((label for mark, label in SYSTEMS if mark in user_agent), "未识别的设备")
    browser = next((label for mark, label in BROWSERS if mark in user_agent), "")
    return f"{system} · {browser}" if browser else system
