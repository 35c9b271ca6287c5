"""`manage.py give_password USERNAME`: a new first password where the pages refuse it: for the three administrators.

Whoever runs it has the server itself; that it was done stands in the logs, which he cannot alter from the portal.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import door, second_step, sessions
from accounts.audit import System, acting
from accounts.models import SignInEvent, User
from accounts.passwords import random_password


class Command(BaseCommand):
    help = "在服务器上为一个用户发放新的初始口令，并解除锁定、结束其各处登录。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="登录名")
        parser.add_argument("--reset-second-step", action="store_true", help="同时停用其二次验证（手机丢失时）")

    def handle(self, *args: Any, username: str, reset_second_step: bool, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有登录名为“{username}”的用户。")
        password = random_password()
        with acting(System.SETUP, why="在服务器上发放初始口令"):
            user.give_password(password)
            if reset_second_step:
                second_step.remove(user)
            door.unlock(username)
            SignInEvent.objects.create(kind=SignInEvent.Kind.PASSWORD_GIVEN, user_id=user.pk, username=username)
        sessions.close(user.sign_ins.open())
        self.stdout.write(f"{user.name}（{username}）的初始口令：{password}")
        self.stdout.write("只显示这一次，首次登录须更改。")
