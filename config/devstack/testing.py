"""`./portal test`: linters, types, import rules, migrations, every test; with arguments, pytest alone with them."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter

from config.devstack import browser, places, throwaway

PYTHON = [sys.executable, "-m"]
MANAGE = [sys.executable, "manage.py"]
BROWSER_TESTS = "tests/browser"
# The script beside the interpreter names the place where the environment was made, which may have moved.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LINTERS = {
    "ruff format": [*PYTHON, "ruff", "format", "--check", "."],
    "ruff check": [*PYTHON, "ruff", "check", "."],
    "mypy": [*PYTHON, "mypy"],
    "djlint": [*PYTHON, "djlint", "templates", "--lint", "--quiet"],
    "lint-imports": [sys.executable, "-c", LINT_IMPORTS],
    "manage check": [*MANAGE, "check", "--fail-level", "WARNING"],
    "makemigrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
}


def test(arguments: list[str]) -> None:
    throwaway.provide()
    if arguments:
        sys.exit(subprocess.run([*PYTHON, "pytest", *arguments], cwd=places.ROOT, check=False).returncode)
    course = Course()
    for name, command in LINTERS.items():
        course.stage(name, command)
    workers = str(max(2, min(os.cpu_count() or 2, 8)))
    course.tests("pytest", ["-n", workers, "--dist", "worksteal", f"--ignore={BROWSER_TESTS}"])
    _test_in_browser(course)
    course.report()
    sys.exit(1 if course.failed else 0)


def _test_in_browser(course: "Course") -> None:
    if not browser.is_wanted():
        course.leave_out("浏览器测试：已按 PORTAL_TEST_BROWSER=0 略过", is_failure=False)
        return
    browser.install_browser()
    found = browser.find_browser()
    if not found or not browser.driver_starts():
        missing = "没有找到可用的 Chrome 或 Chromium" if not found else "Playwright 不能启动，缺少 libatomic1"
        course.leave_out(f"浏览器测试：{missing}，已略过", is_failure=os.environ.get("CI") == "true")
        return
    os.environ[browser.SWITCH] = str(found)
    course.tests("browser", [BROWSER_TESTS])


class Course:
    """The stages as they pass: how long each took, which failed, and what the tests counted."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.lines: list[str] = []
        self.failed: list[str] = []
        self.counts: Counter[str] = Counter()

    def stage(self, name: str, command: list[str]) -> None:
        if not self._passes(name, command, {}):
            self.counts["failed"] += 1

    def tests(self, name: str, arguments: list[str]) -> None:
        with tempfile.NamedTemporaryFile(prefix="nuanhu-counts-") as file:
            passed = self._passes(name, [*PYTHON, "pytest", "-q", *arguments], {"PORTAL_TEST_COUNTS": file.name})
            counts = Counter(json.loads(file.read() or "{}"))
        if not passed and not counts["failed"] + counts["error"]:  # it did not come as far as counting
            counts["failed"] = 1
        self.counts.update(counts)

    def _passes(self, name: str, command: list[str], env: dict[str, str]) -> bool:
        print(f"── {name}", flush=True)
        begun = time.monotonic()
        passed = subprocess.run(command, cwd=places.ROOT, env=os.environ | env, check=False).returncode == 0
        self.lines.append(f"  {time.monotonic() - begun:7.1f} 秒  {'通过' if passed else '未通过'}  {name}")
        if not passed:
            self.failed.append(name)
        return passed

    def leave_out(self, sentence: str, *, is_failure: bool) -> None:
        self.lines.append(f"  {sentence}")
        if is_failure:
            self.failed.append(sentence)
            self.counts["failed"] += 1

    def report(self) -> None:
        """Ends with a line like pytest's own, over all its runs."""
        print("\n各阶段用时：", *self.lines, sep="\n")
        if self.failed:
            print(f"未通过：{'；'.join(self.failed)}")
        counts = {"failed": self.counts["failed"]} | {name: number for name, number in self.counts.items() if number}
        said = ", ".join(f"{number} {name}" for name, number in counts.items())
        print(f"==== {said} in {time.monotonic() - self.begun:.1f}s ====", flush=True)
