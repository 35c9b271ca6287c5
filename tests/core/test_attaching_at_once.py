"""A document is taken away or added while a step passes, each with a connection of its own."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.roles import Role
from core.files.attachments import attachments_of
from core.models import Attachment
from core.views.attaching import add_documents, take_document_away
from core.workflow import StepRefused
from households.documents import Document
from households.models import Application
from households.views import ApplicationPages
from households.workflows import AddHousehold
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import attach, whole_row
from tests.overlapping import while_open

pytestmark = pytest.mark.django_db(transaction=True)
State = Application.State


@pytest.fixture
def draft(tree: Tree, post: MakePost) -> Application:
    application: Application = AddHousehold.file(by=post(Role.VILLAGE), village=tree.village, **whole_row())
    attach(application, Document.ID_CARD, Document.HOUSE_PROOF, Document.WILLINGNESS)
    return application


def purposes(application: Application) -> set[str]:
    return set(attachments_of(application).values_list("purpose", flat=True))


def test_what_a_step_asks_for_is_not_taken_away_while_it_passes(
    draft: Application, post: MakePost, client_of: ClientOf
) -> None:
    browser: Client = client_of(post(Role.VILLAGE))
    card = Attachment.objects.get(purpose=Document.ID_CARD)
    browser.get(f"/applications/{draft.pk}/")  # the first page takes longest

    answer = while_open(
        lambda: AddHousehold.submit(draft, by=post(Role.VILLAGE)),
        lambda: browser.post(f"/applications/{draft.pk}/files/{card.pk}/remove/"),
    )

    assert answer.status_code == 403
    assert Document.ID_CARD in purposes(draft)
    assert Application.objects.get(pk=draft.pk).state == State.SUBMITTED


def test_a_step_does_not_pass_while_what_it_asks_for_is_taken_away(draft: Application, post: MakePost) -> None:
    card = Attachment.objects.get(purpose=Document.ID_CARD)

    refused = while_open(
        lambda: take_document_away(ApplicationPages, post(Role.VILLAGE), draft.pk, card.pk),
        lambda: AddHousehold.submit(Application.objects.get(pk=draft.pk), by=post(Role.VILLAGE)),
    )

    assert isinstance(refused, StepRefused)
    assert "户主身份证" in refused.sentence
    assert Application.objects.get(pk=draft.pk).state == State.DRAFT


def test_nothing_is_added_once_the_step_has_passed(draft: Application, post: MakePost) -> None:
    before = Attachment.objects.count()

    refused = while_open(
        lambda: AddHousehold.submit(draft, by=post(Role.VILLAGE)),
        lambda: add_documents(ApplicationPages, post(Role.VILLAGE), draft.pk, Document.OTHER, []),
    )

    assert isinstance(refused, PermissionDenied)
    assert Attachment.objects.count() == before
