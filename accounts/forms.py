"""Forms of the sign-in and account pages."""

from __future__ import annotations

from typing import Any

from captcha.fields import CaptchaField, CaptchaTextInput
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password

from accounts import second_step
from accounts.models import ApiToken, Post, User
from accounts.tokens import LONGEST_DAYS

INPUT = {"class": "form-control"}


def _required(label: str) -> dict[str, str]:
    return {"required": f"请填写“{label}”。"}


class SignInForm(forms.Form):
    username = forms.CharField(
        label="登录名",
        max_length=150,
        error_messages=_required("登录名"),
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "username"}),
    )
    password = forms.CharField(
        label="口令",
        max_length=200,
        strip=False,
        error_messages=_required("口令"),
        widget=forms.PasswordInput(attrs={**INPUT, "autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first_empty = "password" if self.initial.get("username") else "username"
        self.fields[first_empty].widget.attrs["autofocus"] = True


class PictureInput(CaptchaTextInput):  # type: ignore[misc]  # the library has no types
    """One thing to fill in, although the key of the picture goes with it."""

    use_fieldset = False


class SignInFormWithCaptcha(SignInForm):
    captcha = CaptchaField(
        label="验证码",
        error_messages={**_required("验证码"), "invalid": "验证码不正确或已过期，请按新图片填写。"},
        widget=PictureInput(attrs=INPUT),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="动态口令",
        max_length=20,
        help_text="手机验证器上的 6 位数字；手机不在身边时，可填一个备用码。",
        error_messages=_required("动态口令"),
        widget=forms.TextInput(
            attrs={**INPUT, "autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "off"}
        ),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return code.replace(" ", "").lower()


class PasswordForm(forms.Form):
    """The user's own change of his password."""

    old = forms.CharField(
        label="现在的口令",
        strip=False,
        error_messages=_required("现在的口令"),
        widget=forms.PasswordInput(attrs={**INPUT, "autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新口令",
        strip=False,
        error_messages=_required("新口令"),
        widget=forms.PasswordInput(attrs={**INPUT, "autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输入一次",
        strip=False,
        error_messages=_required("再输入一次"),
        widget=forms.PasswordInput(attrs={**INPUT, "autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        self.user = user
        super().__init__(*args, **options)

    @property
    def rules(self) -> list[str]:
        return password_validators_help_texts()

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError("现在的口令不正确。")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError("两次输入的新口令不一样。")
        return again


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes no parameter at run time
    days = forms.IntegerField(
        label="有效天数",
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
        error_messages=_required("有效天数"),
        widget=forms.NumberInput(attrs=INPUT),
    )

    class Meta:
        model = ApiToken
        fields = ["name", "post"]
        widgets = {
            "name": forms.TextInput(attrs={**INPUT, "placeholder": "如：与区财政系统对接"}),
            "post": forms.Select(attrs={"class": "form-select"}),
        }

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        self.user = user
        super().__init__(*args, **options)
        self.fields["name"].error_messages.update(_required("用途"))
        self.fields["post"] = forms.ModelChoiceField(
            Post.objects.in_force().filter(user=user).select_related("user", "organization"),
            label="岗位",
            empty_label=None,
            help_text="令牌只能看到、只能做这个岗位能看到、能做的。",
            widget=self.fields["post"].widget,
        )

    def clean_post(self) -> Post:
        post: Post = self.cleaned_data["post"]
        if second_step.is_required_of(post) and not second_step.is_passed(self.user):
            raise forms.ValidationError("这个岗位要求二次验证：请先切换到这个岗位并完成二次验证，再建立令牌。")
        return post
