"""A township's batch of five thousand applications through the tiers, each step the job that the list page starts."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post
from bench.measures.importing import id_number
from bench.table import Row
from core.background.jobs import run_now
from core.models import Attachment, Job
from core.views import bulk_job
from households.documents import OF_APPLICATIONS, Document
from households.models import Application, Household
from households.models.choices import Category, Kind
from households.models.numbers import application_numbers
from households.views import ApplicationPages
from households.workflows import AddHousehold

COUNT, MOST_SECONDS = 5_000, 30
STEPS = ("submit", "verify", "review", "confirm")
BY = {"submit": "town", "verify": "town", "review": "district", "confirm": "city"}
DOCUMENTS = (Document.ID_CARD, Document.HOUSE_PROOF, Document.WILLINGNESS, Document.SITE_PHOTO)


def officer(name: str) -> Post:
    return Post.objects.select_related("user", "division", "organization").get(user__username=name)


def drafts() -> list[int]:
    """Filed by the township, each with its documents."""
    town = officer("town")
    villages = list(Division.objects.below(town.division).villages())
    begin = Application.objects.count() + 700_000
    made = [_draft(begin + k, number, villages, town) for k, number in enumerate(application_numbers(COUNT))]
    with acting(System.DEMO):
        ids = [one.pk for one in Application.objects.bulk_create(made, batch_size=1000)]
        Attachment.objects.bulk_create(
            [_document(pk, purpose, town) for pk in ids for purpose in DOCUMENTS], batch_size=5000
        )
    return ids


def _draft(order: int, number: str, villages: list[Division], town: Post) -> Application:
    made = Application(
        number=number, case=Application.Case.ADD, village=villages[order % len(villages)], filed_by=town,
        name="批量户主", id_number=id_number(order), phone=f"139{order:08d}", address=f"{order}号", heated_area=90,
        converted_year=2024, category=Category.ELECTRIC, kind=Kind.AIR_PUMP, batch=3, subsidy_method=1,
        bank_account=f"6217{order:015d}", house_use=1, user_class=1, device_brand="海尔", device_power=9,
    )  # fmt: skip
    made.derive()
    made.place()
    return made


def _document(application: int, purpose: str, town: Post) -> Attachment:
    return Attachment(
        kind=OF_APPLICATIONS, record_id=application, purpose=purpose, name="扫描件.pdf", content_type="application/pdf",
        size=1, sha256=uuid.uuid4().hex * 2, file="measured", uploaded_by=town,
    )  # fmt: skip


def seconds_of(step: str, ids: list[int]) -> float:
    answers = {"visited_on": timezone.localdate()} if step == "verify" else {}
    job = bulk_job.start(ApplicationPages, AddHousehold.steps[step], ids, answers, officer(BY[step]))
    begun = time.perf_counter()
    job = run_now(job)
    assert job.state == Job.State.DONE, job.sentence
    assert not job.result, job.sentence
    return time.perf_counter() - begun


def measure() -> Iterator[Row]:
    ids, households = drafts(), Household.objects.count()
    for step in STEPS:
        seconds = seconds_of(step, ids)
        yield Row(
            f"{COUNT:,} 件{AddHousehold.steps[step].label}（一个任务）",
            f"{seconds:.1f} 秒",
            target=f"≤ {MOST_SECONDS} 秒",
            met=seconds <= MOST_SECONDS,
            beside=f"{COUNT / seconds:,.0f} 件/秒",
            figures={"seconds": seconds},
        )
    assert Household.objects.count() - households == COUNT
