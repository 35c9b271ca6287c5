"""The items of a checklist on its page, group by group; of a draft with what changes them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.urls import reverse

from accounts.models import Post
from core.views.declaration import Shown
from core.wording.showing import text_of
from inspections.checklists.workflows import KEEPERS, why_not_change_items
from inspections.levels import tone_of
from inspections.models import Checklist, ChecklistItem

STATE_TONES: dict[str, str] = {
    Checklist.State.DRAFT: "waiting", Checklist.State.IN_FORCE: "good",
    Checklist.State.RETIRED: "neutral", Checklist.State.DROPPED: "neutral",
}  # fmt: skip
# On paper.
TO_TICK = "□合格 □不合格 □不涉及"


def items(checklist: Checklist, post: Post) -> Shown | None:
    listed = list(checklist.items.all())
    if not listed:
        return None
    context = {
        "groups": [
            {"title": group, "items": [_shown(one) for one in of_group]}
            for group, of_group in groupby(listed, key=lambda one: one.group)
        ],
        "open": may_change_items(checklist, post),
    }
    points = sum(one.points for one in listed)
    return Shown(
        f"检查项（{len(listed)} 项{f'，共 {points} 分' if points else ''}）", "checklists/_items.html", context
    )


def may_change_items(checklist: Checklist, post: Post) -> bool:
    return post.role in KEEPERS and not why_not_change_items(checklist)


def _shown(item: ChecklistItem) -> dict[str, Any]:
    return {
        "item": item,
        "url": reverse("checklist-items-detail", args=[item.pk]),
        "move_url": reverse("checklist-items-move", args=[item.pk]),
        "remove_url": reverse("checklist-items-remove", args=[item.pk]),
        "answer": answer_of(item),
        "level": item.get_level_display(),
        "tone": tone_of(item.level),
        "rules": "；".join(rules_of(item)),
        "blank": TO_TICK if item.answer == ChecklistItem.Answer.JUDGED else f"{answer_of(item)}：",
    }


def answer_of(item: ChecklistItem) -> str:
    """“数值 0.8～1.5 bar”, “合格／不合格 10 分”."""
    limits = "～".join(text_of(one) if one is not None else "" for one in (item.lowest, item.highest))
    between = limits if item.lowest is not None or item.highest is not None else ""
    points = f"{item.points} 分" if item.points else ""
    return " ".join(filter(None, [item.get_answer_display(), between, item.unit, points]))


def rules_of(item: ChecklistItem) -> list[str]:
    """What it asks of whoever fills it in, besides an answer."""
    said = {
        f"仅当 {item.shown_if_code} {item.get_shown_if_result_display()}": bool(item.shown_if_code),
        "可不答": not item.obligatory,
        "日期已过即不合格": item.must_be_ahead,
        f"满 {item.lasts_years} 年即不合格": item.lasts_years is not None,
        "必须拍照": item.photo_always,
        "不合格须拍照": item.photo_when_bad and not item.photo_always,
        "不合格须写说明": item.note_when_bad,
        f"记为{item.get_fact_display()}": bool(item.fact),
    }
    return [sentence for sentence, holds in said.items() if holds]
