"""A browser's own description in words that its user knows: “Edge · Windows”."""

from __future__ import annotations

# In this order: the later ones stand in the description of the earlier ones, too.
BROWSERS = {
    "MicroMessenger": "微信",
    "QQBrowser": "QQ 浏览器",
    "360": "360 浏览器",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "HarmonyOS": "鸿蒙",
    "Android": "安卓手机",
    "iPhone": "苹果手机",
    "iPad": "苹果平板",
    "Windows": "Windows",
    "Macintosh": "苹果电脑",
    "Linux": "Linux",
}
LONGEST = 40


def browser_in_words(agent: str) -> str:
    """One that says nothing known is shown as it calls itself."""
    known = [next((word for sign, word in signs.items() if sign in agent), "") for signs in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, known)) or agent[:LONGEST]
