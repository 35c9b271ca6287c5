"""The forms of 检查表 and its items."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from core.views.record_form import RecordForm, SuggestingInput
from inspections.checklists.ordering import next_position, put_at
from inspections.checklists.workflows import why_not_change_items
from inspections.models import Checklist, ChecklistItem

Kind = ChecklistItem.Answer
Fact = ChecklistItem.Fact
# What is read off at the house: as what it must be asked for.
ASKED_AS = {fact: Kind.NUMBER if fact == Fact.METER_READING else Kind.DATE for fact in Fact}
OF_NUMBERS = ("lowest", "highest", "unit")
OF_DATES = ("must_be_ahead", "lasts_years")
ITEM_FIELDS = (
    "checklist", "group", "code", "text", "position", "answer", "obligatory", "level", "points", "lowest", "highest",
    "unit", "must_be_ahead", "lasts_years", "photo_always", "photo_when_bad", "note_when_bad", "shown_if_code",
    "shown_if_result", "fact", "basis", "demand",
)  # fmt: skip


class ChecklistForm(RecordForm):
    """A new one, or the next version of the one that it `follows`: whose name and purpose stay."""

    class Meta:
        model = Checklist
        fields = ("name", "purpose", "basis", "follows")
        help_texts = {"name": "如“入户安检表”；以后修订，名称不变，版本加一。"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        followed: Any = self.fields["follows"]
        followed.widget = forms.HiddenInput()
        former = self.instance.follows or self.chosen("follows")
        if former is not None:
            for name in ("name", "purpose"):
                self.fields[name].disabled = True
                self.initial[name] = getattr(former, name)
            self.initial.setdefault("basis", former.basis)
        if self.instance.pk is not None:
            del self.fields["follows"]


class ItemForm(RecordForm):
    """Of a draft, which was chosen on its own page. An empty place is the last one."""

    position = forms.IntegerField(
        label="顺序", min_value=1, max_value=1000, required=False, help_text="排在第几；不填则加在最后。"
    )

    class Meta:
        model = ChecklistItem
        fields = ITEM_FIELDS
        help_texts = {
            "text": "写成合格时的样子，如“连接管没有老化”：回答合格就是没有问题。",
            "code": "这一版里不重复，以后的版本也不改作他用：隐患按编码认出是不是同一项。",
            "level": "不合格时按这个等级登记隐患；不填则只记结果，不登记隐患。",
            "points": "评分的检查表填写；入户安检不评分，填 0。",
            "lowest": "数值小于它即不合格。",
            "highest": "数值大于它即不合格。",
            "must_be_ahead": "用于有效期：填的日期早于检查当天即不合格。",
            "lasts_years": "用于生产日期、出厂日期：满这些年即不合格。",
            "shown_if_result": "条件成立才查这一项；所指的那一项要排在前面。",
            "fact": "填的数值或日期另记入安检记录，供台账核对和到期提醒。",
            "basis": "只写核对过原文的条款。",
            "demand": "写进整改通知书，如“更换连接管。”",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        of: Any = self.fields["checklist"]
        of.widget = forms.HiddenInput()
        of.disabled = self.instance.pk is not None
        checklist = self.chosen("checklist")
        if checklist is None:
            self.begins_at = {
                "sentence": "请先打开要加检查项的检查表草稿，再点那一页上的“加一项”。",
                "url": reverse("checklists-list"),
                "verb": "到检查表",
            }
            return
        groups = list(dict.fromkeys(checklist.items.values_list("group", flat=True)))
        self.fields["group"].widget = SuggestingInput(groups, self.fields["group"].widget.attrs)

    def clean_checklist(self) -> Checklist:
        checklist: Checklist = self.cleaned_data["checklist"]
        if sentence := why_not_change_items(checklist):
            raise forms.ValidationError(sentence)
        return checklist

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        answer = given.get("answer")
        self._refuse_unless(answer == Kind.NUMBER, OF_NUMBERS, "只有回答方式是“数值”的才填，请改回答方式或清空。")
        self._refuse_unless(answer == Kind.DATE, OF_DATES, "只有回答方式是“日期”的才填，请改回答方式或清空。")
        fact = given.get("fact")
        if fact and answer != ASKED_AS[Fact(fact)]:
            self.add_error("fact", f"“{Fact(fact).label}”要用“{ASKED_AS[Fact(fact)].label}”回答，请改回答方式。")
        if given.get("shown_if_code") and given["shown_if_code"] == given.get("code"):
            self.add_error("shown_if_code", "条件不能是这一项自己。")
        return given

    def _refuse_unless(self, fits: bool, names: tuple[str, ...], sentence: str) -> None:
        for name in names:
            if not fits and self.cleaned_data.get(name) not in (None, "", False):
                self.add_error(name, sentence)

    def save(self, commit: bool = True) -> ChecklistItem:
        item: ChecklistItem = self.instance
        item.position = self.cleaned_data["position"] or next_position(item.checklist)
        item.save()
        put_at(item, item.position)
        return item
