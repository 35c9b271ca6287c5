"""Eight phones file inspections at once with their photos, and every so often one twice; then the books and the files
are compared. Beside it the same phones before a view that keeps what comes."""

from __future__ import annotations

import datetime
import hashlib
import io
import itertools
import os
import statistics
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from PIL import Image

from accounts.models import Post
from bench import photos
from bench.inspectors import officers
from bench.peers import visits as plain
from bench.phones import Form, Phone
from bench.serving import Served, served
from bench.table import Row
from core.files.storage import SealedFileStorage
from core.models import Attachment
from households.models import Household
from inspections.demo.visiting import faultless
from inspections.models import Checklist, ChecklistItem, Hazard, Inspection
from inspections.visiting.photos import DOOR, ITEM, WHOLE
from inspections.visiting.positions import place_of
from inspections.visiting.today import households_of

CLIENTS, EACH = 8, int(os.environ.get("PORTAL_BENCH_VISITS", "40"))
# Of every five one is sent again as its answer is lost, one although it was answered; of every ten one has a hazard.
IN, LOST, AGAIN, HAZARD_IN = 5, 1, 3, 10
WRONG = "E04"  # no severe one: gas would have to be stopped
QUARTER = datetime.timedelta(minutes=15)
# Degrees from house to house.
APART = 0.0001
PURPOSES = (DOOR, WHOLE, ITEM)


@dataclass(frozen=True)
class Run:
    """How long all took, and what each answer took."""

    seconds: float
    answers: Sequence[float]
    faults: Sequence[str]

    def said(self, filed: int) -> str:
        cuts = statistics.quantiles(self.answers, n=100)
        return f"{filed / self.seconds:.1f} 件/秒，p50 {cuts[49] * 1000:.0f} ms，p99 {cuts[98] * 1000:.0f} ms"


@dataclass(frozen=True)
class Books:
    """What was kept, against what was sent. `lost`, `doubled`: visits; `false`: photos not as they were sent."""

    lost: int
    doubled: int
    false: int

    @property
    def exact(self) -> bool:
        return self == Books(0, 0, 0)

    def __str__(self) -> str:
        return f"少 {self.lost} 件，多 {self.doubled} 件，照片不符 {self.false} 张"


# What is sent


def forms_of(officer: Post, pictures: Iterator[Path], items: Sequence[ChecklistItem]) -> list[Form]:
    """A day's work, a quarter of an hour a household, that goes out once there is a signal again."""
    today = Inspection.objects.filter(household=OuterRef("pk"), inspected_on=timezone.localdate())
    known = Hazard.objects.unsettled().filter(household=OuterRef("pk"))
    houses = list(households_of(officer).exclude(Exists(today)).exclude(Exists(known)).order_by("pk")[:EACH])
    assert len(houses) == EACH, f"{officer}只剩 {len(houses)} 户可检，请用 --fresh 重新生成数据。"
    now = timezone.now()
    return [_form(house, now - (EACH - k) * QUARTER, k, pictures, items) for k, house in enumerate(houses)]


def _form(
    house: Household, at: datetime.datetime, order: int, pictures: Iterator[Path], items: Sequence[ChecklistItem]
) -> Form:
    answers = faultless(items, house, timezone.localdate(at))
    if order % HAZARD_IN == 0:
        answers[WRONG] = {"result": "bad", "note": "炉间堆放柴草"}
    taken = {f"photo-{k}": path for k, path in enumerate(itertools.islice(pictures, len(PURPOSES)))}
    position = _position(house)
    said = {
        "client_key": str(uuid.uuid4()),
        "kind": "routine",
        "outcome": "done",
        "begun_at": (at - QUARTER * 0.8).isoformat(),
        "ended_at": at.isoformat(),
        "answers": answers,
        "position": position,
        "signed_by": house.name,
        "photos": [
            {
                "file": name, "purpose": purpose, "item_code": WRONG if purpose == ITEM else "",
                "taken_at": at.isoformat(), "position": position,
            }
            for name, purpose in zip(taken, PURPOSES, strict=True)
        ],
        "signature": {"file": "signature"},
    }  # fmt: skip
    return Form(house.pk, said, taken, _signature())


def _position(house: Household) -> dict[str, float]:
    """At the door; of a house of which no place is known somewhere in its village, beside its neighbours."""
    place = place_of(house) or place_of(house.village)
    assert place is not None, house.village
    return {"longitude": place.longitude + house.pk % 19 * APART, "latitude": place.latitude, "accuracy": 12}


def _is_wrong(form: Form) -> bool:
    return bool(form.said["answers"][WRONG]["result"] == "bad")


def _signature() -> bytes:
    """Each another one, so that a file is known by its content."""
    out = io.BytesIO()
    Image.effect_noise((300, 120), 16).save(out, "PNG")
    return out.getvalue()


# How it is sent


def sent_at_once(server: Served, days: dict[Post, list[Form]], address: str) -> Run:
    phones = {post: Phone(server.port, post) for post in days}
    for phone in itertools.chain(phones.values(), phones.values()):  # each web process has served a page before
        phone.opens("/field/")
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(phones)) as together:
        list(together.map(lambda post: _send_all(phones[post], days[post], address), days))
    took = time.perf_counter() - begun
    answers = [one for phone in phones.values() for one in phone.seconds]
    return Run(took, answers, [fault for phone in phones.values() for fault in phone.faults])


def _send_all(phone: Phone, forms: Sequence[Form], address: str) -> None:
    for order, form in enumerate(forms):
        path = address.format(form.household)
        if order % IN == LOST:
            phone.loses_the_answer(path, form)
        phone.sends(path, form)
        if order % IN == AGAIN:
            phone.sends(path, form)


# What was kept


def books_of_ours(forms: Sequence[Form], inspections: int, hazards: int, files: Path) -> Books:
    """`inspections`, `hazards`: how many there were before."""
    filed = dict(Inspection.objects.filter(client_key__in=[form.key for form in forms]).values_list("pk", "client_key"))
    documents = Attachment.objects.filter(kind=Inspection._meta.label_lower, record_id__in=list(filed))
    known = Counter((str(filed[pk]), sha256) for pk, sha256 in documents.values_list("record_id", "sha256"))
    sent = Counter((form.key, sha256) for form in forms for sha256 in _digests(form))
    stored = _apart(Counter(sha256 for _, sha256 in known.elements()), _contents(files))
    more = Inspection.objects.count() - inspections - len(filed)
    more_hazards = Hazard.objects.count() - hazards - sum(_is_wrong(form) for form in forms)
    return Books(len(forms) - len(filed), more + more_hazards, _apart(sent, known) + stored)


def _apart(one: Counter[Any], other: Counter[Any]) -> int:
    return (one - other).total() + (other - one).total()


def _contents(files: Path) -> Counter[str]:
    """Of every file in the store, read as the portal reads it."""
    store = SealedFileStorage(location=files)
    found: Counter[str] = Counter()
    for path in files.rglob("*"):
        if path.is_file():
            with store.open(str(path.relative_to(files))) as file:
                found[hashlib.file_digest(file, "sha256").hexdigest()] += 1
    return found


def _digests(form: Form) -> list[str]:
    contents = [path.read_bytes() for path in form.photos.values()]
    return [hashlib.sha256(content).hexdigest() for content in [*contents, form.signature]]


def books_of_the_plain(forms: Sequence[Form]) -> Books:
    keys = Counter(str(key) for key in plain.PlainVisit.objects.values_list("client_key", flat=True))
    lost = sum(form.key not in keys for form in forms)
    photos_kept = plain.PlainPhoto.objects.count()
    return Books(lost, keys.total() - len(keys), photos_kept - len(keys) * len(PURPOSES))


def measure() -> Iterator[Row]:
    checklist = Checklist.objects.in_force(Checklist.Purpose.ROUTINE).get()
    items = list(checklist.items.order_by("position", "id"))
    with tempfile.TemporaryDirectory() as folder:
        pictures = iter(photos.take(Path(folder), CLIENTS * EACH * len(PURPOSES)))
        days = {officer: forms_of(officer, pictures, items) for officer in officers(CLIENTS)}
        forms = [form for day in days.values() for form in day]
        ours, books = _filed(days, forms)
        theirs, their_books = _kept_plainly(days, forms)
    assert not ours.faults, ours.faults[0]
    yield Row(
        f"{CLIENTS} 部手机同时提交 {len(forms)} 件安检、{len(forms) * len(PURPOSES)} 张照片",
        f"{ours.said(len(forms))}；{books}",
        target="一件不少，一件不多",
        met=books.exact,
        beside=f"Django 视图直接保存 {theirs.said(len(forms))}；{their_books}",
        figures={"filed": len(forms), "seconds": ours.seconds, "plain_seconds": theirs.seconds, **vars(books)},
    )


def _filed(days: dict[Post, list[Form]], forms: Sequence[Form]) -> tuple[Run, Books]:
    inspections, hazards = Inspection.objects.count(), Hazard.objects.count()
    with served() as server:
        run = sent_at_once(server, days, "/field/visit/{}/")
        return run, books_of_ours(forms, inspections, hazards, server.files)


def _kept_plainly(days: dict[Post, list[Form]], forms: Sequence[Form]) -> tuple[Run, Books]:
    with plain.tables(), served() as server:
        run = sent_at_once(server, days, "/peer/visit/{}/")
        return run, books_of_the_plain(forms)
