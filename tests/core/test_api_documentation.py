"""The API's description: every operation once, in Chinese, and the page that is read from it."""

import pytest

from accounts.roles import Role

pytestmark = pytest.mark.django_db


def test_the_description_names_every_endpoint_in_chinese(client_of, post):
    answer = client_of(post(Role.DISTRICT_OFFICE)).get("/api/schema/?format=json").json()

    summaries = {one["summary"] for methods in answer["paths"].values() for one in methods.values() if "summary" in one}
    assert "确户台账：列表" in summaries
    assert "台账申请：办理一步" in summaries


def test_every_operation_is_described_once_and_in_chinese(client_of, post):
    schema = client_of(post(Role.DISTRICT_OFFICE)).get("/api/schema/?format=json").json()

    operations = [one for methods in schema["paths"].values() for one in methods.values()]
    said = [text for one in operations for text in (one.get("summary", ""), one.get("description", "")) if text]
    assert [one["operationId"] for one in operations if not one.get("summary")] == []
    assert [text for text in said if text.isascii()] == []
    assert len({one["summary"] for one in operations}) == len(operations)


def test_no_operation_is_told_from_another_by_a_number(client_of, post):
    schema = client_of(post(Role.DISTRICT_OFFICE)).get("/api/schema/?format=json").json()

    names = [one["operationId"] for methods in schema["paths"].values() for one in methods.values()]
    assert [name for name in names if name[-1].isdigit()] == []


def test_the_documentation_lists_every_endpoint(client_of, post):
    browser = client_of(post(Role.DISTRICT_OFFICE))
    schema = browser.get("/api/schema/?format=json").json()

    page = browser.get("/api/docs/").content.decode()

    assert [address for address in schema["paths"] if f"<code>{address}</code>" not in page] == []


def test_a_part_of_the_documentation_names_parameters_and_fields(client_of, post):
    page = client_of(post(Role.DISTRICT_OFFICE)).get("/api/docs/", {"of": "台账申请"}).content.decode()

    for words in (
        "筛选：街镇",
        "verify（街镇核实）：visited_on*",
        "受理编号",
        'id="ApplicationRecord"',
        "读取时的 ETag",
    ):
        assert words in page


def test_a_part_that_is_none_is_not_there(client_of, post):
    assert client_of(post(Role.DISTRICT_OFFICE)).get("/api/docs/", {"of": "x"}).status_code == 404
