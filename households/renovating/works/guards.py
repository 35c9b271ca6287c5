"""What stands in the way of works and of their acceptance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from core.parameters import Parameter
from core.workflow import refusals
from households.guards import listed
from households.models import Acceptance, Construction
from households.models.choices import Category
from households.models.constructions import Result
from households.renovating.works.documents import OF_THE_EARTH, Paper, Photo, attached_to, photos_wanted

Refusals = dict[int, str]

PASS_MARK = Parameter(
    "households.acceptance_pass_mark", "验收合格分数", 80, unit="分", lowest=60, highest=100,
    basis="《推进方案》二(四) 改造完成后进行考核验收；百分制 80 分为合格",
)  # fmt: skip
WANTED = ("materials", "hidden_works", "device_brand", "device_model", "device_power", "device_made_on", "self_check")
WANTED_OF: dict[Category, tuple[str, ...]] = {
    Category.GAS: (
        "gas_meter_number", "safety_device", "tested_on", "test_pressure", "test_minutes", "test_drop", "test_result",
        "tested_by",
    ),
    Category.ELECTRIC: ("power_meter_number", "electric_checked_on", "electric_result", "electric_checked_by"),
    Category.OTHER: (),
}  # fmt: skip
# Each not before the one above it, and none after today.
IN_ORDER = (
    ("device_made_on", "finished_on"),
    ("begun_on", "tested_on"),
    ("begun_on", "electric_checked_on"),
    ("begun_on", "old_removed_on"),
    ("begun_on", "finished_on"),
    ("tested_on", "finished_on"),
    ("electric_checked_on", "finished_on"),
    ("finished_on", "device_commissioned_on"),
)
SIGNERS = {
    "signed_by_household": Paper.SIGNED_BY_HOUSEHOLD,
    "signed_by_village": Paper.SIGNED_BY_VILLAGE,
    "signed_by_contractor": Paper.SIGNED_BY_CONTRACTOR,
    "signed_by_town": Paper.SIGNED_BY_TOWN,
}


def dated_in_order(works: Sequence[Construction], by: Actor) -> Refusals:
    """开工、试验、完工、投用的日期先后有序，不晚于今天。"""
    return refusals(works, _out_of_order)


def written_up(works: Sequence[Construction], by: Actor) -> Refusals:
    """材料、隐蔽工程、表号、设备参数、自检和试验情况填写完整。"""
    return refusals(works, lambda one: listed("请先填写", _blank(one)))


def tested(works: Sequence[Construction], by: Actor) -> Refusals:
    """气代煤打压合格，电代煤电气安全检查合格。"""
    return refusals(works, _failed)


def photographed(works: Sequence[Construction], by: Actor) -> Refusals:
    """隐蔽工程、表具、设备铭牌和试验有照片。"""
    attached = attached_to(works)
    return refusals(works, lambda one: _lacking("还缺照片", photos_wanted(one.category), attached[one.pk]))


def user_is_trained(works: Sequence[Construction], by: Actor) -> Refusals:
    """农户接受过使用培训，签字单已上传。"""
    attached = attached_to(works)
    return refusals(works, lambda one: _lacking("还缺材料", [Photo.TRAINING], attached[one.pk]))


def scored(forms: Sequence[Acceptance], by: Actor) -> Refusals:
    """各项都已打分，总分达到合格分数，必达项没有 0 分。"""
    prefetch_related_objects(forms, "scores__item")
    return refusals(forms, _not_enough)


def signed(forms: Sequence[Acceptance], by: Actor) -> Refusals:
    """农户、村、施工单位、街镇四方签字，有姓名、日期和签字扫描件。"""
    attached = attached_to(forms)
    return refusals(forms, lambda one: _unsigned(one, attached[one.pk]))


def takes_heat_alone(forms: Sequence[Acceptance], by: Actor) -> Refusals:
    """地源热泵（浅层地热）：取热不取水承诺和回灌检查齐全（P28）。"""
    prefetch_related_objects(forms, "construction")
    of_the_earth = [one for one in forms if one.construction.is_geothermal]
    attached = attached_to(of_the_earth)
    return refusals(of_the_earth, lambda one: _takes_water(one, attached[one.pk]))


def inspected_until_today(forms: Sequence[Acceptance], by: Actor) -> Refusals:
    """查验日期不早于完工、不晚于今天，签字和合格日期不晚于今天。"""
    prefetch_related_objects(forms, "construction")
    return refusals(forms, _wrong_day)


def faults_are_explained(forms: Sequence[Acceptance], by: Actor) -> Refusals:
    """要整改的，逐项写明问题，整改期限在今天以后。"""
    prefetch_related_objects(forms, "scores__item")
    return refusals(forms, _unexplained)


def _lacking(beginning: str, wanted: Sequence[Any], attached: set[str]) -> str:
    return listed(beginning, [str(one.label) for one in wanted if one not in attached])


def _label(record: Any, name: str) -> str:
    return str(record._meta.get_field(name).verbose_name)


def _blank(works: Construction) -> list[str]:
    wanted = (*WANTED, *WANTED_OF[works.category])
    return [_label(works, name) for name in wanted if getattr(works, name) in (None, "")]


def _out_of_order(works: Construction) -> str:
    today = timezone.localdate()
    for name in dict.fromkeys(name for pair in IN_ORDER for name in pair):
        if (getattr(works, name) or today) > today:
            return f"“{_label(works, name)}”不能晚于今天。"
    for earlier, later in IN_ORDER:
        first, second = getattr(works, earlier), getattr(works, later)
        if first and second and first > second:
            return f"“{_label(works, later)}”不能早于“{_label(works, earlier)}”。"
    return ""


def _failed(works: Construction) -> str:
    if works.category == Category.GAS and works.test_result != Result.PASSED:
        return "打压试验没有合格，不能报验：请排除漏点后重新试验，填写试验结果。"
    if works.category == Category.ELECTRIC and works.electric_result != Result.PASSED:
        return "电气安全检查没有合格，不能报验：请整改后重新检查，填写检查结果。"
    return ""


def _not_enough(form: Acceptance) -> str:
    open_items = [str(line.position) for line in form.scores.all() if line.points is None]
    if open_items or form.total is None:
        return f"还有项目没有打分：第 {'、'.join(open_items)} 项。请点“修改”逐项打分。"
    failed = [str(line.position) for line in form.scores.all() if line.item.obligatory and not line.points]
    if failed:
        return f"必达项得 0 分，不能验收合格：第 {'、'.join(failed)} 项。请办理整改。"
    mark = PASS_MARK.on(form.inspected_on)
    return f"得 {form.total} 分，不到合格分数 {mark:f} 分，请办理整改。" if form.total < mark else ""


def _unsigned(form: Acceptance, attached: set[str]) -> str:
    blank = [_label(form, name) for name in SIGNERS if not (getattr(form, name) and getattr(form, f"{name}_on"))]
    if blank:
        return listed("请先填写签字人和日期", blank)
    if Paper.SIGNED_FORM in attached:
        return ""
    return _lacking("请上传四方签字的验收单，或逐方上传签字，还缺", list(SIGNERS.values()), attached)


def _takes_water(form: Acceptance, attached: set[str]) -> str:
    if not form.heat_only:
        return "地源热泵应取热不取水：没有取热不取水承诺，不能验收合格。"
    if not (form.reinjection_passed and form.reinjection_checked_on):
        return "地源热泵应全部回灌：回灌检查没有合格，不能验收合格。"
    return _lacking("地源热泵还缺材料", OF_THE_EARTH, attached)


def _wrong_day(form: Acceptance) -> str:
    today, finished = timezone.localdate(), form.construction.finished_on
    days = ("inspected_on", "accepted_on", "reinjection_checked_on", *(f"{name}_on" for name in SIGNERS))
    for name in days:
        if (getattr(form, name) or today) > today:
            return f"“{_label(form, name)}”不能晚于今天。"
    for name in ("inspected_on", "accepted_on"):
        if finished and (getattr(form, name) or today) < finished:
            return f"“{_label(form, name)}”不能早于完工日期 {finished:%Y-%m-%d}。"
    return ""


def _unexplained(form: Acceptance) -> str:
    lines = list(form.scores.all())
    silent = [str(line.position) for line in lines if line.points is not None and not _is_explained(line)]
    if silent:
        return f"扣分的项目请写明问题：第 {'、'.join(silent)} 项。"
    if not any(line.note for line in lines):
        return "请在验收项目中逐项写明要整改的问题。"
    if form.rework_until_on and form.rework_until_on < timezone.localdate():
        return "整改期限不能早于今天。"
    return ""


def _is_explained(line: Any) -> bool:
    return bool(line.note) or line.points >= line.item.points
