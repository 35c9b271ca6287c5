"""Sign-in and one's own account."""

from django.urls import path

from accounts.views import account, second_step, signin, tokens

sign_in_urls = [
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/code/", signin.sign_in_code, name="sign-in-code"),
    path("sign-out/", signin.sign_out, name="sign-out"),
]
account_urls = [
    path("account/", account.account, name="account"),
    path("account/password/", account.change_password, name="account-password"),
    path("account/post/", account.switch_post, name="switch-post"),
    path("account/sessions/end-others/", account.end_other_sessions, name="account-sessions-end-others"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="account-session-end"),
    path("account/tokens/", tokens.tokens, name="account-tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke_token, name="account-token-revoke"),
]
second_step_urls = [
    path("account/second-step/", second_step.second_step_page, name="second-step"),
    path("account/second-step/start/", second_step.start, name="second-step-start"),
    path("account/second-step/confirm/", second_step.confirm, name="second-step-confirm"),
    path("account/second-step/verify/", second_step.verify, name="second-step-verify"),
    path("account/second-step/remove/", second_step.remove, name="second-step-remove"),
]

urlpatterns = [*sign_in_urls, *account_urls, *second_step_urls]
