import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit, sign_in
from yiwang.subsystems.portal.contests import rules, tables
from yiwang.subsystems.portal.contests.actions import running
from yiwang.subsystems.portal.contests.models import Contest, Objection, Report, Reported
from yiwang.subsystems.portal.contests.tests import makers
from yiwang.subsystems.portal.inspection.models import Watched

pytestmark = pytest.mark.django_db
HERE = "/office/contests/"
SIMPLE = (("检查得分", 60, rules.INSPECTED), ("发布质量", 40, rules.JUDGED))


@pytest.fixture
def organiser(client):
    post = makers.make_organiser()
    sign_in(client, post)
    return post


@pytest.fixture
def sites():
    return [makers.make_watched(name=name) for name in ("=水利局网站", "教育局网站")]


@pytest.fixture
def judge():
    return makers.make_judge()


def page(client, path: str, status: int = 200) -> str:
    answer = client.get(HERE + path)
    assert answer.status_code == status, answer
    return answer.content.decode()


def said(**changes) -> dict:
    told = makers.plan(**changes)
    return {name: f"{getattr(told, name)}" for name in told.__dataclass_fields__}


def test_a_contest_is_drafted_on_its_pages_and_what_is_wrong_stays_typed(client, organiser, sites, judge):
    answer = client.post(f"{HERE}new/", said(awards="一等奖"))
    assert answer.status_code == 422
    assert "写法不对" in answer.content.decode()
    assert "2026年度政府网站评比" in answer.content.decode()
    client.post(f"{HERE}new/", said())
    contest = Contest.objects.get()
    assert "须为100分" not in page(client, f"{contest.pk}/scheme/")
    line = {"heading": "安全", "label": "防护", "points": "5", "source": "judged", "note": ""}
    assert client.post(f"{HERE}{contest.pk}/scheme/new/", {**line, "points": "x"}).status_code == 422
    client.post(f"{HERE}{contest.pk}/scheme/new/", line)
    made = contest.criteria.get(label="防护")
    assert "须为100分" in page(client, f"{contest.pk}/scheme/")
    assert "防护" in page(client, f"{contest.pk}/scheme/{made.pk}/")
    client.post(f"{HERE}{contest.pk}/scheme/{made.pk}/strike/")
    chosen = {"group": "县区", "sites": [one.pk for one in sites]}
    client.post(f"{HERE}{contest.pk}/enter/", chosen)
    assert client.post(f"{HERE}{contest.pk}/enter/", {"group": "县区"}).status_code == 422
    found = page(client, f"{contest.pk}/participants/?q={judge.person.name}")
    assert f"{HERE}{contest.pk}/jurors/{judge.pk}/name/" in found
    client.post(f"{HERE}{contest.pk}/jurors/{judge.pk}/name/")
    client.post(f"{HERE}{contest.pk}/edit/", said(name="改名的评比"))
    assert "改名的评比" in page(client, "")
    entrant = contest.entrants.all()[0]
    client.post(f"{HERE}{contest.pk}/leave-out/{entrant.pk}/")
    assert client.post(f"{HERE}{contest.pk}/announce/").status_code == 409
    client.post(f"{HERE}{contest.pk}/enter/", chosen | {"sites": [entrant.site_id]})
    client.post(f"{HERE}{contest.pk}/announce/")
    contest.refresh_from_db()
    assert contest.state == rules.ANNOUNCED
    juror = contest.jurors.get()
    client.post(f"{HERE}{contest.pk}/jurors/{juror.pk}/dismiss/")
    assert contest.jurors.exists()


def test_from_report_to_result_over_the_pages(client, organiser, sites, judge):
    keeper = makers.make_keeper(sites[0])
    contest = makers.make_announced(organiser, sites, [judge], *SIMPLE)
    entrant, other = contest.entrants.all().order_by("pk")
    own = f"{HERE}entrants/{entrant.pk}/"
    sign_in(client, keeper)
    assert client.post(f"{own}report/", {"report": ""}).status_code == 422
    file = SimpleUploadedFile("证明.txt", "证明".encode())
    client.post(f"{own}report/", {"report": "更新及时。", "new_files": [file]})
    assert "证明.txt" in page(client, f"entrants/{entrant.pk}/")
    sign_in(client, organiser)
    assert client.post(f"{HERE}{contest.pk}/count/").status_code == 409
    makers.over(contest)
    client.post(f"{HERE}{contest.pk}/count/")
    sign_in(client, judge)
    criterion = contest.criteria.get(source=rules.JUDGED).pk
    assert "去评分" in page(client, f"{contest.pk}/")
    assert "更新及时" in page(client, f"entrants/{entrant.pk}/sheet/")
    wrong = client.post(f"{own}sheet/", {f"points_{criterion}": "50", f"reason_{criterion}": "内容准确。"})
    assert wrong.status_code == 422
    assert "0至40分" in wrong.content.decode()
    for one, points in ((entrant, "35"), (other, "20")):
        given = {f"points_{criterion}": points, f"reason_{criterion}": "内容准确。"}
        client.post(f"{HERE}entrants/{one.pk}/sheet/", given)
    assert "我已评分" in page(client, f"{contest.pk}/")
    assert page(client, f"entrants/{entrant.pk}/sheet/").count('value="35.00"') == 1
    sign_in(client, keeper)
    assert "内容准确" not in page(client, f"entrants/{entrant.pk}/")
    running.show(actor(organiser), contest.pk)
    told = page(client, f"entrants/{entrant.pk}/")
    assert "评委1" in told
    assert judge.person.name not in told
    score = entrant.scores.get(criterion=criterion)
    assert client.post(f"{own}object/", {"score": score.pk, "text": ""}).status_code == 422
    client.post(f"{own}object/", {"score": score.pk, "text": "有一项没有计入。"})
    raised = Objection.objects.get()
    sign_in(client, organiser)
    assert "待答复的申诉" in page(client, f"{contest.pk}/")
    assert judge.person.name in page(client, f"entrants/{entrant.pk}/")
    assert (
        client.post(f"{HERE}objections/{raised.pk}/", {"points": "99", "answer": "属实。"}).status_code == 422
    )
    client.post(f"{HERE}objections/{raised.pk}/", {"points": "36", "answer": "情况属实。"})
    assert client.get(f"{HERE}{contest.pk}/result/").status_code == 409
    makers.undisputed(contest)
    client.post(f"{HERE}{contest.pk}/finish/")
    assert "结果核验一致" in page(client, f"{contest.pk}/result/")
    assert "申诉后由" in page(client, f"entrants/{entrant.pk}/")
    assert client.post(f"{HERE}objections/{raised.pk}/", {"answer": "再答。"}).status_code == 422


def finished(organiser, sites, judge) -> Contest:
    contest = makers.make_counted(organiser, sites, [judge], *SIMPLE, objection_days=0)
    for one in contest.entrants.all():
        makers.mark(judge, one, "30")
    running.show(actor(organiser), contest.pk)
    return running.finish(actor(organiser), contest.pk)


def test_the_result_is_exported_safely_and_as_a_bulletin(client, organiser, sites, judge):
    contest = finished(organiser, sites, judge)
    table = client.get(f"{HERE}{contest.pk}/result.csv").content.decode("utf-8-sig")
    head, first, _ = csv.reader(io.StringIO(table))
    assert head[:6] == ["组别", "名次", "网站", "主办单位", "得分", "奖项"]
    assert first[2] == "'=水利局网站"
    book = load_workbook(io.BytesIO(client.get(f"{HERE}{contest.pk}/result.xlsx").content))
    cell = book.active["C2"]
    assert (cell.value, cell.data_type) == ("=水利局网站", "s")
    assert client.get(f"{HERE}{contest.pk}/bulletin.docx").content.startswith(b"PK")
    assert client.get(f"{HERE}{contest.pk}/bulletin.pdf").content.startswith(b"%PDF")


def test_a_workbook_drops_what_no_workbook_holds():
    book = load_workbook(io.BytesIO(tables.workbook(["名\x0b称"], [["=1+1"]])))
    assert [cell.value for (cell,) in book.active.iter_rows()] == ["名称", "=1+1"]


def test_who_sees_what(client, organiser, sites, judge):
    draft = makers.make_draft(organiser)
    contest = makers.make_announced(organiser, sites, [judge], *SIMPLE, name="已启动的评比")
    entrant, other = contest.entrants.all().order_by("pk")
    seen = (f"{contest.pk}/", f"{contest.pk}/scheme/", f"entrants/{entrant.pk}/")
    keeper, stranger = makers.make_keeper(sites[0]), makers.make_keeper(makers.make_watched())
    foreign, nobody = makers.make_organiser(unit=make_unit()), make_post(unit=sites[0].unit)
    for post, statuses in (
        (organiser, (200, 200, 200)),
        (keeper, (200, 200, 200)),
        (judge, (200, 200, 200)),
        (stranger, (404, 404, 404)),
        (foreign, (404, 404, 404)),
        (nobody, (404, 404, 404)),
    ):
        sign_in(client, post)
        assert tuple(client.get(HERE + path).status_code for path in seen) == statuses, post
        listed = page(client, "")
        assert ("已启动的评比" in listed) is (statuses[0] == 200)
        if post != organiser:
            assert client.get(f"{HERE}{draft.pk}/").status_code == 404
            refused = client.post(f"{HERE}{contest.pk}/count/").status_code
            assert refused in {404, 409}
    sign_in(client, keeper)
    assert client.get(f"{HERE}entrants/{other.pk}/").status_code == 404
    assert client.get(f"{HERE}entrants/{entrant.pk}/sheet/").status_code == 404
    contest.refresh_from_db()
    assert contest.state == rules.ANNOUNCED


def test_pages_ask_no_more_for_more_sites(client, organiser, judge, django_assert_max_num_queries):
    numbers = []
    for size in (2, 6):
        sites = [makers.make_watched() for _ in range(size)]
        contest = makers.make_counted(organiser, sites, [judge], *SIMPLE, objection_days=0)
        for one in contest.entrants.all():
            makers.mark(judge, one, "30")
        running.show(actor(organiser), contest.pk)
        with django_assert_max_num_queries(40) as asked:
            page(client, f"{contest.pk}/")
        running.finish(actor(organiser), contest.pk)
        with django_assert_max_num_queries(40) as ranked:
            page(client, f"{contest.pk}/result/")
        with django_assert_max_num_queries(40) as table:
            page(client, f"{contest.pk}/result.csv")
        page(client, "")
        numbers.append((len(asked), len(ranked), len(table)))
    assert numbers[0] == numbers[1]


def imported(client, *rows: str):
    data = "\n".join(["网站,问题,网址,整改期限", *rows]).encode()
    told = {"name": "第三季度通报", "issuer": "省政府办公厅", "received_on": f"{today()}"}
    return client.post(f"{HERE}problems/import/", {**told, "file": SimpleUploadedFile("a.csv", data)})


def test_a_report_is_taken_in_and_its_problems_tracked_on_pages(client, organiser, sites):
    assert "整改期限" in page(client, "problems/import/")
    wrong = client.post(f"{HERE}problems/import/", {"name": "只有名称"})
    assert wrong.status_code == 422
    assert "只有名称" in wrong.content.decode()
    answer = imported(client, "教育局网站,=栏目空白,,2026-12-31", "没有的网站,栏目空白,,2026-12-31")
    report = Report.objects.get()
    assert answer.url == f"{HERE}reports/{report.pk}/"
    told = page(client, f"reports/{report.pk}/")
    assert "没有登记名称或域名为“没有的网站”的网站" in told
    problem = Reported.objects.get()
    keeper = makers.make_keeper(Watched.objects.get(name="教育局网站"))
    sign_in(client, keeper)
    assert client.get(f"{HERE}reports/{report.pk}/").status_code == 409
    assert "栏目空白" in page(client, "problems/")
    here = f"{HERE}problems/{problem.pk}/"
    assert client.post(f"{here}claim/", {"text": ""}).status_code == 422
    client.post(f"{here}claim/", {"text": "栏目已补充。"})
    sign_in(client, organiser)
    assert client.post(f"{here}look-at/", {"text": "已核实。"}).status_code == 422
    client.post(f"{here}look-at/", {"text": "已核实。", "is_right": "yes"})
    assert "已销号" in page(client, f"problems/{problem.pk}/")
    assert "没有符合条件" in page(client, "problems/")
    for state in ("closed", "all", "late", "open"):
        assert ("=栏目空白" in page(client, f"problems/?state={state}")) is (state in {"closed", "all"})
    table = client.get(f"{HERE}problems.csv?state=all").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table)))[1][3] == "'=栏目空白"
    sign_in(client, makers.make_keeper(makers.make_watched()))
    assert client.get(here).status_code == 404
    sign_in(client, make_post())
    assert client.get(f"{HERE}problems/").status_code == 409


def test_the_list_of_problems_asks_no_more_for_more_rows(
    client, organiser, sites, django_assert_max_num_queries
):
    numbers = []
    for part in ("一", "二"):
        imported(client, *(f"教育局网站,第{part}{number}个栏目空白,,2026-12-31" for number in range(5)))
        with django_assert_max_num_queries(40) as asked:
            page(client, "problems/")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
