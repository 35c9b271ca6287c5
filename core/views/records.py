"""A record's pages from one declaration. Its attributes: core/views/declaration.py."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages import Menu, page
from core.views import (
    attaching,
    bulk,
    clocks,
    detail,
    exporting,
    forms,
    history,
    listing,
    printing,
    saved,
    steps,
    taking_back,
)
from core.views.declaration import Action, Declaration, Figure, Section, Shown, declared, pages_of

__all__ = ["Action", "Figure", "RecordPages", "Section", "Shown", "declared", "pages_of"]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
only_get = require_http_methods(["GET", "HEAD"])


class RecordPages(Declaration):
    """Subclass, set the attributes, add `urls()` to the app's urlpatterns."""

    @classmethod
    def urls(cls) -> list[URLPattern]:
        routes = [*cls._list_urls(), *cls._record_urls()]
        if cls.workflows:
            routes += cls._step_urls()
        if cls.attachments:
            routes += cls._attachment_urls()
        return routes

    @classmethod
    def _list_urls(cls) -> list[URLPattern]:
        return [
            cls._route("", "list", only_get(partial(listing.list_page, cls)), menu=cls.menu),
            cls._route("views/", "views", get_or_post(partial(saved.saved_page, cls))),
            cls._route("views/<int:pk>/", "view", only_get(partial(saved.open_saved, cls))),
            cls._route("views/<int:pk>/alert/", "alert-view", require_POST(partial(saved.alert_saved, cls))),
            cls._route("views/<int:pk>/delete/", "delete-view", require_POST(partial(saved.delete_saved, cls))),
            cls._route("columns/", "columns", get_or_post(partial(saved.columns_page, cls))),
            cls._route("export/", "export", get_or_post(partial(exporting.export_page, cls))),
            cls._route("new/", "new", get_or_post(partial(forms.new_page, cls))),
        ]

    @classmethod
    def _record_urls(cls) -> list[URLPattern]:
        return [
            cls._route("<int:pk>/", "detail", only_get(partial(detail.detail_page, cls))),
            cls._route("<int:pk>/edit/", "edit", get_or_post(partial(forms.edit_page, cls))),
            cls._route("<int:pk>/history/", "history", only_get(partial(history.history_page, cls))),
            cls._route("<int:pk>/print/", "print", only_get(partial(printing.print_page, cls))),
            cls._route("<int:pk>/unmask/<slug:name>/", "unmask", get_or_post(partial(detail.unmask_page, cls))),
        ]

    @classmethod
    def _step_urls(cls) -> list[URLPattern]:
        return [
            cls._route("new/<slug:key>/", "new", get_or_post(partial(forms.new_page, cls))),
            cls._route("<int:pk>/steps/<slug:name>/", "step", get_or_post(partial(steps.step_page, cls))),
            cls._route(
                "<int:pk>/clocks/<slug:clock>/<slug:act>/", "clock", get_or_post(partial(clocks.clock_page, cls))
            ),
            cls._route("acts/<uuid:batch>/", "act", get_or_post(partial(taking_back.act_page, cls))),
            cls._route("steps/<slug:name>/", "bulk", get_or_post(partial(bulk.bulk_page, cls))),
        ]

    @classmethod
    def _attachment_urls(cls) -> list[URLPattern]:
        return [
            cls._route("<int:pk>/files/", "attach", require_POST(partial(attaching.attach_file, cls))),
            cls._route(
                "<int:pk>/files/<int:attachment>/remove/", "detach", require_POST(partial(attaching.detach_file, cls))
            ),
        ]

    @classmethod
    def _route(cls, route: str, name: str, view: Any, menu: Menu | None = None) -> URLPattern:
        guarded = page(readers=cls.readers, menu=menu)(view)
        guarded.pages = cls  # type: ignore[attr-defined]
        return path(f"{cls.slug}/{route}", guarded, name=f"{cls.slug}-{name}")
