"""Who is hired to assess: never one behind whom a gas or repair company stands; evaluated before he is paid."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import InternalError, ProgrammingError
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Organization, Post
from accounts.roles import Role
from core.models import Notice
from core.workflow import StepRefused
from inspections.assessing import conflicts, hiring
from inspections.assessing.hiring import HireAssessor
from inspections.models import AssessorContract, ConflictCheck, OrganizationOwner
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree

TODAY = timezone.localdate
State = AssessorContract.State


@pytest.fixture
def town_post(post: MakePost) -> Post:
    return post(Role.TOWN_GAS_OFFICE)


@pytest.fixture
def assessor(tree: Tree) -> Organization:
    made: Organization = factories.AssessorFactory(division=tree.district, name="中正评估")
    factories.OrganizationOwnerFactory(organization=made, name="许衡")
    return made


@pytest.fixture
def gas_company(tree: Tree) -> Organization:
    made: Organization = factories.OrganizationFactory(
        gas=True, division=tree.district, name="一号燃气", credit_code=factories.credit_code(71)
    )
    return made


@pytest.fixture
def contract(tree: Tree, assessor: Organization) -> AssessorContract:
    made: AssessorContract = factories.AssessorContractFactory(area=tree.town, assessor=assessor, selecting=True)
    for purpose in ("contract", "qualification", "procurement"):
        factories.AttachmentFactory(record=made, purpose=purpose)
    return made


def sign(contract: AssessorContract, by: Post, **rest: Any) -> AssessorContract:
    given = {
        "signed_on": TODAY(), "starts_on": TODAY(), "ends_on": TODAY() + datetime.timedelta(days=300),
        "price": Decimal(80_000),
    }  # fmt: skip
    made: AssessorContract = HireAssessor.sign(contract, by=by, **given | rest)
    return made


def owner(organization: Organization, name: str, **rest: Any) -> OrganizationOwner:
    made: OrganizationOwner = factories.OrganizationOwnerFactory(
        organization=organization, name=name, kind="shareholder", **rest
    )
    return made


def test_a_firm_with_papers_and_no_conflict_is_signed_with(contract: AssessorContract, town_post: Post) -> None:
    signed = sign(contract, town_post)

    assert signed.state == State.SIGNED
    check = ConflictCheck.objects.get(occasion="signed")
    assert (check.result, check.checked_by) == ("clear", town_post)


def test_the_selection_is_checked_and_kept(tree: Tree, assessor: Organization, town_post: Post) -> None:
    made = HireAssessor.select(
        by=town_post, assessor=assessor, title="评估合同", procurement="open", topics=["safety"], services="评估",
        qualification_name="资质", qualification_number="1", qualification_expires_on=TODAY(),
    )  # fmt: skip

    assert made.area == tree.town
    assert ConflictCheck.objects.get(contract=made).occasion == "selected"


def test_a_gas_company_is_no_assessor(gas_company: Organization, town_post: Post) -> None:
    with pytest.raises(StepRefused, match="不是第三方评估机构"):
        HireAssessor.select(
            by=town_post, assessor=gas_company, title="评估合同", procurement="open", topics=["safety"],
            services="评估", qualification_name="资质", qualification_number="1", qualification_expires_on=TODAY(),
        )  # fmt: skip


@pytest.mark.parametrize("kind", [Organization.Kind.GAS, Organization.Kind.REPAIR])
def test_a_company_that_owns_the_assessor_stands_in_the_way(
    kind: str, contract: AssessorContract, gas_company: Organization, town_post: Post
) -> None:
    with acting(System.DEMO):
        Organization.objects.filter(pk=gas_company.pk).update(kind=kind)
    owner(contract.assessor, "一号集团", credit_code=gas_company.credit_code)

    with pytest.raises(StepRefused, match="“一号燃气”是评估机构“中正评估”的股东"):
        sign(contract, town_post)


def test_an_assessor_that_owns_a_gas_company_stands_in_the_way(
    contract: AssessorContract, gas_company: Organization, town_post: Post
) -> None:
    owner(gas_company, "中正评估", credit_code=contract.assessor.credit_code)

    with pytest.raises(StepRefused, match="评估机构“中正评估”是燃气企业“一号燃气”的股东"):
        sign(contract, town_post)


def test_the_same_person_behind_both_stands_in_the_way(
    contract: AssessorContract, gas_company: Organization, town_post: Post
) -> None:
    owner(contract.assessor, "董气", id_number=factories.id_number(5))
    factories.OrganizationOwnerFactory(organization=gas_company, name="董气", id_number=factories.id_number(5))

    with pytest.raises(StepRefused, match="“董气”既是评估机构“中正评估”的股东，又是燃气企业“一号燃气”的法定代表人"):
        sign(contract, town_post)


def test_the_same_company_behind_both_stands_in_the_way(
    contract: AssessorContract, gas_company: Organization, town_post: Post
) -> None:
    for firm in (contract.assessor, gas_company):
        owner(firm, "天元控股", credit_code=factories.credit_code(99))

    with pytest.raises(StepRefused, match="“天元控股”既是"):
        sign(contract, town_post)


def test_two_people_of_one_name_and_other_numbers_are_no_conflict(
    contract: AssessorContract, gas_company: Organization, town_post: Post
) -> None:
    owner(contract.assessor, "董气", id_number=factories.id_number(5))
    owner(gas_company, "董气", id_number=factories.id_number(6))

    assert sign(contract, town_post).state == State.SIGNED


def test_who_owns_it_no_more_is_no_conflict(
    contract: AssessorContract, gas_company: Organization, town_post: Post
) -> None:
    owner(contract.assessor, "一号燃气", credit_code=gas_company.credit_code, current=False)

    assert sign(contract, town_post).state == State.SIGNED


def test_a_namesake_is_a_doubt_that_the_district_rules_out(
    contract: AssessorContract, gas_company: Organization, town_post: Post, post: MakePost
) -> None:
    owner(gas_company, "许衡")
    with pytest.raises(StepRefused, match="无法确认是不是同一个"):
        sign(contract, town_post)

    HireAssessor.rule_out(contract, by=post(Role.DISTRICT_OFFICE), reason="已查身份证，不是同一人")

    assert sign(contract, town_post).state == State.SIGNED


def test_a_doubt_that_comes_later_is_asked_again(
    contract: AssessorContract, gas_company: Organization, town_post: Post, post: MakePost
) -> None:
    owner(gas_company, "许衡")
    HireAssessor.rule_out(contract, by=post(Role.DISTRICT_OFFICE), reason="不是同一人")
    owner(contract.assessor, "胡二")
    owner(gas_company, "胡二")

    with pytest.raises(StepRefused, match="胡二"):
        sign(contract, town_post)


def test_a_conflict_is_not_ruled_out(contract: AssessorContract, gas_company: Organization, post: MakePost) -> None:
    owner(contract.assessor, "一号燃气", credit_code=gas_company.credit_code)

    with pytest.raises(StepRefused, match="有利益冲突，不能聘请"):
        HireAssessor.rule_out(contract, by=post(Role.DISTRICT_OFFICE), reason="没有关系")


def test_of_a_firm_without_known_owners_nothing_can_be_checked(contract: AssessorContract, town_post: Post) -> None:
    with acting(System.DEMO):
        OrganizationOwner.objects.update(current=False)

    with pytest.raises(StepRefused, match="还没有登记“中正评估”的法定代表人和股东"):
        sign(contract, town_post)


def test_an_expired_qualification_stands_in_the_way(contract: AssessorContract, town_post: Post) -> None:
    with acting(System.DEMO):
        contract.qualification_expires_on = TODAY() - datetime.timedelta(days=1)
        contract.save()

    with pytest.raises(StepRefused, match="到期"):
        sign(contract, town_post)


def test_nobody_signs_without_papers(tree: Tree, assessor: Organization, town_post: Post) -> None:
    bare = factories.AssessorContractFactory(area=tree.town, assessor=assessor, selecting=True)

    with pytest.raises(StepRefused, match="请先上传聘请合同扫描件、资质证书、采购结果文件"):
        sign(bare, town_post)


def test_an_owner_entered_later_flags_the_running_contract_and_tells_the_district(
    tree: Tree, assessor: Organization, gas_company: Organization, post: MakePost, client_of: ClientOf
) -> None:
    running = factories.AssessorContractFactory(area=tree.town, assessor=assessor)
    district = post(Role.DISTRICT_OFFICE)

    answer = client_of(district).post(
        "/organization-owners/new/",
        {
            "organization": assessor.pk, "kind": "shareholder", "name": "一号燃气",
            "credit_code": gas_company.credit_code, "share": "30",
        },
    )  # fmt: skip

    assert answer.status_code == 302
    running.refresh_from_db()
    assert running.conflicted
    check = ConflictCheck.objects.get(contract=running)
    assert (check.occasion, check.result) == ("owners", "conflict")
    assert "一号燃气" in check.grounds[0]
    assert Notice.objects.filter(user=district.user, title__contains="有利益冲突").exists()


def test_every_day_the_contracts_under_way_are_looked_at(contract: AssessorContract) -> None:
    with acting(System.CLOCK):
        conflicts.look_at_all()

    assert ConflictCheck.objects.get().occasion == "daily"


def test_a_check_is_never_changed(contract: AssessorContract) -> None:
    check = factories.ConflictCheckFactory(contract=contract)

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), acting(System.DEMO):
        ConflictCheck.objects.filter(pk=check.pk).update(result="conflict")


def test_a_contract_ends_with_its_last_day(tree: Tree) -> None:
    ended = factories.AssessorContractFactory(
        area=tree.town, starts_on=TODAY() - datetime.timedelta(days=9), ends_on=TODAY() - datetime.timedelta(days=1)
    )
    factories.AssessorContractFactory(area=tree.town)

    assert hiring.expire_contracts() == 1
    ended.refresh_from_db()
    assert ended.state == State.ENDED


def test_it_is_evaluated_only_when_every_assessment_is_over(tree: Tree, town_post: Post) -> None:
    ended = factories.AssessorContractFactory(area=tree.town, state=State.ENDED)
    factories.AssessmentFactory(town=tree.town, contract=ended)

    with pytest.raises(StepRefused, match="还有评估任务没有结案"):
        HireAssessor.evaluate(ended, by=town_post, score=88, evaluation="按期完成")


def test_it_is_paid_after_the_evaluation_and_with_a_voucher(tree: Tree, town_post: Post) -> None:
    ended = factories.AssessorContractFactory(area=tree.town, state=State.ENDED)
    HireAssessor.evaluate(ended, by=town_post, score=88, evaluation="按期完成")
    with pytest.raises(StepRefused, match="请先上传付款凭证"):
        HireAssessor.settle(ended, by=town_post, paid_on=TODAY(), paid_amount=Decimal(90_000))
    factories.AttachmentFactory(record=ended, purpose="payment")
    with pytest.raises(StepRefused, match="不能超过合同价款"):
        HireAssessor.settle(ended, by=town_post, paid_on=TODAY(), paid_amount=Decimal(190_000))

    ended.refresh_from_db()
    HireAssessor.settle(ended, by=town_post, paid_on=TODAY(), paid_amount=Decimal(90_000))

    assert ended.state == State.SETTLED


def test_with_the_contract_its_unreported_assessments_end(tree: Tree, town_post: Post) -> None:
    running = factories.AssessorContractFactory(area=tree.town)
    begun = factories.AssessmentFactory(town=tree.town, contract=running)
    reported = factories.AssessmentFactory(town=tree.town, contract=running, state="reported")

    HireAssessor.terminate(running, by=town_post, reason="有利益冲突")

    begun.refresh_from_db()
    reported.refresh_from_db()
    assert (begun.state, reported.state) == ("cancelled", "reported")


def test_who_hired_is_warned_before_the_qualification_ends(tree: Tree, town_post: Post) -> None:
    factories.AssessorContractFactory(area=tree.town, qualification_expires_on=TODAY() + datetime.timedelta(days=20))

    hiring.warn_of_expiry()
    hiring.warn_of_expiry()

    assert Notice.objects.filter(user=town_post.user, title__contains="将于").count() == 1


def test_the_firm_does_not_read_what_is_checked_of_it(tree: Tree, client_of: ClientOf) -> None:
    running = factories.AssessorContractFactory(area=tree.town)
    factories.ConflictCheckFactory(contract=running, grounds=["某人同名"], result="doubtful")
    own = factories.PostFactory(role=Role.ASSESSOR, division=tree.district, organization=running.assessor)

    page = client_of(own).get(f"/assessor-contracts/{running.pk}/")

    assert page.status_code == 200
    assert "某人同名" not in page.content.decode()
    assert client_of(own).get("/conflict-checks/").status_code == 403
