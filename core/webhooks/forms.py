"""A webhook's form: a proper address, a secret that was made here, events that its post may see."""

from __future__ import annotations

import base64
from typing import Any

from django import forms

from accounts.models import Post
from core.models import Webhook
from core.views.declaration import pages_of
from core.views.record_form import RecordForm
from core.webhooks.addresses import AddressRefused, resolved
from core.webhooks.events import Event, events
from core.webhooks.sending import PREFIX, new_secret

SHORTEST_KEY, LONGEST_KEY = 24, 64


class WebhookForm(RecordForm):
    events = forms.MultipleChoiceField(label="事件", widget=forms.SelectMultiple(attrs={"data-choose": ""}))

    class Meta:
        model = Webhook
        fields = ["name", "address", "post", "events", "secret", "active"]
        widgets = {"post": forms.Select(attrs={"data-choose": ""})}
        help_texts = {
            "name": "如：市平台对接",
            "address": "以 https:// 开头。",
            "post": "只推送这个岗位看得到的记录；岗位收回后不再推送。",
            "secret": "请抄给接收方，用来核对签名；保存后不再显示，遗失了就换一个新的。",
            "active": "停用后不再产生推送；因失败停推的，核对后重新启用。",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._events = {event.name: event for event in events()}
        chosen: Any = self.fields["events"]
        chosen.choices = [(event.name, event.label) for event in self._events.values()]
        posts: Any = self.fields["post"]
        posts.queryset = posts.queryset.filter(
            pk__in=Post.objects.in_force(), division__code__startswith=self.post.division.code
        ).select_related("user", "organization")
        if self.instance.pk is None:
            self.fields["secret"].initial = new_secret()

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        try:
            resolved(address)
        except AddressRefused as refused:
            raise forms.ValidationError(str(refused)) from None
        return address

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        try:
            key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except ValueError:
            key = b""
        if not (secret.startswith(PREFIX) and SHORTEST_KEY <= len(key) <= LONGEST_KEY):
            raise forms.ValidationError(
                f"签名密钥应是 {PREFIX} 加 {SHORTEST_KEY} 至 {LONGEST_KEY} 字节的 Base64；也可以留用自动生成的。"
            )
        return secret

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        post = cleaned.get("post")
        chosen = [self._events[name] for name in cleaned.get("events", ())]
        if post and (hidden := [event.label for event in chosen if not _reads(post, event)]):
            self.add_error("events", f"所选岗位看不到这些事项：{'、'.join(hidden)}。")
        return cleaned

    def save(self, commit: bool = True) -> Webhook:
        """Switched on again, it starts with a clean sheet."""
        if self.instance.active:
            self.instance.failures, self.instance.retry_at, self.instance.stopped_at = 0, None, None
        saved: Webhook = super().save(commit)
        return saved


def _reads(post: Post, event: Event) -> bool:
    pages = pages_of(event.kind)
    return pages is not None and post.role in pages.readers
