#!/usr/bin/env python
"""Django's commands, with servers behind them: those given, those running, or its own until the command ends."""

import os
import signal
import sys

from django.core.management import execute_from_command_line

from config.devstack import sharing
from config.devstack.refusal import Refusal


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with sharing.environment() as values:
            os.environ.update(values)
            execute_from_command_line(sys.argv)
    except Refusal as refusal:
        sys.exit(f"暖户：{refusal}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
