"""What the page of a recheck shows: its answers, and where they differ from the inspection's."""

from __future__ import annotations

from accounts.models import Post
from core.views.declaration import Shown
from inspections.checklists.answering import answered as answered_by
from inspections.levels import tone_of
from inspections.models import ChecklistItem, Recheck

State = Recheck.State
Result = ChecklistItem.Result
STATE_TONES: dict[str, str] = {
    State.WAITING: "waiting", State.ENTRUSTED: "waiting", State.REPORTED: "doing", State.DONE: "good",
    State.UNREACHABLE: "neutral",
}  # fmt: skip
__all__ = ["STATE_TONES", "answered", "differences"]


def answered(recheck: Recheck, post: Post) -> Shown | None:
    return answered_by(recheck, post)


def differences(recheck: Recheck, post: Post) -> Shown | None:
    """Only once it is done: until then who looks again is not told what was found."""
    if not recheck.differing:
        return None
    said = recheck.inspection.answers
    rows = [
        {
            "text": item.text,
            "then": Result(said[item.code]["result"]).label,
            "now": Result(recheck.answers[item.code]["result"]).label,
            "level": item.get_level_display(),
            "tone": tone_of(item.level),
        }
        for item in recheck.checklist.items.all()
        if item.code in recheck.differing
    ]
    return Shown("与安检不一致的项", "trusting/_differences.html", {"rows": rows})
