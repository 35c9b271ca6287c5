"""The pages that no menu leads to: for each role a table of how it comes there.

An address is filled from the `Place`, so that what a page needs is made when its address is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page

from accounts.audit import acting
from accounts.roles import Role
from core.views.errors import server_error
from tests.browser.place import TODAY, Place
from tests.factories import PASSWORD

# What is done on the page that the address shows


def stay(page: Page, place: Place) -> None:
    pass


def send(page: Page, place: Place) -> None:
    """As it stands: what is missing is said."""
    with page.expect_navigation():
        page.click("main .form-foot .btn-primary")


def tick_all(page: Page, place: Place) -> None:
    page.check("[data-all]")


def verify_all(page: Page, place: Place) -> None:
    tick_all(page, place)
    with page.expect_navigation():
        page.get_by_role("button", name="街镇核实").click()


def verify_all_for_good(page: Page, place: Place) -> None:
    verify_all(page, place)
    page.fill("[name=visited_on]", TODAY.isoformat())
    send(page, place)


def change_what_another_changes(page: Page, place: Place) -> None:
    page.fill("#id_name", "李桂兰")
    page.fill("#id_remark", "已与本人核对")
    with acting(place.town):
        place.draft.name, place.draft.phone = "王秀英", "13900001111"
        place.draft.save()
    send(page, place)


def bring_no_workbook(page: Page, place: Place) -> None:
    page.set_input_files("#file", {"name": "台账.xls", "mimeType": "application/octet-stream", "buffer": b"not a book"})
    send(page, place)


def make_a_token(page: Page, place: Place) -> None:
    page.fill("[name=name]", "与区财政系统对接")
    send(page, place)


def set_up_a_second_step(page: Page, place: Place) -> None:
    send(page, place)
    phone = TOTPDevice.objects.get(user=place.town.user)
    page.fill("#id_code", f"{totp(phone.bin_key):06d}")
    send(page, place)


def knock(page: Page, username: str, password: str) -> None:
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    with page.expect_navigation():
        page.click("form .btn-primary")


def fail_at_the_door(page: Page, place: Place) -> None:
    """Once: from then on a captcha is asked for."""
    knock(page, place.village.user.username, "Wrong-password-1")


def come_half_way(page: Page, place: Place) -> None:
    """The password is right; the code from the phone is still wanted."""
    assert place.phone
    knock(page, place.town.user.username, PASSWORD)


def object_with_nothing_said(page: Page, place: Place) -> None:
    """A captcha is asked for; then what is missing is said."""
    for _ in range(2):
        with page.expect_navigation():
            page.click("main form .btn-primary")


def break_down(page: Page, place: Place) -> None:
    """The page that stands alone, as a server that fails would answer."""
    body = server_error(None).content  # type: ignore[arg-type]  # without the request
    page.route("**/broken/", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body))
    page.goto("/broken/")


def send_what_was_open_too_long(page: Page, place: Place) -> None:
    page.eval_on_selector("main [name=csrfmiddlewaretoken]", "token => { token.value = 'x'; }")
    send(page, place)


@dataclass(frozen=True)
class Way:
    """To the page of this heading."""

    heading: str
    address: str
    act: Callable[[Page, Place], None] = stay

    def go(self, page: Page, place: Place) -> None:
        page.goto(self.address.format(at=place))
        self.act(page, place)


WAYS: dict[Role | None, list[Way]] = {
    Role.VILLAGE: [
        Way("提交", "/applications/{at.draft.pk}/steps/submit/"),
        Way("提交", "/applications/{at.bare.pk}/steps/submit/"),
        Way("撤回", "/applications/{at.submitted.pk}/steps/withdraw/"),
        Way("增户申请", "/applications/{at.sent_back.pk}/"),
        Way("修改", "/applications/{at.sent_back.pk}/edit/"),
        Way("登记增户", "/applications/new/add/", send),
        Way("登记变更", "/applications/new/change/?household={at.household.pk}"),
        Way("登记销户", "/applications/new/cancel/?household={at.household.pk}"),
        Way("登记改造类型变更", "/applications/new/convert/?household={at.household.pk}"),
        Way("登记设备更新", "/applications/new/upgrade/?household={at.household.pk}"),
        Way("这条记录刚被别人改过", "/applications/{at.draft.pk}/edit/", change_what_another_changes),
        Way("登记改造意愿", "/applications/new/plan_add/", send),
        Way("登记更新意愿", "/applications/new/plan_upgrade/?household={at.household.pk}"),
        Way("登记分户", "/applications/new/split/?household={at.household.pk}"),
        Way("登记并户", "/applications/new/merge/?household={at.household.pk}"),
        Way("农户改造意愿确认书", "/applications/{at.will.pk}/willingness/"),
        Way("计划增户申请", "/applications/{at.willing.pk}/"),
        Way("放弃改造", "/applications/{at.willing.pk}/steps/withdraw/"),
        Way("登记异议", "/objections/new/?application={at.listed.pk}"),
        Way("增销户底数表", "/year-bases/{at.base.pk}/"),
        Way("填报底数", "/year-bases/{at.base.pk}/steps/fill/"),
        Way("登记应急发放", "/fuel-issues/new/ledger/?household={at.household.pk}"),
        Way("应急发放", "/fuel-issues/{at.fuel_issue.pk}/"),
        Way("您不能打开这个页面", "/people/"),
        Way("没有找到这个页面或记录", "/households/999/"),
        Way("没能看懂这次请求", "/households/?q=%00"),
        Way("这次提交没有保存", "/applications/new/add/", send_what_was_open_too_long),
        Way("系统出错了", "/", break_down),
    ],
    Role.TOWN_OFFICE: [
        Way("街镇核实", "/applications/{at.submitted.pk}/steps/verify/"),
        Way("街镇核实", "/applications/{at.submitted.pk}/steps/verify/", send),
        Way("退回", "/applications/{at.submitted.pk}/steps/send_back/"),
        Way("退回", "/applications/{at.submitted.pk}/steps/send_back/", send),
        Way("不予通过", "/applications/{at.submitted.pk}/steps/reject/"),
        Way("变更申请", "/applications/{at.change.pk}/"),
        Way("暂停", "/applications/{at.submitted.pk}/clocks/verify/pause/"),
        Way("台账申请", "/applications/?state=submitted", tick_all),
        Way("批量街镇核实", "/applications/?of={at.many}", verify_all),
        Way("批量街镇核实结果", "/applications/?state=submitted", verify_all_for_good),
        Way("导出确户台账", "/households/export/?kind=1"),
        Way("选择显示的列", "/households/columns/"),
        Way("保存的筛选", "/households/views/?here=kind%3D1"),
        Way("显示完整身份证号", "/households/{at.household.pk}/unmask/id_number/"),
        Way("疑似重复", "/duplicates/{at.pair.pk}/"),
        Way("裁定不是同一户", "/duplicates/{at.pair.pk}/steps/call_different/"),
        Way("气代煤", "/equipment/{at.device.pk}/"),
        Way("导入表格", "/imports/new/"),
        Way("台账.xls", "/imports/new/", bring_no_workbook),
        Way("台账.xls", "/imports/{at.run.pk}/"),
        Way("核对结果", "/imports/{at.run.pk}/rows/"),
        Way("核对结果", "/imports/{at.run.pk}/rows/?level=error&code=year_future&column=改造年份"),
        Way("修改有误的行", "/imports/{at.run.pk}/mend/"),
        Way("只写入无误的行", "/imports/{at.run.pk}/steps/write_good_rows/"),
        Way("导出确户台账", "/downloads/{at.running.pk}/"),
        Way("导出确户台账", "/downloads/{at.done.pk}/"),
        Way("文件已清除", "/downloads/{at.expired.pk}/file/"),
        Way("下载中心", "/downloads/"),
        Way("消息", "/notices/?show={at.told.kind}"),
        Way("查找", "/search/?q=王"),
        Way("接口令牌", "/account/tokens/?of={at.token}", make_a_token),
        Way("更改口令", "/account/password/", send),
        Way("二次验证", "/account/second-step/"),
        Way("二次验证", "/account/second-step/", send),
        Way("二次验证已启用", "/account/second-step/", set_up_a_second_step),
        Way("二次验证", "/account/second-step/"),
        Way("我的账户", "/account/"),
        Way("新建用户", "/people/new/", send),
        Way("资格审定", "/applications/{at.willing.pk}/steps/qualify/"),
        Way("资格特批", "/applications/{at.willing.pk}/steps/override/"),
        Way("新建公示", "/publicities/new/", send),
        Way("名单公示", "/publicities/{at.announced.pk}/"),
        Way("名单公示", "/publicities/{at.announced.pk}/sheet/"),
        Way("名单公示", "/publicities/{at.drafted_list.pk}/"),
        Way("异议", "/objections/{at.objection.pk}/"),
        Way("异议成立", "/objections/{at.objection.pk}/steps/uphold/"),
        Way("新建计划", "/renovation-plans/new/", send),
        Way("改造计划", "/renovation-plans/{at.plan.pk}/"),
        Way("加预算", "/budget-lines/new/?plan={at.plan.pk}"),
        Way("加资金", "/fund-lines/new/?plan={at.plan.pk}"),
        Way("请企业确认", "/energy-confirmations/new/?plan={at.plan.pk}"),
        Way("安排施工", "/applications/{at.planned.pk}/steps/arrange/"),
        Way("施工记录", "/constructions/?of={at.assigned.pk}"),
        Way("排定工期", "/constructions/{at.assigned.pk}/steps/schedule/"),
        Way("验收单", "/acceptances/?of={at.form.pk}"),
        Way("验收单", "/acceptances/{at.form.pk}/"),
        Way("修改", "/acceptances/{at.form.pk}/edit/"),
        Way("验收合格", "/acceptances/{at.form.pk}/steps/accept/"),
        Way("整改", "/acceptances/{at.form.pk}/steps/send_to_rework/"),
        Way("修改", "/acceptances/{at.earth.pk}/edit/"),
        Way("计划增户申请", "/applications/{at.accepted.pk}/"),
        Way("修改", "/applications/{at.accepted.pk}/edit/"),
        Way("空档", "/heat-gaps/{at.gap.pk}/"),
        Way("修改", "/heat-gaps/{at.gap.pk}/edit/"),
        Way("汇总月报", "/summaries/new/"),
        Way("增户月报", "/summaries/{at.summary.pk}/"),
        Way("增销户底数汇总", "/year-base-sums/?of={at.base.pk}"),
        Way("三方对账", "/reconciliation-rows/?of={at.differing.pk}"),
        Way("异常用量", "/usage-anomalies/?of={at.anomaly.pk}"),
        Way("供应点", "/fuel-points/{at.point.pk}/"),
        Way("登记入库", "/fuel-moves/new/in/?point={at.point.pk}"),
        Way("试点", "/pilots/{at.pilot.pk}/"),
        Way("登记试点户", "/pilot-households/new/?pilot={at.pilot.pk}"),
        Way("取暖费用", "/heating-costs/{at.cost.pk}/"),
        Way("台账变动对比", "/changes/?kind=added&of={at.household.pk}"),
    ],
    Role.DISTRICT_OFFICE: [
        Way("区级初审", "/applications/{at.verified.pk}/steps/review/"),
        Way("准予第二处住房", "/duplicates/{at.pair.pk}/steps/grant_second_house/"),
        Way("宣布首次建账结束", "/first-filling/new/endfirstfilling/"),
        Way("台账.xls", "/imports/{at.handed_over.pk}/"),
        Way("确认写入", "/imports/{at.handed_over.pk}/steps/confirm/"),
        Way("长安区清洁取暖", "/dashboard/screen/"),
        Way("店上", "/divisions/{at.tree.village.pk}/"),
        Way("显示完整号码", "/unmasking-reviews/{at.review.pk}/"),
        Way("新建办理时限", "/time-limits/new/"),
        Way("改造计划", "/renovation-plans/{at.submitted_plan.pk}/"),
        Way("新建技术路线", "/technologies/new/"),
        Way("技术路线目录", "/technologies/?of={at.option.pk}"),
        Way("加一个村", "/excluded-villages/new/"),
        Way("不改造的村", "/excluded-villages/?of={at.excluded.pk}"),
        Way("施工单位资质", "/contractor-qualifications/?of={at.site.builder.pk}"),
        Way("新建施工单位资质", "/contractor-qualifications/new/"),
        Way("新建验收项目", "/acceptance-items/new/"),
        Way("增户月报", "/summaries/{at.summary.pk}/"),
        Way("抽查", "/verification-samples/{at.sample.pk}/"),
        Way("登记核实结果", "/verification-samples/{at.sample.pk}/steps/record/"),
        Way("制作报送包", "/exchanges/new/"),
        Way("市平台报送", "/exchanges/{at.exchange.pk}/"),
        Way("提交市平台", "/exchanges/{at.exchange.pk}/steps/submit/"),
        Way("市平台报送", "/exchanges/{at.replied.pk}/"),
        Way("报送明细", "/exchange-rows/?exchange={at.replied.pk}"),
        Way("报送行", "/exchange-rows/{at.sent_row.pk}/"),
        Way("回执中的未知行", "/strange-replies/?exchange={at.replied.pk}"),
        Way("导入表格", "/imports/new/?ledger=city_reply"),
        Way("提出封账", "/season-closes/new/"),
        Way("采暖季封账", "/season-closes/{at.closed.pk}/"),
        Way("核对封账", "/season-closes/{at.closed.pk}/check/"),
        Way("封账各村校验码", "/season-villages/?close={at.closed.pk}"),
        Way("封账台账", "/season-rows/?close={at.closed.pk}"),
        Way("确认封账", "/season-closes/{at.proposed_close.pk}/steps/confirm/"),
        Way("名单", "/reconciliations/{at.differing.reconciliation_id}/"),
        Way("裁定", "/reconciliation-rows/{at.differing.pk}/"),
        Way("下达目标", "/energy-targets/new/"),
        Way("另行规定", "/parameters/new/"),
    ],
    Role.CITY_OFFICE: [
        Way("市级核查", "/applications/{at.reviewed.pk}/steps/confirm/"),
        Way("不予通过", "/applications/{at.reviewed.pk}/steps/reject/", send),
    ],
    Role.GAS_COMPANY: [
        Way("供气确认", "/energy-confirmations/{at.asked.pk}/"),
        Way("确认保障", "/energy-confirmations/{at.asked.pk}/steps/confirm/"),
        Way("首次通气登记", "/ventilations/{at.ungassed.pk}/"),
        Way("登记通气", "/ventilations/{at.ungassed.pk}/steps/ventilate/"),
        Way("登记待通气", "/ventilations/new/"),
    ],
    Role.CONTRACTOR: [
        Way("施工记录", "/constructions/?of={at.assigned.pk}"),
        Way("开工", "/constructions/{at.assigned.pk}/steps/begin/"),
        Way("施工记录", "/constructions/{at.building.pk}/"),
        Way("修改", "/constructions/{at.building.pk}/edit/"),
        Way("完工报验", "/constructions/{at.building.pk}/steps/complete/"),
        Way("登记投用", "/constructions/{at.unheated.pk}/steps/commission/"),
    ],
    Role.DUTY_OFFICER: [
        Way("打开户主身份证", "/files/{at.paper.pk}/"),
    ],
    Role.SYSTEM_ADMIN: [
        Way("新建用户", "/people/new/"),
        Way("用户", "/people/{at.village.user_id}/"),
        Way("修改", "/people/{at.village.user_id}/edit/"),
        Way("提出岗位", "/posts/new/appointment/", send),
        Way("村燃气安全协管员", "/posts/{at.proposed.pk}/"),
        Way("提出重置口令", "/account-measures/new/password/?user={at.village.user_id}"),
        Way("新建单位", "/organizations/new/"),
        Way("单位", "/organizations/{at.village.organization_id}/"),
        Way("谈固", "/divisions/{at.on_the_map.pk}/"),
        Way("修改", "/divisions/{at.on_the_map.pk}/edit/"),
        Way("登记一天", "/calendar/new/"),
        Way("元旦", "/calendar/{at.day_off.pk}/"),
        Way("自", "/time-limits/{at.limit.pk}/"),
        Way("新建", "/terms/new/"),
        Way("新建", "/webhooks/new/"),
        Way("市平台对接", "/webhooks/{at.webhook.pk}/"),
        Way("修改", "/webhooks/{at.webhook.pk}/edit/"),
        Way("街镇核实", "/webhook-deliveries/{at.delivery.pk}/"),
        Way("运行状况", "/operations/?{at.backed_up}"),
    ],
    Role.SECURITY_ADMIN: [
        Way("用户", "/people/{at.village.user_id}/"),
        Way("批准", "/posts/{at.proposed.pk}/steps/confirm/"),
        Way("不批准", "/posts/{at.proposed.pk}/steps/refuse/"),
        Way("重置口令", "/account-measures/{at.measure.pk}/"),
        Way("同意", "/account-measures/{at.measure.pk}/steps/release/"),
        Way("解除锁定", "/people/{at.village.user_id}/unlock/"),
        Way("发放口令", "/people/{at.released.user_id}/password/"),
        Way("新的初始口令", "/people/{at.released.user_id}/password/", send),
        Way("结束全部登录", "/people/{at.village.user_id}/end-sessions/"),
    ],
    Role.AUDIT_ADMIN: [
        Way("变更记录", "/logs/changes/{at.written.pk}/"),
        Way("查阅记录", "/logs/access/{at.access.pk}/"),
        Way("登录", "/logs/sign-ins/{at.event.pk}/"),
        Way("已复核", "/unmasking-reviews/{at.review.pk}/steps/review/"),
    ],
    None: [
        Way("登录", "/sign-in/?next=/", fail_at_the_door),
        Way("二次验证", "/sign-in/", come_half_way),
        Way("名单公示", "/publicity/{at.announced.token}/"),
        Way("名单公示", "/publicity/{at.announced.token}/", object_with_nothing_said),
        Way("没有找到这个页面或记录", "/nothing-here/"),
    ],
}
