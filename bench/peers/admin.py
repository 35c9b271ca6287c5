"""Django's admin on the ledger and on inspections as its documentation shows it, with no tuning."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from households.models import Household
from inspections.models import Hazard, Inspection, InspectionDue


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
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


class LedgerAdmin(ReadOnly):
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


class InspectionAdmin(ReadOnly):
    list_display = ("householder", "inspected_on", "kind", "outcome", "inspector_name", "company", "town", "village")
    list_filter = ("kind", "outcome", "state")
    search_fields = ("householder",)
    list_select_related = ("company", "town", "village")


class HazardAdmin(ReadOnly):
    list_display = ("number", "level", "state", "householder", "description", "found_on", "due_on", "town", "village")
    list_filter = ("level", "state", "source")
    search_fields = ("number", "householder")
    list_select_related = ("town", "village")


class InspectionDueAdmin(ReadOnly):
    list_display = ("householder", "due_kind", "due_on", "standing", "last_valid_on", "company", "town", "village")
    list_filter = ("due_kind", "standing", "year_standing")
    search_fields = ("householder",)
    list_select_related = ("company", "town", "village")


class LedgerSite(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User)


site = LedgerSite(name="admin")
site.register(Household, LedgerAdmin)
site.register(Inspection, InspectionAdmin)
site.register(Hazard, HazardAdmin)
site.register(InspectionDue, InspectionDueAdmin)
