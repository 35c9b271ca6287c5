from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings

REGISTERING = {"workflows", "measures", "panels", "ledgers", "terms"}


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "公共"

    def ready(self) -> None:
        """Workflows, what hangs on them, ledgers and dictionaries register when imported: in every room of every app,
        for a worker imports no pages that would bring them along. Tasks and jobs: tasks.py."""
        for app in apps.get_app_configs():
            rooms = Path(app.path)
            if rooms.parent == settings.BASE_DIR:
                for module in sorted(rooms.rglob("*.py")):
                    if module.stem in REGISTERING:
                        import_module(".".join(module.relative_to(settings.BASE_DIR).with_suffix("").parts))
