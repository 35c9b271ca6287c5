"""Django's admin on the ledger as its documentation shows it, with no tuning."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from households.models import Household


class LedgerAdmin(admin.ModelAdmin):
    list_display = (
        "number",
        "name",
        "phone",
        "address",
        "heated_area",
        "converted_year",
        "category",
        "kind",
        "status",
        "town",
        "village",
    )
    list_filter = ("category", "kind", "status", "converted_year")
    search_fields = ("name", "phone", "number")
    list_select_related = ("town", "village")
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LedgerSite(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User)


site = LedgerSite(name="admin")
site.register(Household, LedgerAdmin)
