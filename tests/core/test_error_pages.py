"""Error pages say what happened and what to do next."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory

from accounts.roles import Role
from core.views import errors


def shown(handler, *arguments):
    answer = handler(RequestFactory().get("/"), *arguments)
    return answer.status_code, answer.content.decode()


def test_a_broken_page_is_told_without_database_or_session():
    status, page = shown(errors.server_error)

    assert status == 500
    assert "没有写入一半的内容" in page


def test_what_is_not_there_is_told_to_a_visitor_without_a_menu(db):
    answer = Client().get("/nothing-here/")

    assert answer.status_code == 404
    assert "没有找到这个页面或记录" in answer.content.decode()
    assert "nav-main" not in answer.content.decode()


def test_what_is_not_there_leaves_the_menu_to_who_has_signed_in(client_of, post):
    page = client_of(post(Role.TOWN_OFFICE)).get("/nothing-here/").content.decode()

    assert "nav-main" in page


def test_our_own_sentence_is_shown():
    assert "这一栏没有隐藏的号码。" in shown(errors.not_found, Http404("这一栏没有隐藏的号码。"))[1]
    assert "请联系系统管理员。" in shown(errors.forbidden, PermissionDenied("请联系系统管理员。"))[1]


def test_a_librarys_english_is_not():
    status, page = shown(errors.bad_request, SuspiciousOperation("Invalid HTTP_HOST header"))

    assert status == 400
    assert "Invalid" not in page


def test_a_form_kept_open_too_long_is_told_to_be_sent_again():
    status, page = shown(errors.csrf_failure, "CSRF token missing.")

    assert status == 403
    assert "这次提交没有保存" in page
    assert "token" not in page
