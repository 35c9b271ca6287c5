"""What the office and its auditors can read of the workflows from the command line."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.workflow import Panel, workflows
from households.models import Application


def described(*args: str, **options: Any) -> str:
    said = StringIO()
    call_command("describe_workflows", *args, stdout=said, **options)
    return said.getvalue()


def test_every_workflow_of_the_portal_is_listed() -> None:
    text = described()

    assert all(f"{workflow.title}（{workflow.__name__}，" in text for workflow in workflows())


def test_a_workflow_is_drawn_for_the_handbook(trial: Any) -> None:
    text = described("Trial", mermaid=True)

    assert text.startswith("```mermaid\nstateDiagram-v2\n")
    assert text.endswith("```\n")


def test_panels_are_listed_with_the_workflows(trial: Any) -> None:
    Panel(on=Application, title="安检记录", template="inspections/_panel.html", show=lambda record, post: {})

    assert "台账申请：安检记录（" in described()


def test_an_unknown_workflow_is_refused_with_those_there_are(trial: Any) -> None:
    with pytest.raises(CommandError, match="没有名为 Nothing 的流程；现有：Trial。"):
        described("Nothing")
