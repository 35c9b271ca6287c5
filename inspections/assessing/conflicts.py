"""利益冲突 (P119): no gas company and no repair company may stand behind whoever assesses them.

Compared are the assessor's owners, 法定代表人和股东, with each company's and with the company itself. A credit code or
the digest of an ID number decides; a mere namesake is a doubt, which the district rules out with its reason. Two
organisations never share a credit code: the register of organisations itself refuses that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.audit import Actor, System
from accounts.models import Organization, Post
from accounts.roles import Role
from core.models import Notice
from core.notifying import notices
from core.wording.division_names import division_name
from inspections.models import AssessorContract, ConflictCheck, OrganizationOwner

Result = ConflictCheck.Result
Occasion = ConflictCheck.Occasion
ASSESSED = (Organization.Kind.GAS, Organization.Kind.REPAIR)


@dataclass(frozen=True)
class Ground:
    """`certain`: numbers agree; else only names do."""

    sentence: str
    certain: bool


@dataclass(frozen=True)
class Finding:
    grounds: Sequence[Ground]

    @property
    def result(self) -> Result:
        if any(ground.certain for ground in self.grounds):
            return Result.CONFLICT
        return Result.DOUBTFUL if self.grounds else Result.CLEAR

    @property
    def sentences(self) -> list[str]:
        return [ground.sentence for ground in self.grounds]


class Register:
    """The companies that are assessed and everybody's owners, read once for any number of contracts."""

    def __init__(self) -> None:
        self.companies = list(Organization.objects.filter(kind__in=ASSESSED).order_by("pk"))
        concerned = Q(organization__kind__in=[*ASSESSED, Organization.Kind.ASSESSOR])
        self._owners: dict[int, list[OrganizationOwner]] = {}
        for owner in OrganizationOwner.objects.current().filter(concerned).order_by("pk"):
            self._owners.setdefault(owner.organization_id, []).append(owner)

    def owners_of(self, organization: Organization) -> list[OrganizationOwner]:
        return self._owners.get(organization.pk, [])

    def look_at(self, contract: AssessorContract) -> Finding:
        """Without the doubts that were ruled out for this contract."""
        every = [ground for company in self.companies for ground in self._between(contract.assessor, company)]
        return Finding([one for one in every if one.certain or one.sentence not in contract.doubts_ruled_out])

    def _between(self, assessor: Organization, company: Organization) -> Iterable[Ground]:
        yield from self._owned(assessor, company)
        yield from self._owned(company, assessor)
        for own in self.owners_of(assessor):
            for other in self.owners_of(company):
                certain = _same_owner(own, other)
                if certain is not None:
                    yield Ground(_said_of_both(own, other, assessor, company, certain), certain)

    def _owned(self, owned: Organization, owner: Organization) -> Iterable[Ground]:
        """Whether the one is among the other's shareholders."""
        for one in self.owners_of(owned):
            if one.credit_code and one.credit_code == owner.credit_code:
                yield Ground(f"{_titled(owner)}是{_titled(owned)}的股东。", certain=True)
            elif one.name == owner.name and not (one.credit_code and owner.credit_code):
                yield Ground(
                    f"{_titled(owner)}与{_titled(owned)}的股东同名，缺统一社会信用代码，无法确认。", certain=False
                )


def _same_owner(own: OrganizationOwner, other: OrganizationOwner) -> bool | None:
    """True: the same person or company; False: a namesake, which may be the same; None: another one."""
    for mine, theirs in ((own.credit_code, other.credit_code), (own.id_number_digest, other.id_number_digest)):
        if mine and theirs:
            return True if mine == theirs else None
    if own.name != other.name or bool(own.credit_code) != bool(other.credit_code):
        return None
    return False


def _said_of_both(
    own: OrganizationOwner, other: OrganizationOwner, assessor: Organization, company: Organization, certain: bool
) -> str:
    mine, theirs = f"{_titled(assessor)}的{own.get_kind_display()}", f"{_titled(company)}的{other.get_kind_display()}"
    if certain:
        return f"“{own.name}”既是{mine}，又是{theirs}。"
    return f"{mine}与{theirs}都叫“{own.name}”，缺证件号码，无法确认是不是同一个。"


def _titled(organization: Organization) -> str:
    if organization.kind == Organization.Kind.ASSESSOR:
        return f"评估机构“{organization}”"
    return f"{organization.get_kind_display()}“{organization}”"


def log_checks(contracts: Sequence[AssessorContract], occasion: Occasion, by: Actor) -> list[AssessorContract]:
    """Looks, keeps a row of what came of it, and marks the contracts (unsaved); those that were not in conflict before
    are given back. Inside `acting`."""
    register = Register()
    fresh = []
    for contract in contracts:
        found = register.look_at(contract)
        ConflictCheck.objects.create(
            contract=contract,
            area_id=contract.area_id,
            assessor_id=contract.assessor_id,
            occasion=occasion,
            result=found.result,
            grounds=found.sentences,
            checked_by=None if isinstance(by, System) else by,
        )
        conflicted = found.result == Result.CONFLICT
        if conflicted and not contract.conflicted:
            fresh.append(contract)
        contract.conflicted = conflicted
    return fresh


def look_again(contracts: Iterable[AssessorContract], occasion: Occasion, by: Actor) -> None:
    """At contracts that are under way; the district and whoever hires are told of a conflict that is new. Inside
    `acting`."""
    known = list(contracts)
    before = {one.pk: one.conflicted for one in known}
    for contract in log_checks(known, occasion, by):
        _warn(contract)
    for contract in known:
        if contract.conflicted != before[contract.pk]:
            contract.save(update_fields=["conflicted"])


def look_again_at(organization: Organization, by: Actor) -> None:
    """After its owners changed: an assessor's own contracts, a company's all."""
    unfinished = AssessorContract.objects.unfinished().select_related("assessor", "area")
    if organization.kind == Organization.Kind.ASSESSOR:
        look_again(unfinished.filter(assessor=organization), Occasion.OWNERS, by)
    elif organization.kind in ASSESSED:
        look_again(unfinished, Occasion.OWNERS, by)


def look_at_all() -> None:
    """Daily: an organisation may have changed its kind or its code. Inside `acting`."""
    unfinished = AssessorContract.objects.unfinished().select_related("assessor", "area")
    look_again(unfinished, Occasion.DAILY, System.CLOCK)


def _warn(contract: AssessorContract) -> None:
    of_district = Q(role=Role.DISTRICT_OFFICE, division=contract.area.district_id)
    of_hirer = Q(role__in=[Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE], division=contract.area_id)
    told: list[int] = list(Post.objects.in_force().filter(of_district | of_hirer).values_list("user_id", flat=True))
    notices.tell(
        told,
        Notice.Kind.NEWS,
        f"{division_name(contract.area_id)}聘请的“{contract.assessor}”有利益冲突",
        body="不能再委托评估任务。请打开合同查看依据，办理“终止”，另选评估机构。",
        link=notices.link_to(AssessorContract._meta.label_lower, contract.pk),
        about=f"assessor-conflict:{contract.pk}:{timezone.localdate()}",
    )
