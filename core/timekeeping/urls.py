"""The calendar, the office's hours, the heating seasons and the limits."""

from core.timekeeping.views import CalendarPages, HeatingSeasonPages, OfficeHoursPages, TimeLimitPages

urlpatterns = [*CalendarPages.urls(), *OfficeHoursPages.urls(), *HeatingSeasonPages.urls(), *TimeLimitPages.urls()]
