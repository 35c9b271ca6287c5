"""Our own list pages, as a township, the district and the city."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.test import Client

from accounts.models import Post
from bench.seeding import TOWN_OFFICER
from bench.table import Row, median_ms
from households.models import Household

OFFICERS = {"街镇": TOWN_OFFICER, "区": "district", "市": "city"}


def client_of(username: str) -> tuple[Client, Post]:
    post = Post.objects.in_force().select_related("user", "division").get(user__username=username)
    client = Client()
    client.force_login(post.user, backend="accounts.backends.SessionBackend")
    return client, post


def addresses(post: Post) -> dict[str, str]:
    """Search words are taken from a row in the middle of what the post sees, so that every search finds something."""
    rows = Household.objects.visible_to(post).order_by("id")
    ends = rows.first(), rows.last()
    assert ends[0] is not None
    assert ends[1] is not None
    row = rows.filter(pk__gte=(ends[0].pk + ends[1].pk) // 2).first()
    assert row is not None
    return {
        "列表首页": "/households/",
        "筛选页": "/households/?category=2&converted_year=2019",
        "两字姓名查找": f"/households/?q={row.name[:2]}",
        "身份证号查找": f"/households/?q={row.id_number}",
        "末页": "/households/?last=1",
    }


def measure() -> Iterator[Row]:
    for tier, username in OFFICERS.items():
        client, post = client_of(username)
        for what, address in addresses(post).items():
            assert client.get(address).status_code == 200, address
            took = median_ms(partial(client.get, address))
            yield Row(f"{tier}：{what}", f"{took:.1f} ms", figures={"ms": took})
