"""What a token is told: a notice is a person's, and a token stands for one of his posts.

A notice does not say at which of his posts he was told; its link says what it is about. So a token reads the notices
that lead to a record which its post sees now, and to a job that its post began; the rest its owner reads on the page.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.models import Post
from core.models import Notice
from core.notifying.notices import links_to, notices_of
from core.views.declaration import declared
from core.views.downloads import jobs_of


def notices_at(post: Post) -> QuerySet[Notice]:
    read = [pages for pages in declared() if pages.primary and post.role in pages.readers]
    records = [_lead_to(links_to(pages.model._meta.label_lower), pages.queryset(post)) for pages in read]
    return notices_of(post).filter(reduce(or_, records, _lead_to(reverse("downloads"), jobs_of(post))))


def _lead_to(address: str, rows: QuerySet[Any]) -> Q:
    """To one of these rows, by its number behind the address."""
    behind = Value(rf"^{re.escape(address)}(\d{{1,18}})/$")
    number = Func(OuterRef("link"), behind, function="substring", output_field=TextField())
    return Q(Exists(rows.filter(pk=Cast(number, BigIntegerField()))))
