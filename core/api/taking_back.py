"""What an office did for many records at once, taken back.

GET  /api/<slug>/acts/<act>/    what would be taken back, and what stays and why; the act's number comes from its steps
POST /api/<slug>/acts/<act>/    take it back, for a `reason`; answers a job where the records are many
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.urls import URLPattern
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Post
from core.api.asking import Endpoint, as_posted, checked, post_of
from core.api.records import outcome_answer, record_route
from core.api.work import job_shown
from core.views.bulk import AT_ONCE
from core.views.bulk_job import start_taking_back
from core.views.declaration import Declaration
from core.views.taking_back import act_of, form_of_reason
from core.workflow.taking_back import take_back, why_not_act


class Act(Endpoint):
    def get(self, request: Request, batch: uuid.UUID) -> Response:
        post = post_of(request)
        lines = act_of(self.pages, post, batch)
        refused = why_not_act(self.pages.model, lines, by=post)
        return Response(
            {
                "step": lines[0].step,
                "label": lines[0].label,
                "by": lines[0].by_label,
                "at": lines[0].at.isoformat(),
                "total": len(lines),
                "refused": {str(pk): sentence for pk, sentence in _seen(self.pages, post, refused).items()},
            }
        )

    def post(self, request: Request, batch: uuid.UUID) -> Response:
        post = post_of(request)
        lines = act_of(self.pages, post, batch)
        form = checked(form_of_reason(self.pages, post, as_posted(request.data)))
        reason = form.cleaned_data["reason"]
        if len(lines) > AT_ONCE:
            begun = start_taking_back(self.pages, lines[0], reason, post)
            return Response(job_shown(request, begun), status=status.HTTP_202_ACCEPTED)
        outcome = take_back(self.pages.model, lines, by=post, reason=reason)
        outcome.refused = _seen(self.pages, post, outcome.refused)
        return outcome_answer(outcome)


def _seen(pages: type[Declaration], post: Post, refused: Mapping[int, str]) -> dict[int, str]:
    """A record that has left the area since is not named."""
    seen = set(pages.queryset(post).filter(pk__in=refused).values_list("pk", flat=True))
    return {pk: sentence for pk, sentence in refused.items() if pk in seen}


def act_api(pages: type[Declaration]) -> list[URLPattern]:
    """Where a step can be taken back at all."""
    steps = [step for workflow in pages.workflows for step in workflow.steps.values()]
    if not any(step.taken_back_within for step in steps):
        return []
    return [record_route(pages, Act, "acts/<uuid:batch>/", "act")]
