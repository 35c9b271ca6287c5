"""What the pages that no menu leads to are about: a district with one of everything."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.audit import AccessLog, Change, System, acting
from accounts.models import AccountMeasure, Post, SignInEvent
from accounts.roles import Role
from accounts.tokens import create_token
from core.ledgers.workflow import ImportWorkbook
from core.models import (
    Attachment,
    BackupRun,
    CalendarDay,
    ImportRun,
    Job,
    Notice,
    TimeLimit,
    UnmaskingReview,
    Webhook,
    WebhookDelivery,
)
from core.people.measures import PasswordReset
from core.people.workflows import Appointment
from core.webhooks.sending import new_secret
from core.workflow import Workflow
from households.documents import Document
from households.models import Application, DuplicatePair, Equipment
from tests.browser.rooms import Rooms
from tests.core.ledgers.carrying import brought
from tests.core.ledgers.workbooks import good_row, workbook
from tests.factories import (
    ApplicationFactory,
    AttachmentFactory,
    DuplicatePairFactory,
    PostFactory,
    grow,
)

TODAY = timezone.localdate()


class Place(Rooms):
    """Each thing is made when it is first asked for; those of the rooms: rooms.py."""

    @property
    def device(self) -> Equipment:
        return self.household.equipment.get()

    def application(self, **facts: Any) -> Application:
        """With its documents, so that a step asks instead of refusing."""
        made: Application = ApplicationFactory(village=self.tree.village, filed_by=self.village, **facts)
        for document in Document:
            AttachmentFactory(record=made, purpose=document)
        return made

    @cached_property
    def bare(self) -> Application:
        """Not filled in: what stands in the way is said."""
        made: Application = ApplicationFactory(village=self.tree.village, filed_by=self.village, phone="")
        return made

    @cached_property
    def draft(self) -> Application:
        return self.application()

    @cached_property
    def submitted(self) -> Application:
        """By its own step, which sets the clock running."""
        made = self.application()
        Workflow.of(made).submit(made, by=self.village)
        return made

    @cached_property
    def verified(self) -> Application:
        made = self.submitted
        Workflow.of(made).verify(made, by=self.town, visited_on=TODAY)
        return made

    @cached_property
    def reviewed(self) -> Application:
        made = self.verified
        Workflow.of(made).review(made, by=self.post(Role.DISTRICT_OFFICE))
        return made

    @cached_property
    def sent_back(self) -> Application:
        made = self.application(submitted=True)
        Workflow.of(made).send_back(
            made, by=self.town, reason="面积与现场不符，请重新测量", flagged=["heated_area", "phone"]
        )
        return made

    @cached_property
    def change(self) -> Application:
        return self.application(change=True, household=self.household, name="王建国", submitted=True)

    @cached_property
    def many(self) -> list[Application]:
        """Some can be verified, some cannot."""
        return [self.submitted, *ApplicationFactory.create_batch(2, village=self.tree.village, submitted=True)]

    @cached_property
    def pair(self) -> DuplicatePair:
        made: DuplicatePair = DuplicatePairFactory(
            application=self.application(submitted=True), household=self.household
        )
        return made

    @cached_property
    def paper(self) -> Attachment:
        made: Attachment = AttachmentFactory(record=self.submitted, purpose="id_card")
        return made

    # Imports, and what jobs made

    def imported(self, by: Post) -> ImportRun:
        """One good row, one bad, one mended, one with a remark."""
        rows = [good_row(1), good_row(2, 改造年份=2099), good_row(3, 户主姓名=" 王 建国"), good_row(4, 联系方式=None)]
        return brought(workbook(rows), by)

    @cached_property
    def run(self) -> ImportRun:
        return self.imported(self.town)

    @cached_property
    def handed_over(self) -> ImportRun:
        made = self.imported(PostFactory(role=Role.DISTRICT_OFFICE, division=self.tree.district))
        ImportWorkbook.hand_over_good_rows(made, by=made.post)
        return made

    def job(self, state: str, **facts: Any) -> Job:
        with acting(self.town):
            return Job.objects.create(kind="export", title="导出确户台账", post=self.town, state=state, **facts)

    @cached_property
    def running(self) -> Job:
        return self.job(Job.State.RUNNING, done=1898, total=3000, sentence="已导出 1,898 户")

    @cached_property
    def done(self) -> Job:
        week = timezone.now() + datetime.timedelta(days=7)
        return self.job(
            Job.State.DONE, result=ContentFile(b"x", name="x"), result_name="确户台账.xlsx", result_size=2_100_000,
            expires_at=week, finished_at=timezone.now(), sentence="已导出 3,000 户。",
        )  # fmt: skip

    @cached_property
    def expired(self) -> Job:
        return self.job(Job.State.DONE, result_name="确户台账.xlsx", sentence="已导出 3,000 户。")

    @cached_property
    def told(self) -> Notice:
        with acting(System.DEMO):
            return Notice.objects.create(
                user=self.town.user, kind="news", title="已退回：增户申请", body="意见：请重新测量面积。"
            )

    @cached_property
    def token(self) -> str:
        with acting(self.town):
            return create_token(self.town, "与区财政系统对接", 30, by=self.town.user)[1]

    # People and places

    @cached_property
    def proposed(self) -> Post:
        other: Post = PostFactory(role=Role.VILLAGE, division=self.tree.village)
        return Appointment.propose(
            by=self.post(Role.SYSTEM_ADMIN), user=other.user, role=Role.VILLAGE_ASSISTANT,
            organization=other.organization, division=self.tree.next_village,
        )  # fmt: skip

    @cached_property
    def measure(self) -> AccountMeasure:
        return PasswordReset.propose(user=self.village.user, reason="本人忘记口令", by=self.town)

    @cached_property
    def released(self) -> AccountMeasure:
        another = PostFactory(role=Role.SECURITY_ADMIN, division=self.tree.district)
        return PasswordReset.release(self.measure, by=another, reason="已电话核实")

    @cached_property
    def phone(self) -> TOTPDevice:
        """The township officer's second step."""
        made: TOTPDevice = TOTPDevice.objects.create(user=self.town.user, name="手机")
        return made

    @cached_property
    def on_the_map(self) -> Any:
        level = type(self.tree.village).Level.COMMUNITY
        return grow(
            self.tree.town, "130102100299", "谈固社区居民委员会", level, dual=True, longitude=114.6, latitude=38.1
        )

    @cached_property
    def event(self) -> SignInEvent:
        return SignInEvent.objects.create(
            kind=SignInEvent.Kind.WRONG_PASSWORD, user_id=self.village.user_id, username=self.village.user.username,
            address="10.1.2.3", agent="Mozilla/5.0 (Windows NT 10.0) Chrome/120.0",
        )  # fmt: skip

    @cached_property
    def access(self) -> AccessLog:
        return AccessLog.objects.create(
            user_id=self.town.user_id, post_id=self.town.pk, act=AccessLog.Act.UNMASK, kind="households.household",
            record_id=self.household.pk, detail="身份证号：与银行核对补贴账号",
        )  # fmt: skip

    @property
    def written(self) -> Change:
        assert self.household
        return Change.objects.filter(table="households_household").latest("pk")

    @cached_property
    def review(self) -> UnmaskingReview:
        monday = TODAY - datetime.timedelta(days=TODAY.weekday() + 7)
        with acting(System.DEMO):
            return UnmaskingReview.objects.create(week_from_on=monday, district=self.tree.district, shown=1234)

    # The portal itself

    @cached_property
    def webhook(self) -> Webhook:
        with acting(System.DEMO):
            made = Webhook.objects.create(
                name="市平台对接", address="https://hooks.example/", secret=new_secret(), post=self.town,
                events=["households.application/add"],
            )  # fmt: skip
            for state, result in (("waiting", "对方答复 503。"), ("delivered", "对方答复 200。")):
                WebhookDelivery.objects.create(
                    webhook=made, event="街镇核实", kind="households.application", record_id=7, payload={"id": 7},
                    state=state, attempts=1234, result=result,
                )  # fmt: skip
        return made

    @property
    def delivery(self) -> WebhookDelivery:
        return self.webhook.deliveries.latest("pk")

    @cached_property
    def day_off(self) -> CalendarDay:
        with acting(System.DEMO):
            return CalendarDay.objects.create(date=datetime.date(2031, 1, 1), is_workday=False, name="元旦")

    @cached_property
    def limit(self) -> TimeLimit:
        with acting(System.DEMO):
            return TimeLimit.objects.create(
                clock="households.application.verify", case="add", value=3, unit="working_days",
                effective_on=datetime.date(2031, 1, 1), basis="试行",
            )  # fmt: skip

    @cached_property
    def backed_up(self) -> str:
        """Told on the page of operations."""
        facts = {"started_at": timezone.now(), "seconds": 1234, "file": "/var/backups/nuanhu/20261126-020000.backup"}
        BackupRun.objects.create(
            what="backup", succeeded=True, size=2_100_000_000, rows=1_234_567, files=8_910, **facts
        )
        BackupRun.objects.create(what="rehearsal", succeeded=False, sentence="有 1,234 份附件打不开。", **facts)
        return ""
