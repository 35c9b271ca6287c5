"""What stands in the way of summaries, base sheets and packages for the city."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Model
from django.utils import timezone

from accounts.audit import Actor
from accounts.roles import MAY_EXPORT_PERSONAL, labels
from core.background.jobs import UNDER_WAY
from core.models import Attachment
from core.workflow import refusals
from households.models import Application, CityExchange, CityExchangeRow, MonthlySummary, VerificationSample, YearBase
from households.reporting.documents import BaseDocument, ExchangeDocument
from households.reporting.summarizing import REPORTED, month_of

Refusals = dict[int, str]
State = Application.State
# From these the district has still to send a row back.
STANDING = (State.VERIFIED, State.REVIEWED)


# Summaries


def has_begun(summaries: Sequence[MonthlySummary], by: Actor) -> Refusals:
    """月份已经开始。"""
    this_month = month_of(timezone.localdate())
    return refusals(summaries, lambda one: "这个月还没有到。" if one.month > this_month else "")


def holds_only_what_is_reported(summaries: Sequence[MonthlySummary], by: Actor) -> Refusals:
    """月报里的申请都已核实或上报；有退回、撤回的，先重新汇总。"""
    fallen = Application.objects.filter(summary__in=summaries).exclude(state__in=REPORTED)
    sentence = "汇总之后有申请被退回或撤销，请先“重新汇总”，再上报。"
    return dict.fromkeys(fallen.order_by().values_list("summary", flat=True).distinct(), sentence)


def is_not_sampled(summaries: Sequence[MonthlySummary], by: Actor) -> Refusals:
    """区双代办还没有开始核实（没有抽取样本）。"""
    return refusals(summaries, lambda one: "" if one.sample_seed is None else "区双代办已经抽取样本，核实已开始。")


def has_rows(summaries: Sequence[MonthlySummary], by: Actor) -> Refusals:
    """月报里有申请。"""
    return refusals(summaries, lambda one: "" if one.rows else "这份月报没有申请，不必抽查，可以直接核实通过。")


def is_sampled_in_full(summaries: Sequence[MonthlySummary], by: Actor) -> Refusals:
    """已抽取样本，每件都有核实结果；不属实的已退回或不予通过。"""
    refused = refusals(summaries, lambda one: "请先抽取样本。" if one.rows and one.sample_seed is None else "")
    # What has left the summary since is asked no more.
    drawn = VerificationSample.objects.filter(summary__in=summaries, application__summary=F("summary"))
    samples = drawn.order_by()
    pending = samples.filter(state=VerificationSample.State.PENDING).values_list("summary", flat=True)
    untrue = samples.filter(result=VerificationSample.Result.NOT_TRUE, application__state__in=STANDING)
    return (
        dict.fromkeys(untrue.values_list("summary", flat=True), "有抽查不属实的申请还没有退回，请用“退回月报”退回。")
        | dict.fromkeys(pending, "还有抽查样本没有核实结果，请先在“抽查核实”中登记。")
        | refused
    )


def is_reviewed_in_full(summaries: Sequence[MonthlySummary], by: Actor) -> Refusals:
    """其余申请都已初审、退回或不予通过。"""
    waiting = Application.objects.filter(summary__in=summaries, state=State.VERIFIED).order_by()
    sentence = "还有申请待区初审，请打开“待区初审”的清单，成批办理“区级初审”。"
    return dict.fromkeys(waiting.values_list("summary", flat=True).distinct(), sentence)


# Base sheets


def is_signed(bases: Sequence[YearBase], by: Actor) -> Refusals:
    """已上传签字盖章的底数表。"""
    signed = _with_document(bases, BaseDocument.SIGNED)
    return refusals(bases, lambda one: "" if one.pk in signed else "请先打印底数表，签字盖章后上传扫描件。")


def explains_the_difference(bases: Sequence[YearBase], by: Actor) -> Refusals:
    """与平台的数不同的，写明原因。"""
    return refusals(bases, lambda one: "与平台的数不同，请写差异说明。" if one.differs and not one.note else "")


# Packages


def may_have_numbers(exchanges: Sequence[CityExchange], by: Actor) -> Refusals:
    """写完整号码的，岗位有权导出，并写明用途。"""
    if getattr(by, "role", None) not in MAY_EXPORT_PERSONAL:
        return refusals(
            exchanges, lambda one: f"完整号码只有{labels(MAY_EXPORT_PERSONAL)}可以导出。" if one.in_full else ""
        )
    return refusals(exchanges, lambda one: "写完整号码须写明用途。" if one.in_full and not one.purpose.strip() else "")


def is_made(exchanges: Sequence[CityExchange], by: Actor) -> Refusals:
    """报送文件已经制好，有行可报。"""
    return refusals(exchanges, _not_made)


def _not_made(exchange: CityExchange) -> str:
    if exchange.job and exchange.job.state in UNDER_WAY:
        return "报送文件正在制作，请等它完成。"
    return "" if exchange.rows else "没有可报送的申请：只有待市核查、不在别的报送包里的申请可以报送。"


def is_stamped(exchanges: Sequence[CityExchange], by: Actor) -> Refusals:
    """已上传盖章的封面扫描件（PDF）。"""
    stamped = _with_document(exchanges, ExchangeDocument.STAMPED, content_type="application/pdf")
    return refusals(exchanges, lambda one: "" if one.pk in stamped else "请先把封面打印盖章，扫描成 PDF 上传。")


def still_reviewed(exchanges: Sequence[CityExchange], by: Actor) -> Refusals:
    """包里的申请都还是待市核查。"""
    moved = CityExchangeRow.objects.filter(exchange__in=exchanges).exclude(application__state=State.REVIEWED)
    sentence = "制作之后有申请已退回或办结，请撤回这个报送包，重新制作。"
    return dict.fromkeys(moved.order_by().values_list("exchange", flat=True).distinct(), sentence)


def is_not_replied(exchanges: Sequence[CityExchange], by: Actor) -> Refusals:
    """市级回执还没有写入。"""
    return dict.fromkeys(_replied(exchanges), "市级回执已经写入，不能再撤回；没有办完的，请点“继续办理回执”。")


def waits_with_its_reply(exchanges: Sequence[CityExchange], by: Actor) -> Refusals:
    """市级回执已经写入，后台没有正在办理。"""
    replied = _replied(exchanges)
    return refusals(exchanges, lambda one: "" if one.pk in replied else "还没有写入市级回执，请先导入。") | refusals(
        exchanges, lambda one: "回执正在办理，请等它结束。" if one.job and one.job.state in UNDER_WAY else ""
    )


def _replied(exchanges: Sequence[CityExchange]) -> set[int]:
    answered = CityExchangeRow.objects.filter(exchange__in=exchanges).exclude(verdict="")
    return set(answered.order_by().values_list("exchange", flat=True).distinct())


def _with_document(records: Sequence[Model], purpose: str, **more: str) -> set[int]:
    label = records[0]._meta.label_lower
    found = Attachment.objects.filter(
        kind=label, record_id__in=[one.pk for one in records], purpose=purpose, removed_at=None, **more
    )
    return set(found.values_list("record_id", flat=True))
