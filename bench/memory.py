"""How far this process's memory grew while something ran."""

from pathlib import Path


def reset_peak() -> float:
    """Forget the highest mark; returns what is held now, in MiB."""
    Path("/proc/self/clear_refs").write_text("5")
    return _mib("VmRSS")


def growth_mib(before: float) -> float:
    return _mib("VmHWM") - before


def _mib(name: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
