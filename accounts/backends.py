"""Whose session it is: Django's own backend, with the query of every request prepared."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from accounts.prepared import Prepared

_user = Prepared(lambda user: User.objects.filter(pk=user))


class SessionBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        found = _user.rows(user=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
