import csv
import io
import zipfile

import pytest

from yiwang.kernel.audit.models import Entry as Audited
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.findings import reports
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit, sign_in
from yiwang.subsystems.portal.inspection import rules, waiting
from yiwang.subsystems.portal.inspection.models import Entry, Listed, Problem, Round, Run, Setting, Watched
from yiwang.subsystems.portal.inspection.tests import makers

pytestmark = pytest.mark.django_db
HERE = "/office/portal/inspections/"


@pytest.fixture
def inspector(client):
    post = makers.make_inspector()
    sign_in(client, post)
    return post


def broken() -> dict:
    return {**makers.make_pages(), "/map/": makers.html("网站地图", "<a href='/lost.html'>失踪的网页</a>")}


def page(client, path: str) -> str:
    answer = client.get(HERE + path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_an_inspector_registers_a_site_and_what_is_wrong_stays_typed(client, inspector):
    unit = make_unit(name="水利局")
    said = {
        "name": "水利局网站",
        "address": "没有网址",
        "unit": unit.pk,
        "most_pages": 100,
        "is_active": "on",
    }
    answer = client.post(f"{HERE}sites/new/", said)
    assert answer.status_code == 422
    assert "完整的首页网址" in answer.content.decode()
    assert "水利局网站" in answer.content.decode()
    answer = client.post(f"{HERE}sites/new/", {**said, "address": "https://sl.example.gov.cn"})
    made = Watched.objects.get()
    assert answer.url == f"{HERE}sites/{made.pk}/"
    assert made.address == "https://sl.example.gov.cn/"
    assert not made.is_private
    assert Audited.objects.filter(act="portal.watched_add").exists()
    again = client.post(f"{HERE}sites/new/", {**said, "address": "https://sl.example.gov.cn/"})
    assert "已经登记" in again.content.decode()


def test_an_inspection_is_begun_once_followed_and_stopped(client, inspector):
    site = makers.make_watched()
    assert "还没有检查过" in page(client, f"sites/{site.pk}/")
    client.post(f"{HERE}sites/{site.pk}/begin/", {"pages": 10, "minutes": 5})
    run = Run.objects.get()
    assert (run.most_pages, run.most_seconds, run.started_by) == (10, 300, inspector.person.name)
    again = client.post(f"{HERE}sites/{site.pk}/begin/", {"pages": 10, "minutes": 5})
    assert again.status_code == 422
    assert "这个网站正在检查中" in again.content.decode()
    client.post(f"{HERE}runs/{run.pk}/stop/")
    run.refresh_from_db()
    assert run.state == rules.STOPPED
    assert run.points is None
    assert client.post(f"{HERE}runs/{run.pk}/stop/").status_code == 409


def test_a_run_opens_by_indicator_to_its_evidence_and_its_problem(client, inspector):
    run = makers.inspect(broken())
    assert "99.9" in page(client, "")
    shown = page(client, f"runs/{run.pk}/")
    assert f"{HERE}runs/{run.pk}/link.inside/" in shown
    evidence = page(client, f"runs/{run.pk}/link.inside/")
    assert "https://www.example.gov.cn/lost.html" in evidence
    assert "404" in evidence
    problem = Problem.objects.get()
    assert "失踪的网页" in page(client, f"problems/{problem.pk}/")
    assert client.get(f"{HERE}runs/{run.pk}/no.such/").status_code == 404


def test_an_indicator_that_nobody_answers_says_so(client, inspector, monkeypatch):
    run = makers.inspect(broken())
    assert "没有接入数据" not in page(client, f"runs/{run.pk}/")
    monkeypatch.setattr(reports, "_asked", {})
    assert "没有接入数据" in page(client, f"runs/{run.pk}/")


def test_a_keeper_hears_of_new_problems_and_reports_what_was_done(client):
    keeper = makers.make_keeper()
    makers.inspect(broken())
    problem = Problem.objects.get()
    assert Notice.objects.filter(person=keeper.person, subject__contains="发现1个新问题").exists()
    [todo] = waiting.to_rectify(keeper, 10)
    assert todo.address == f"{HERE}problems/{problem.pk}/"
    assert not todo.is_late
    sign_in(client, keeper)
    answer = client.post(f"{HERE}problems/{problem.pk}/claim/", {"text": ""})
    assert answer.status_code == 422
    assert "请填写整改情况" in answer.content.decode()
    client.post(f"{HERE}problems/{problem.pk}/claim/", {"text": "链接已经更正"})
    problem.refresh_from_db()
    assert (problem.state, problem.said) == (rules.CLAIMED, "链接已经更正")
    assert waiting.to_rectify(keeper, 10) == []
    assert client.post(f"{HERE}problems/{problem.pk}/dismiss/", {"text": "不是问题啊"}).status_code == 409


def test_an_inspector_judges_that_it_is_none_once(client, inspector):
    makers.inspect(broken())
    problem = Problem.objects.get()
    client.post(f"{HERE}problems/{problem.pk}/dismiss/", {"text": "该网页按规定限内部访问"})
    problem.refresh_from_db()
    problem.finding.refresh_from_db()
    assert (problem.state, problem.finding.state) == (rules.DISMISSED, "dismissed")
    again = client.post(f"{HERE}problems/{problem.pk}/dismiss/", {"text": "该网页按规定限内部访问"})
    assert again.status_code == 409


def test_a_post_sees_the_sites_of_its_own_unit_only(client):
    run = makers.inspect(broken())
    stranger = make_post(roles=[rules.INSPECTOR])
    sign_in(client, stranger)
    assert "还没有登记" in page(client, "")
    problem = Problem.objects.get()
    for path in (f"sites/{run.site_id}/", f"runs/{run.pk}/", f"problems/{problem.pk}/"):
        assert client.get(HERE + path).status_code == 404
    assert client.post(f"{HERE}sites/{run.site_id}/begin/", {"pages": 1, "minutes": 1}).status_code == 404
    assert waiting.to_rectify(stranger, 10) == []


def test_without_the_role_no_page_opens(client):
    sign_in(client, make_post())
    assert client.get(HERE).status_code == 409


def test_lists_ask_the_database_a_fixed_number_of_times(client, inspector, django_assert_num_queries):
    def cost(path: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            page(client, path)
        return len(asked)

    def add(number: int) -> None:
        site = makers.make_watched(address=f"https://s{number}.gov.cn/", unit=make_unit())
        run = Run.objects.create(
            site=site, state=rules.DONE, started_at=today_at(), ended_at=today_at(), started_by="系统",
            most_pages=1, most_seconds=1, points=90, verdict=rules.PASSED,
        )  # fmt: skip
        Problem.objects.create(
            site=site, unit=site.unit, code="link.inside", key=str(number), about="链接打不开", found_in=run,
            last_in=run, due_on=today(),
        )  # fmt: skip

    add(1)
    page(client, "")
    before = cost(""), cost("problems/")
    for number in range(2, 8):
        add(number)
    assert (cost(""), cost("problems/")) == before


def today_at():
    from yiwang.kernel.deadlines.moments import now

    return now()


def test_lists_go_into_spreadsheets_without_running_anything(client, inspector):
    makers.make_watched(name="=1+1")
    content = client.get(f"{HERE}sites.csv").content.decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(content))
    assert row[0] == "'=1+1"
    makers.inspect(broken(), Watched.objects.get())
    content = client.get(f"{HERE}problems.csv?state=all").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(content)))) == 2


def test_problems_are_narrowed_and_nonsense_narrows_nothing(client, inspector):
    makers.inspect(broken())
    assert "失踪" not in page(client, "problems/?state=closed")
    assert "lost.html" in page(client, "problems/?state=open&code=link.inside")
    assert "lost.html" in page(client, "problems/?state=x&code=y&site=z&page=q")
    Problem.objects.update(due_on=shifted(today(), days=-1))
    assert "已逾期" in page(client, "problems/?state=late")


def test_the_city_sets_what_no_confirmed_source_fixes(client, inspector):
    said = {"each": "2", "most": "8", "veto_at": "0", "days": "6", "reason": "按本市考核办法"}
    client.post(f"{HERE}indicators/words.wrong/", said)
    assert Setting.objects.get().each == 2
    pages = {**makers.make_pages(), "/map/": makers.html("网站地图", "<p>布署工作</p>")}
    run = makers.inspect(pages)
    assert run.lost == {"words.wrong": 2.0}
    assert Problem.objects.get(code="words.wrong").due_on == shifted(today(), days=6)
    refused = client.post(f"{HERE}indicators/home.stale/", said)
    assert "由国家文件规定" in refused.content.decode()
    assert refused.status_code == 422
    wrong = client.post(f"{HERE}indicators/words.wrong/", {**said, "each": "9"})
    assert "不能超过最多扣分" in wrong.content.decode()
    assert "国家规定" in page(client, "indicators/")


def test_only_the_city_sets_indicators(client):
    sign_in(client, make_post(roles=[rules.INSPECTOR]))
    answer = client.get(f"{HERE}indicators/words.wrong/")
    assert answer.status_code == 409
    assert "市级网站检查员" in answer.content.decode()


def opened(client, *sites: Watched) -> Round:
    day = today()
    said = {
        "name": "第三季度网站检查",
        "starts_on": day,
        "report_until": shifted(day, days=5),
        "rectify_until": shifted(day, days=20),
        "scope": "对照检查指标逐项自查。",
        "sites": [site.pk for site in sites],
    }
    answer = client.post(f"{HERE}rounds/new/", said)
    held = Round.objects.get()
    assert answer.url == f"{HERE}rounds/{held.pk}/"
    return held


def test_a_round_goes_from_announcement_over_lists_to_the_bulletin(client, inspector):
    bureau = make_unit(name="水利局")
    keeper = makers.make_keeper(unit=bureau)
    site = makers.make_watched(unit=bureau, name="水利局网站")
    held = opened(client, site)
    assert Notice.objects.filter(person=keeper.person, subject__contains="第三季度").exists()
    makers.inspect(broken(), site)
    entry = Entry.objects.get()
    assert "水利局网站" in page(client, f"rounds/{held.pk}/")

    sign_in(client, keeper)
    assert "第三季度网站检查" in page(client, "rounds/")
    assert client.post(f"{HERE}entries/{entry.pk}/list/", {"text": "短"}).status_code == 422
    client.post(f"{HERE}entries/{entry.pk}/list/", {"text": "机构职能没有更新", "address": "/c/jgzn/"})
    line = Listed.objects.get()
    assert client.post(f"{HERE}entries/{entry.pk}/{line.pk}/", {"measure": ""}).status_code == 422
    client.post(f"{HERE}entries/{entry.pk}/{line.pk}/", {"measure": "已经更新机构职能"})
    client.post(f"{HERE}entries/{entry.pk}/hand-in/")
    assert client.post(f"{HERE}entries/{entry.pk}/hand-in/").status_code == 409
    shown = page(client, f"entries/{entry.pk}/")
    assert "已经更新机构职能" in shown
    assert "lost.html" in shown
    assert client.get(f"{HERE}rounds/{held.pk}/bulletin.docx").status_code == 409

    sign_in(client, inspector)
    answer = client.get(f"{HERE}rounds/{held.pk}/bulletin.docx")
    words = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert "关于第三季度网站检查情况的通报" in words
    assert "水利局网站" in words
    assert "99.9" in words
    client.post(f"{HERE}rounds/{held.pk}/close/")
    assert client.post(f"{HERE}rounds/{held.pk}/close/").status_code == 409
    sign_in(client, keeper)
    assert client.post(f"{HERE}entries/{entry.pk}/list/", {"text": "又一个问题来了"}).status_code == 409


def test_a_round_is_refused_with_dates_that_do_not_fit_and_what_was_typed_stays(client, inspector):
    site = makers.make_watched()
    day = today()
    said = {"name": "检查一次", "starts_on": day, "report_until": shifted(day, days=-1), "rectify_until": day}
    answer = client.post(f"{HERE}rounds/new/", {**said, "scope": "逐项自查自纠", "sites": [site.pk]})
    assert answer.status_code == 422
    assert "自查截止日期不能早于" in answer.content.decode()
    assert "逐项自查自纠" in answer.content.decode()


def test_a_keeper_of_another_unit_sees_neither_round_nor_list(client, inspector):
    held = opened(client, makers.make_watched(unit=make_unit()))
    entry = Entry.objects.get()
    sign_in(client, makers.make_keeper(unit=make_unit()))
    assert client.get(f"{HERE}rounds/{held.pk}/").status_code == 404
    assert client.get(f"{HERE}entries/{entry.pk}/").status_code == 404
    assert make_root().pk == held.unit_id
