"""People and what they hold; the three logs."""

from django.urls import path

from core.people import acts
from core.people.duty_pages import VillageDutyPages
from core.people.logs import AccessPages, ChangePages, SignInEventPages
from core.people.measure_pages import MeasurePages
from core.people.reviews import UnmaskingReviewPages
from core.people.views import DivisionPages, OrganizationPages, PostPages, SessionPages, UserPages

act_urls = [
    path("people/<int:pk>/password/", acts.give_password, name="people-password"),
    path("people/<int:pk>/unlock/", acts.unlock, name="people-unlock"),
    path("people/<int:pk>/require-second-step/", acts.require_second_step, name="people-require-second-step"),
    path("people/<int:pk>/tokens/<int:token>/revoke/", acts.revoke_token, name="people-revoke-token"),
    path("people/<int:pk>/end-sessions/", acts.end_sessions, name="people-end-sessions"),
]

urlpatterns = [
    *act_urls,
    *UserPages.urls(),
    *OrganizationPages.urls(),
    *DivisionPages.urls(),
    *PostPages.urls(),
    *VillageDutyPages.urls(),
    *MeasurePages.urls(),
    path("roles/", acts.roles, name="roles"),
    *SessionPages.urls(),
    *ChangePages.urls(),
    *AccessPages.urls(),
    *SignInEventPages.urls(),
    *UnmaskingReviewPages.urls(),
]
