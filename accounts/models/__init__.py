from accounts.audit import AccessLog, Change, LogSeal
from accounts.models.divisions import Division
from accounts.models.duties import VillageDuty
from accounts.models.measures import AccountMeasure
from accounts.models.organizations import Organization
from accounts.models.sign_ins import RoleRule, SignIn, SignInEvent
from accounts.models.users import ApiToken, PastPassword, Post, User

__all__ = [
    "AccountMeasure",
    "AccessLog",
    "ApiToken",
    "Change",
    "Division",
    "LogSeal",
    "Organization",
    "PastPassword",
    "Post",
    "RoleRule",
    "SignIn",
    "SignInEvent",
    "User",
    "VillageDuty",
]
