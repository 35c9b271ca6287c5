"""Who changed what, and who looked: one table of changes filled by triggers, one of accesses, one of daily seals.

A write to an audited table without a named actor raises in PostgreSQL itself. The actor stands in a transaction-local
setting:

    with acting(post):            # a person at a post
    with acting(System.CLOCK):    # a named system actor

`acting` opens the transaction; nesting inside another `acting` is a savepoint with the inner actor, restored after.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, Union

from django.db import connection, models, transaction
from django.db.models.functions import Now

if TYPE_CHECKING:
    from accounts.models.users import Post


class System(models.TextChoices):
    """Actors that are no person."""

    PUBLIC = "public", "群众（未登录）"
    CLOCK = "clock", "系统定时任务"
    MIGRATION = "migration", "系统升级"
    DEMO = "demo", "演示数据"
    SETUP = "setup", "初始化"
    SIGN_IN = "sign_in", "登录"
    SEALS = "seals", "更换封存密钥"
    RELEASED = "released", "两人复核"
    CITY = "city", "市平台回执"


Actor: TypeAlias = Union["Post", System]


class _Act(NamedTuple):
    act: uuid.UUID | None = None
    why: str = ""


_NO_ACT = _Act()
_running: ContextVar[_Act] = ContextVar("running_act", default=_NO_ACT)


@contextmanager
def acting(actor: Actor, *, why: str = "", request_id: uuid.UUID | None = None) -> Iterator[uuid.UUID]:
    """Name who writes until the block ends; yields the id that all changes of the block carry.

    One id for a whole bulk act, so that it can be shown, and undone, as one (F99): a block within a block is part of
    the outer act, and of its reason unless it has its own.
    """
    act, why = request_id or running_act(), why or _running.get().why
    token = _running.set(_Act(act, why))
    try:
        nested = connection.in_atomic_block
        with transaction.atomic():
            before = _exchange(_describe(actor, why, act))
            yield act
            if nested:  # else the setting ends with the transaction
                _exchange(before)
    finally:
        _running.reset(token)


def running_act() -> uuid.UUID:
    """The id of the act that runs, or of one that is about to."""
    return _running.get().act or uuid.uuid4()


def _describe(actor: Actor, why: str, act: uuid.UUID) -> str:
    if isinstance(actor, System):
        return json.dumps({"system": actor.value, "act": str(act), "why": why})
    return json.dumps({"user": actor.user_id, "post": actor.pk, "act": str(act), "why": why})


def _exchange(description: str) -> str:
    """Set the actor for the running transaction and return who was named before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('portal.actor', true), ''), set_config('portal.actor', %s, true)",
            [description],
        )
        row: tuple[str, str] = cursor.fetchone()
    return row[0]


class Change(models.Model):
    """变更记录: one row changed by one act. Written by the trigger alone; nobody may update or delete it."""

    class Operation(models.TextChoices):
        INSERT = "I", "建立"
        UPDATE = "U", "修改"
        DELETE = "D", "删除"

    at = models.DateTimeField("时间", db_default=Now())
    table = models.CharField("表", max_length=63)
    row_id = models.BigIntegerField("记录")
    operation = models.CharField("操作", max_length=1, choices=Operation)
    # Of an update only the fields that changed; sealed fields by their digests. Never a ciphertext.
    before = models.JSONField("原值", null=True)
    after = models.JSONField("新值", null=True)
    # No foreign keys: the log never stands in the way of the living data, and outlives it.
    user_id = models.BigIntegerField("用户", null=True)
    post_id = models.BigIntegerField("岗位", null=True)
    system = models.CharField("系统", max_length=12, choices=System, null=True)  # noqa: DJ001 - the trigger writes NULL
    act = models.UUIDField("操作编号")
    why = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "变更记录"
        indexes = [
            models.Index(fields=["table", "row_id", "id"], name="change_of_row"),
            models.Index(fields=["act"], name="change_of_act"),
            models.Index(fields=["at", "id"], name="change_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_operation_display()}（变更记录 {self.pk}）"


class AccessLog(models.Model):
    """查阅记录: who opened, searched, exported, printed or unmasked whose data (F100). The one thing that a GET may
    write."""

    class Act(models.TextChoices):
        OPEN = "open", "查看"
        SEARCH = "search", "查询"
        EXPORT = "export", "导出"
        PRINT = "print", "打印"
        UNMASK = "unmask", "显示完整号码"
        DOWNLOAD = "download", "下载文件"
        CHECK = "check", "核对"

    at = models.DateTimeField("时间", db_default=Now())
    user_id = models.BigIntegerField("用户")
    post_id = models.BigIntegerField("岗位", null=True)
    act = models.CharField("操作", max_length=8, choices=Act)
    kind = models.CharField("对象", max_length=60)
    record_id = models.BigIntegerField("记录", null=True)
    detail = models.CharField("内容", max_length=300, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    address = models.GenericIPAddressField("地址", null=True)

    class Meta:
        verbose_name = "查阅记录"
        indexes = [
            models.Index(fields=["kind", "record_id", "id"], name="access_to_record"),
            models.Index(fields=["user_id", "id"], name="access_by_user"),
            models.Index(fields=["at", "id"], name="access_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}（查阅记录 {self.pk}）"


class LogSeal(models.Model):
    """封存: one log's rows of one day under one keyed digest that takes in the day before's, so that a row removed or
    changed later shows (F104). Written by `accounts.log_chain`."""

    log = models.CharField("日志", max_length=63)
    day = models.DateField("日期")
    rows = models.PositiveIntegerField("条数")
    first_id = models.BigIntegerField(null=True)
    last_id = models.BigIntegerField(null=True)
    seal = models.CharField("封存值", max_length=64)
    sealed_at = models.DateTimeField("封存时间", db_default=Now())

    class Meta:
        verbose_name = "日志封存"
        ordering = ["log", "day"]
        constraints = [models.UniqueConstraint(fields=["log", "day"], name="log_seal_once_a_day")]

    def __str__(self) -> str:
        return f"{self.log} {self.day}"
