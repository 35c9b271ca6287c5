"""Forms of people, organisations, divisions and posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import AccountMeasure, Division, Organization, Post, User
from accounts.roles import ADMINISTRATORS, MANAGES, Role
from core.credit_codes import check_credit_code
from core.people.places import places_around
from core.people.rules import is_administrator, why_not_close
from core.people.standing import standing_in
from core.views.record_form import RecordForm
from core.views.steps import reason_field

# In a select of two hundred units one looks by typing.
CHOOSE = {"data-choose": ""}


class UserForm(RecordForm):
    class Meta:
        model = User
        fields = ["username", "name", "phone", "organization", "is_active"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            del self.fields["is_active"]
        elif is_administrator(self.instance):
            for name in ("username", "is_active"):
                self.fields[name].disabled = True
                self.fields[name].help_text = "系统、安全、审计管理员的这一项不能修改；离任时由安全管理员收回岗位。"

    def save(self, commit: bool = True) -> User:
        if self.instance.pk is None:
            # Nobody knows a password yet: the first one is given out on the user's page.
            self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user


class OrganizationForm(RecordForm):
    class Meta:
        model = Organization
        fields = ["name", "kind", "division", "credit_code", "contact", "phone", "active"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["division"].queryset = places_for(self.post)  # type: ignore[attr-defined]
        if self.instance.pk is None:
            del self.fields["active"]

    def clean_credit_code(self) -> str:
        code: str = self.cleaned_data["credit_code"].strip().upper()
        if code:
            check_credit_code(code)
        return code

    def clean_active(self) -> bool:
        active: bool = self.cleaned_data["active"]
        if not active and (sentence := why_not_close(self.instance)):
            raise forms.ValidationError(sentence)
        return active


class DivisionForm(RecordForm):
    class Meta:
        model = Division
        fields = [
            "code",
            "name",
            "alias",
            "level",
            "parent",
            "dual",
            "valid_from",
            "valid_to",
            "successor",
            "longitude",
            "latitude",
            "position_is_illustrative",
        ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        everywhere = Division.objects.visible_to(self.post)
        self.fields["parent"].queryset = everywhere.exclude(level=Division.Level.COMMUNITY)  # type: ignore[attr-defined]
        self.fields["successor"].queryset = everywhere  # type: ignore[attr-defined]
        if self.instance.pk:
            self._keep_in_place()

    def _keep_in_place(self) -> None:
        """Every row below carries the ids above it: a unit is ended and another begun, never moved."""
        for name in ("code", "level", "parent"):
            self.fields[name].disabled = True
        rows = standing_in(self.instance)
        if rows:
            self.fields["valid_to"].help_text = f"{rows.sentence}停用或并入不会移动它们。"

    @property
    def places(self) -> list[dict[str, Any]]:
        """Dots of the map on which the office moves this one."""
        return places_around(self.instance, self.post)


class PostForm(RecordForm):
    verb = "提出"

    class Meta:
        model = Post
        fields = ["user", "role", "organization", "division"]
        widgets = {"user": forms.Select(attrs=CHOOSE)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = MANAGES.get(Role(self.post.role), frozenset())
        self.fields["role"].choices = [("", "请选择"), *((role.value, role.label) for role in Role if role in mine)]  # type: ignore[attr-defined]
        self.fields["user"].queryset = User.objects.visible_to(self.post).filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["organization"].queryset = Organization.objects.visible_to(self.post).in_use()  # type: ignore[attr-defined]
        self.fields["division"].queryset = places_for(self.post)  # type: ignore[attr-defined]


class MeasureForm(RecordForm):
    verb = "提出"
    reason = reason_field()

    class Meta:
        model = AccountMeasure
        fields = ["user"]
        widgets = {"user": forms.Select(attrs=CHOOSE)}


class PostEndingForm(RecordForm):
    verb = "提出"
    reason = reason_field()

    class Meta:
        model = AccountMeasure
        fields = ["ended_post"]
        widgets = {"ended_post": forms.Select(attrs=CHOOSE)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        administrators = Post.objects.visible_to(self.post).in_force().filter(role__in=ADMINISTRATORS)
        self.fields["ended_post"].queryset = administrators.select_related("user", "organization")  # type: ignore[attr-defined]
        self.fields["ended_post"].required = True


def places_for(post: Post) -> Any:
    """Where this officer may place an organisation or a post: today's units of his area, and what stands above it for
    administrators."""
    return Division.objects.visible_to(post).valid_on(timezone.localdate()).exclude(level=Division.Level.PROVINCE)
