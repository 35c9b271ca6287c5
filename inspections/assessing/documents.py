"""What is kept on paper of a contract and of a task (P116, P118)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Model, TextChoices

from accounts.audit import Actor
from core.workflow import refusals
from households.renovating.works.documents import attached_to


class ContractPaper(TextChoices):
    CONTRACT = "contract", "聘请合同扫描件"
    QUALIFICATION = "qualification", "资质证书"
    PROCUREMENT = "procurement", "采购结果文件"
    EVALUATION = "evaluation", "履约评价表"
    PAYMENT = "payment", "付款凭证"
    OTHER = "other", "其他材料"


class AssessmentPaper(TextChoices):
    PLAN = "plan", "评估方案"
    REPORT = "report", "评估报告（两人签字）"
    EVIDENCE = "evidence", "现场照片和记录"
    FEEDBACK = "feedback", "街镇反馈"
    OTHER = "other", "其他材料"


BEFORE_SIGNING = (ContractPaper.CONTRACT, ContractPaper.QUALIFICATION, ContractPaper.PROCUREMENT)


def with_papers(*wanted: TextChoices) -> Callable[[Sequence[Model], Actor], dict[int, str]]:
    """A guard: all of these are attached."""
    names = {paper.value: str(paper.label) for paper in wanted}

    def guard(records: Sequence[Model], by: Actor) -> dict[int, str]:
        attached = attached_to(records)

        def why_not(record: Model) -> str:
            lacking = [name for code, name in names.items() if code not in attached[record.pk]]
            return f"请先上传{'、'.join(lacking)}。" if lacking else ""

        return refusals(records, why_not)

    guard.__doc__, guard.__name__ = f"已上传{'、'.join(names.values())}。", "with_papers"
    return guard
