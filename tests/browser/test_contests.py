"""Are the pages of a contest of websites accessible, and do they fit both widths?

With YIWANG_PICTURES=<folder> each page is also saved as a picture to be looked at.
"""

from types import SimpleNamespace

import pytest

from tests.browser.test_pages import look, seated
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.portal.contests import rules
from yiwang.subsystems.portal.contests.actions import drafting, reported, running
from yiwang.subsystems.portal.contests.tests import makers

HERE = "/office/contests/"
SCHEME = (("网站检查得分", 60, rules.INSPECTED), ("发布质量", 40, rules.JUDGED))


@pytest.fixture
def held(transactional_db) -> SimpleNamespace:
    """A draft, a contest that is judged, one with its result, and a report from above."""
    organiser, judge = makers.make_organiser(), makers.make_judge()
    by = actor(organiser)
    sites = [makers.make_watched(name=name) for name in ("市水利局网站", "市教育局网站")]
    makers.make_run(sites[0], "92.5", lost={"link.inside": 7.5})
    makers.make_run(sites[1], "0.0", vetoes=["home.stale"])
    draft = makers.make_draft(organiser, name="2027年度政府网站评比")
    drafting.enter(by, draft.pk, makers.GROUPS[0], [sites[0].pk])
    drafting.name_juror(by, draft.pk, judge.pk)
    judged = makers.make_counted(organiser, sites, [judge], *SCHEME)
    final = makers.make_counted(organiser, sites, [judge], *SCHEME, name="2025年度政府网站评比")
    for entrant in final.entrants.all():
        makers.mark(judge, entrant, "35")
    running.show(by, final.pk)
    won = final.entrants.get(site=sites[0])
    keeper = makers.make_keeper(sites[0])
    running.object_to(actor(keeper), won.pk, won.scores.all()[0].pk, "两个链接是外站的，不应扣分。")
    running.answer(by, won.scores.all()[0].objections.get().pk, None, "外站链接同样计分，维持原得分。")
    makers.undisputed(final)
    final = running.finish(by, final.pk)
    told = reported.Told("第三季度政府网站检查通报", "省政府办公厅", today())
    rows = (
        "网站,问题,网址,整改期限\n"
        "市水利局网站,工作动态栏目超过两周没有更新,https://sl.example.gov.cn/news/,2026-12-31\n"
        "市林业局网站,首页打不开,,2026-12-31\n"
    )
    report = reported.take_in(by, told, rows.encode())
    return SimpleNamespace(
        organiser=organiser, judge=judge, draft=draft, judged=judged, final=final, won=won, report=report
    )


def test_the_pages_of_a_contest_are_accessible_and_fit(page, held, accessible):
    seated(page, held.organiser)
    addresses = {
        "list": "",
        "new": "new/",
        "participants": f"{held.draft.pk}/participants/?q={held.judge.person.name}",
        "scheme": f"{held.draft.pk}/scheme/",
        "contest": f"{held.judged.pk}/",
        "result": f"{held.final.pk}/result/",
        "entrant": f"entrants/{held.won.pk}/",
        "problems": "problems/",
        "import": "problems/import/",
        "report": f"reports/{held.report.pk}/",
        "problem": f"problems/{held.report.problems.get().pk}/",
    }
    faults = []
    for name, address in addresses.items():
        assert page.goto(HERE + address).status == 200, address
        look(page, f"contest-{name}")
        faults += accessible(page, name)
    assert not faults, "\n".join(faults)


@pytest.mark.tolerates("status of 422")
def test_a_contest_is_called_off_on_its_page(page, held, accessible):
    seated(page, held.organiser)
    page.goto(f"{HERE}{held.judged.pk}/")
    page.get_by_text("停止评比", exact=True).click()
    page.get_by_role("button", name="停止并发布通知").click()
    page.get_by_text("请填写停止原因").wait_for()
    look(page, "contest-calling-off")
    faults = accessible(page, "calling off")
    page.get_by_label("停止原因").fill("与省级评比合并，今年不再单独开展。")
    page.get_by_role("button", name="停止并发布通知").click()
    page.get_by_text("评比已停止，通知已公开发布。").wait_for()
    look(page, "contest-called-off")
    faults += accessible(page, "called off")
    page.get_by_role("link", name="通知", exact=True).click()
    page.get_by_role("heading", name="关于停止").wait_for()
    look(page, "contest-called-off-public")
    faults += accessible(page, "called off in public")
    assert not faults, "\n".join(faults)


def test_the_sheet_of_a_judge_and_the_public_result_are_accessible_and_fit(page, held, accessible):
    seated(page, held.judge)
    faults = []
    entrant = held.judged.entrants.all()[0]
    for name, address in (
        ("sheet", f"{HERE}entrants/{entrant.pk}/sheet/"),
        ("public-result", held.final.result_as.address),
        ("public-announcement", held.final.announced_as.address),
    ):
        assert page.goto(address).status == 200, address
        look(page, f"contest-{name}")
        faults += accessible(page, name)
    assert not faults, "\n".join(faults)
