"""The browser for the browser tests: a Chrome or Chromium of the machine, driven by Playwright."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

# "0": leave the browser tests out; a path: that browser.
SWITCH = "PORTAL_TEST_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
LAUNCH_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Playwright's driver needs libatomic1; without a Chinese font every character is an empty box.
PACKAGES = ["chromium", "libatomic1", "fonts-noto-cjk"]


def is_wanted() -> bool:
    return os.environ.get(SWITCH) != "0"


def find_browser() -> Path | None:
    """One that starts: Ubuntu's chromium-browser may be a script that asks for snap."""
    given = os.environ.get(SWITCH, "")
    candidates = [given] if given not in ("", "0", "1") else [*NAMES, *PLACES]
    found = (shutil.which(name) for name in candidates)
    return next((Path(path) for path in found if path and _starts([path, "--version"])), None)


def install_browser() -> None:
    """For root on Debian and its like, where something is missing; what apt says is shown only when it fails."""
    if os.geteuid() != 0 or not shutil.which("apt-get") or is_complete():
        return
    print("正在用 apt 安装 Chromium、中文字体……", flush=True)
    quietly = {
        "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        "capture_output": True,
        "text": True,
        "check": False,
    }
    subprocess.run(["apt-get", "update"], **quietly)
    done = subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES], **quietly)
    if done.returncode:
        print("\n".join((done.stdout + done.stderr).splitlines()[-3:]), flush=True)


def is_complete() -> bool:
    return find_browser() is not None and driver_starts() and _has_chinese_font()


def driver_starts() -> bool:
    """The node that Playwright brings; found without importing it, as `./portal run` does not install it."""
    playwright = importlib.util.find_spec("playwright")
    return bool(playwright and playwright.origin) and _starts(
        [f"{Path(playwright.origin).parent}/driver/node", "--version"]
    )


def _has_chinese_font() -> bool:
    fonts = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False)
    return bool(fonts.stdout.strip())


def _starts(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
