from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "公共"

    def ready(self) -> None:
        """Workflows, what hangs on them, ledgers and dictionaries register when imported; tasks and jobs: tasks.py."""
        autodiscover_modules(
            "workflows",
            "people.workflows",
            "people.measures",
            "panels",
            "ledgers",
            "terms",
        )
