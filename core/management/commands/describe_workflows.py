from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.workflow import workflows
from core.workflow.describing import describe, describe_panels, mermaid


class Command(BaseCommand):
    help = "列出全部办理流程：步骤、经办角色、时限、前提、后续；--mermaid 输出状态图"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="流程的类名，如 AddHousehold；不写则全部列出")
        parser.add_argument("--mermaid", action="store_true", help="输出 Mermaid 状态图")

    def handle(self, *args: Any, names: list[str], mermaid: bool, **options: Any) -> None:
        for workflow in self._chosen(names):
            self.stdout.write(f"{_diagram(workflow) if mermaid else describe(workflow)}\n")
        if not mermaid and not names:
            self.stdout.write(describe_panels())

    def _chosen(self, names: list[str]) -> list[Any]:
        known = {workflow.__name__: workflow for workflow in workflows()}
        if unknown := set(names) - known.keys():
            raise CommandError(f"没有名为 {'、'.join(sorted(unknown))} 的流程；现有：{'、'.join(known)}。")
        return [known[name] for name in names] if names else list(known.values())


def _diagram(workflow: Any) -> str:
    return f"```mermaid\n{mermaid(workflow)}\n```"
