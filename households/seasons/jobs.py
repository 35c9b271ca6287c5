"""The long work of a season's close: to freeze it, to check it. Each in one transaction with the end of its job."""

from __future__ import annotations

from accounts.audit import System, acting
from accounts.models import Division, Post
from core.background.jobs import Work, job, start
from core.models import Job
from core.notifying.notices import link_to
from households.models import SeasonCheck, SeasonClose
from households.seasons.freezing import Found, examine, freeze
from households.seasons.workflows import FREEZE, CloseSeason

CHECK = "check_season"
MOST_NAMED = 10


def give_back(ended: Job) -> None:
    """It can be confirmed again."""
    for close in SeasonClose.objects.filter(pk=ended.params["close"], state=SeasonClose.State.FREEZING):
        CloseSeason.interrupt(close, by=System.CLOCK)


@job(FREEZE, "采暖季封账", undone=give_back)
def freeze_season(work: Work) -> None:
    close = _close_of(work)
    if close.state != SeasonClose.State.FREEZING:
        return
    work.progress(0, None, "正在封存台账")
    with acting(work.post, why=str(close)):
        freeze(close)
        work.check_cancelled()
        close.save()
        CloseSeason.freeze(close, by=System.CLOCK)
        work.finish(f"已封存 {close.households:,} 户。", _page_of(close))


def start_check(close: SeasonClose, by: Post, village: Division | None = None) -> Job:
    """Inside `acting(by)`."""
    what = f"{village} {close}" if village else str(close)
    return start(CHECK, f"核对{what}", by, {"close": close.pk, "village": village.pk if village else None})


@job(CHECK, "核对封账")
def check_season(work: Work) -> None:
    close = _close_of(work)
    work.progress(0, None, "正在核对")
    with acting(work.post):
        found = examine(close, work.params["village"])
        SeasonCheck.objects.create(
            close=close, by=work.post, villages=found.villages, faulty=found.faulty, whole=found.whole
        )
        work.finish(sentence_of(found), _page_of(close))


def sentence_of(found: Found) -> str:
    if not found.faulty:
        return (
            f"核对 {found.villages:,} 个村，全部一致。"
            if found.whole
            else "各村一致，但总校验码不符，请联系系统管理员。"
        )
    names = "、".join(str(village) for village in Division.objects.filter(pk__in=found.faulty[:MOST_NAMED]))
    more = f"等 {len(found.faulty):,} 个村" if len(found.faulty) > MOST_NAMED else ""
    return f"核对 {found.villages:,} 个村，不一致：{names}{more}。请联系系统管理员，按备份查明。"


def _close_of(work: Work) -> SeasonClose:
    return SeasonClose.objects.select_related("district", "season").get(pk=work.params["close"])


def _page_of(close: SeasonClose) -> str:
    return link_to(close._meta.label_lower, close.pk)
