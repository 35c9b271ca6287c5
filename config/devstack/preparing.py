"""What stands between the servers and the first page: migrations, static files, and on a first run the demo district.

Run by the launcher as a process of its own (`python -m config.devstack.preparing`), with the environment of the portal.
"""

import hashlib
import os
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands

from config.devstack import places
from config.devstack.terminal import NEWS, say

FIRST_RUN_NOTE = "first_run_done"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    if wants_demo():
        seed_demo()


def collect_static_files() -> None:
    """Only when a source has changed: hashing and compressing takes seconds."""
    signature, note = static_signature(), Path(settings.STATIC_ROOT) / ".signature"
    if note.exists() and note.read_text() == signature:
        return
    note.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    note.write_text(signature)


def static_signature() -> str:
    sources = ((path, os.stat(storage.path(path))) for finder in get_finders() for path, storage in finder.list([]))
    lines = sorted(f"{path} {stat.st_mtime_ns} {stat.st_size}" for path, stat in sources)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def wants_demo() -> bool:
    """A district of one's own (`init_district`) or an emptied one is left alone."""
    note = places.data_directory() / FIRST_RUN_NOTE
    has_divisions = apps.get_model("accounts", "Division")._base_manager.exists()
    return not note.exists() and not has_divisions and "seed_demo" in get_commands()


def seed_demo() -> None:
    say(f"{NEWS}正在建立演示区……")
    call_command("seed_demo", verbosity=0)
    (places.data_directory() / FIRST_RUN_NOTE).touch()


if __name__ == "__main__":
    main()
