"""The random sample of a summary: at least one row of every village, and the seed by which anybody draws it again
(P57)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from random import Random

from accounts.audit import Actor
from core.parameters import Parameter
from core.sampling import new_seed, share_of
from core.workflow import Answers, StepRefused
from households.models import Application, MonthlySummary, VerificationSample
from households.reporting.checking import SampleCheck

SAMPLE_RATE = Parameter(
    "households.sample_rate",
    "月报抽查比例",
    10,
    unit="%",
    lowest=1,
    highest=100,
    basis="工作方案要求区双代办核实后上报，未定比例；按各地抽查惯例取一成，每村至少一户。",
)


def draw(summaries: Sequence[MonthlySummary], by: Actor, answers: Answers) -> None:
    for summary in summaries:
        summary.sample_rate, summary.sample_seed = SAMPLE_RATE.on(), new_seed()
        rows = Application.objects.filter(summary=summary).order_by("pk").only("pk", "village")
        chosen = drawn(rows, summary.sample_rate, summary.sample_seed)
        samples = [VerificationSample(summary=summary, application=row, village_id=row.village_id) for row in chosen]
        outcome = SampleCheck.draw.begin_all(samples, by=by)
        for sentence in outcome.refused.values():
            raise StepRefused(sentence)


def drawn(rows: Iterable[Application], rate: Decimal, seed: int) -> list[Application]:
    """The same of the same rows, whoever draws."""
    by_village: dict[int, list[Application]] = defaultdict(list)
    for row in rows:
        by_village[row.village_id].append(row)
    random = Random(seed)
    return [
        row
        for village in sorted(by_village)
        for row in random.sample(by_village[village], share_of(len(by_village[village]), rate))
    ]
