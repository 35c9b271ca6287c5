"""`./portal test`: linters, types, import rules, migrations, every test; with arguments, pytest alone with them."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

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
    course.side_by_side(_database() | LINTERS)
    course.tests("pytest", [*_at_once(), f"--ignore={BROWSER_TESTS}"])
    _test_in_browser(course)
    course.report()
    sys.exit(1 if course.failed else 0)


def _database() -> dict[str, list[str]]:
    """All migrations, once for all that the tests copy; a server that was given holds what is not ours."""
    return {"migrate": [*MANAGE, "migrate", "--verbosity", "0"]} if os.environ.get(throwaway.TEMPLATE) else {}


def _at_once() -> list[str]:
    """One more than there are cores: many wait for what they have started."""
    return ["-n", str(min((os.cpu_count() or 1) + 1, 8)), "--dist", "worksteal"]


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
    course.tests("browser", [*_at_once(), BROWSER_TESTS])


def _heard(command: list[str]) -> tuple[float, bool, str]:
    """Seconds, whether it passed, what it said."""
    begun = time.monotonic()
    done = subprocess.run(
        command, cwd=places.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return time.monotonic() - begun, done.returncode == 0, done.stdout


class Course:
    """The stages as they pass: how long each took, which failed, and what the tests counted."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.lines: list[str] = []
        self.failed: list[str] = []
        self.counts: Counter[str] = Counter()

    def side_by_side(self, stages: dict[str, list[str]]) -> None:
        """As many at once as there are cores; what each says stands together, in the order given."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for name, stage in [(name, pool.submit(_heard, command)) for name, command in stages.items()]:
                seconds, passed, said = stage.result()
                print(f"── {name}\n{said}", end="", flush=True)
                self._note(name, seconds, passed=passed)
                self.counts["failed"] += not passed

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
        self._note(name, time.monotonic() - begun, passed=passed)
        return passed

    def _note(self, name: str, seconds: float, *, passed: bool) -> None:
        self.lines.append(f"  {seconds:7.1f} 秒  {'通过' if passed else '未通过'}  {name}")
        if not passed:
            self.failed.append(name)

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
