"""Do the pages find, show and change what the acting post may, and nothing else?"""

import html
import io
import json
from pathlib import Path

import pytest
from django.test import Client

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Alias, LedgerImport, Person, Post, Unit
from yiwang.kernel.organizations.tests.makers import make_person, make_post, make_root, make_unit, sign_in

pytestmark = pytest.mark.django_db
UNITS = "/office/organizations/units/"
PEOPLE = "/office/organizations/people/"


@pytest.fixture
def system(client: Client) -> Post:
    post = make_post(unit=make_root(), roles=[roles.SYSTEM_ADMINISTRATOR])
    sign_in(client, post)
    return post


@pytest.fixture
def security(client: Client) -> Post:
    post = make_post(unit=make_root(), roles=[roles.SECURITY_ADMINISTRATOR])
    sign_in(client, post)
    return post


def text_of(response) -> str:
    return response.content.decode()


# Units


def test_the_directory_shows_the_level_below_ones_own_unit(client: Client) -> None:
    county, neighbour = make_unit(name="东城区"), make_unit(name="西山县")
    make_unit(parent=county, name="东城区财政局")
    sign_in(client, make_post(unit=county))
    shown = text_of(client.get(UNITS))
    assert "东城区财政局" in shown
    assert "西山县" not in shown
    assert client.get(f"{UNITS}{neighbour.pk}/").status_code == 404


@pytest.mark.parametrize(
    "asked", ["q=数据", "q=大数据中心", "q=云数", "q=DATA", "kind=department&q=数据", "state=all&q=数据"]
)
def test_a_unit_is_found_in_many_ways(client: Client, asked: str) -> None:
    unit = make_unit(name="政务数据局", code="DATA", document_mark="云数")
    Alias.objects.create(unit=unit, name="大数据中心")
    sign_in(client, make_post(unit=make_root()))
    assert "政务数据局" in text_of(client.get(f"{UNITS}?{asked}"))


def test_closed_units_are_found_when_asked_for(client: Client) -> None:
    make_unit(name="旧局", closed_on=today())
    sign_in(client, make_post(unit=make_root()))
    assert "没有符合条件" in text_of(client.get(f"{UNITS}?q=旧局"))
    assert "已撤销" in text_of(client.get(f"{UNITS}?q=旧局&state=closed"))


@pytest.mark.parametrize(
    "asked", ["page=x", "page=0", "page=-1", "page=999999999", "page=²", "kind=nonsense", "q=%00", "q=%FF"]
)
def test_nonsense_in_the_address_is_answered_calmly(client: Client, asked: str) -> None:
    sign_in(client, make_post(unit=make_root()))
    for page in (UNITS, PEOPLE):
        assert client.get(f"{page}?q=a&{asked}").status_code == 200


def test_the_unit_page_shows_history_posts_and_children(client: Client) -> None:
    unit = make_unit(name="数据局")
    make_unit(parent=unit, name="综合科")
    make_post(unit=unit, person=make_person(name="李建国"), title="局长", roles=["chief"])
    sign_in(client, make_post(unit=make_root()))
    shown = text_of(client.get(f"{UNITS}{unit.pk}/"))
    for part in ("综合科", "李建国", "局长", "负责人", "设立"):
        assert part in shown
    assert "更名" not in shown


def test_the_system_administrator_changes_a_unit_by_form(client: Client, system: Post) -> None:
    unit, other = make_unit(name="甲局"), make_unit(name="乙局", code="YI")
    page = f"{UNITS}{unit.pk}/"
    day = str(today())
    steps = [
        ("open", {"code": "NEW", "name": "新科", "kind": "office", "order": 1, "on": day}),
        ("rename", {"name": "丙局", "short_name": "丙", "on": day, "ground": "云编〔2026〕1号"}),
        ("remark", {"document_mark": "云丙", "on": day}),
        ("reclassify", {"kind": "institution", "on": day}),
        ("split", {"code": "SPLIT", "name": "分局", "kind": "department", "order": 2, "on": day}),
        ("move", {"parent": "乙局", "on": day}),
        ("merge", {"target": "YI", "posts": "keep", "on": day}),
    ]
    for name, told in steps:
        assert client.get(f"{page}{name}/").status_code == 200
        response = client.post(f"{page}{name}/", told)
        assert response.status_code == 302, (name, text_of(response))
    unit.refresh_from_db()
    assert (unit.name, unit.document_mark, unit.kind, unit.merged_into) == (
        "丙局",
        "云丙",
        "institution",
        other,
    )
    assert Unit.objects.get(code="NEW").parent == other
    assert Unit.objects.get(code="SPLIT").parent == make_root()
    assert "已于" in text_of(client.get(page))


def test_closing_and_reopening_by_form(client: Client, system: Post) -> None:
    unit = make_unit()
    page = f"{UNITS}{unit.pk}/"
    assert client.get(f"{page}reopen/").status_code == 404
    client.post(f"{page}close/", {"on": str(today())})
    assert client.get(f"{page}close/").status_code == 404
    client.post(f"{page}reopen/", {"on": str(today())})
    unit.refresh_from_db()
    assert unit.is_open
    assert client.get(f"{page}nonsense/").status_code == 404


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(client: Client, system: Post) -> None:
    make_unit(code="HELD", name="占码局")
    told = {
        "code": "HELD",
        "name": "我的<b>新局</b>",
        "kind": "office",
        "order": 1,
        "on": str(today()),
        "ground": "依据某号",
    }
    response = client.post(f"{UNITS}{make_root().pk}/open/", told)
    shown = text_of(response)
    assert response.status_code == 422
    assert "机构代码“HELD”已被使用" in html.unescape(shown)
    assert 'value="我的&lt;b&gt;新局&lt;/b&gt;"' in shown
    assert "依据某号" in shown
    assert response.context["form"].errors["code"]


def test_an_ambiguous_name_lists_the_candidates(client: Client, system: Post) -> None:
    unit = make_unit(name="甲局")
    make_unit(name="城关镇一", code="T1")
    make_unit(name="城关镇二", code="T2")
    response = client.post(f"{UNITS}{unit.pk}/move/", {"parent": "城关", "on": str(today())})
    assert "城关镇一（T1）" in text_of(response)
    assert "没有找到" in text_of(
        client.post(f"{UNITS}{unit.pk}/move/", {"parent": "无此局", "on": str(today())})
    )
    unit.refresh_from_db()
    assert unit.parent == make_root()


def test_aliases_and_order_by_form(client: Client, system: Post) -> None:
    unit = make_unit(name="数据局")
    page = f"{UNITS}{unit.pk}/"
    client.post(f"{page}aliases/", {"name": "数局", "kind": "abbreviation"})
    assert client.post(f"{page}aliases/", {"name": "数局", "kind": "abbreviation"}).status_code == 422
    client.post(f"{page}order/", {"order": "7"})
    assert client.post(f"{page}order/", {"order": "七"}).status_code == 422
    unit.refresh_from_db()
    assert unit.order == 7
    client.post(f"/office/organizations/aliases/{unit.aliases.get().pk}/remove/")
    assert not unit.aliases.exists()


@pytest.mark.parametrize("held", [[], ["chief"], [roles.SECURITY_ADMINISTRATOR], [roles.AUDIT_ADMINISTRATOR]])
def test_only_the_system_administrator_changes_units_and_people(client: Client, held: list[str]) -> None:
    unit, person = make_unit(), make_post().person
    sign_in(client, make_post(unit=make_root(), roles=held))
    for page in (
        f"{UNITS}{unit.pk}/rename/",
        f"{PEOPLE}enrol/",
        f"{PEOPLE}{person.pk}/appoint/",
        "/office/organizations/ledger/",
    ):
        assert client.get(page).status_code == 409
    assert "新设机构" not in text_of(client.get(UNITS))


def test_a_county_administrator_changes_nothing_outside_the_county(client: Client) -> None:
    county, neighbour = make_unit(), make_unit()
    below = make_unit(parent=county)
    sign_in(client, make_post(unit=county, roles=[roles.SYSTEM_ADMINISTRATOR]))
    assert client.get(f"{UNITS}{below.pk}/rename/").status_code == 200
    assert client.get(f"{UNITS}{neighbour.pk}/rename/").status_code == 404
    response = client.post(f"{UNITS}{below.pk}/move/", {"parent": neighbour.code, "on": str(today())})
    assert "没有找到" in text_of(response)
    assert client.get("/office/organizations/ledger/").status_code == 409


# People


def test_mobile_numbers_are_masked_wherever_they_are_shown(client: Client, system: Post) -> None:
    person = make_person(mobile="13812345678", email="lijianguo@yunze.example")
    make_post(person=person)
    for page in (PEOPLE, f"{PEOPLE}{person.pk}/", f"{PEOPLE}{person.pk}/amend/"):
        assert "13812345678" not in text_of(client.get(page))
    assert "138****5678" in text_of(client.get(PEOPLE))
    assert "l***@yunze.example" in text_of(client.get(f"{PEOPLE}{person.pk}/"))


def test_people_are_found_by_name_account_role_and_state(client: Client, system: Post) -> None:
    make_post(person=make_person(name="李建国", username="lijianguo"), roles=["chief"])
    make_post(person=make_person(name="王芳", is_active=False))
    for asked in ("q=建国", "q=LiJian", "role=chief", "q=李&role=chief"):
        assert "李建国" in text_of(client.get(f"{PEOPLE}?{asked}")), asked
    assert "李建国" not in text_of(client.get(f"{PEOPLE}?role=clerk"))
    assert "王芳" not in text_of(client.get(PEOPLE))
    assert "王芳" in text_of(client.get(f"{PEOPLE}?state=left"))


def test_a_person_comes_changes_posts_and_leaves_by_form(client: Client, system: Post) -> None:
    make_unit(name="数据局", code="DATA")
    told = {"name": "李建国", "username": "Li", "unit": "DATA", "title": "科员", "starts_on": str(today())}
    assert client.get(f"{PEOPLE}enrol/?unit=DATA").status_code == 200
    assert client.post(f"{PEOPLE}enrol/", told).status_code == 302
    again = client.post(f"{PEOPLE}enrol/", told)
    assert (again.status_code, "已被使用" in text_of(again)) == (422, True)
    person = Person.objects.get(username="li")
    page = f"{PEOPLE}{person.pk}/"
    client.post(f"{page}amend/", {"name": "李建华", "mobile": "13812345678", "email": ""})
    client.post(f"{page}amend/", {"name": "李建华", "mobile": "", "email": ""})
    person.refresh_from_db()
    assert (person.name, person.mobile) == ("李建华", "13812345678")
    client.post(f"{page}amend/", {"name": "李建华", "forget_mobile": "on"})
    assert (
        client.post(
            f"{page}appoint/", {"unit": "数据局", "title": "副局长", "starts_on": str(today())}
        ).status_code
        == 302
    )
    assert person.posts.count() == 2
    first = person.posts.first()
    assert client.get(f"/office/organizations/posts/{first.pk}/end/").status_code == 200
    client.post(f"/office/organizations/posts/{first.pk}/end/", {"last_day": str(today())})
    assert person.posts.not_ended(today()).count() == 1
    client.post(f"{page}deactivate/", {"reason": "退休"})
    person.refresh_from_db()
    assert (person.is_active, person.mobile) == (False, "")
    assert "恢复账号" in text_of(client.get(page))
    client.post(f"{page}reactivate/", {"unit": "DATA", "title": "顾问", "starts_on": str(today())})
    person.refresh_from_db()
    assert person.is_active


def test_the_system_administrator_gives_no_role_and_the_security_administrator_no_post(
    client: Client, security: Post
) -> None:
    post = make_post()
    change = f"/office/organizations/posts/{post.pk}/roles/"
    assert client.get(change).status_code == 200
    assert client.post(change, {"roles": ["clerk"]}).status_code == 302
    post.refresh_from_db()
    assert post.roles == ["clerk"]
    assert client.get(f"/office/organizations/posts/{post.pk}/end/").status_code == 409
    other = Client()
    sign_in(other, make_post(unit=make_root(), roles=[roles.SYSTEM_ADMINISTRATOR]))
    assert other.get(change).status_code == 409
    assert other.post(change, {"roles": ["chief"]}).status_code == 409
    assert other.post(f"{PEOPLE}{post.person_id}/password/").status_code == 409


def test_two_administrations_for_one_person_are_refused_on_the_page(client: Client, security: Post) -> None:
    post = make_post(roles=[roles.AUDIT_ADMINISTRATOR])
    response = client.post(
        f"/office/organizations/posts/{post.pk}/roles/",
        {"roles": [roles.AUDIT_ADMINISTRATOR, roles.SYSTEM_ADMINISTRATOR]},
    )
    assert response.status_code == 422
    assert "三人分别担任" in text_of(response)
    own = client.post(f"/office/organizations/posts/{security.pk}/roles/", {"roles": ["chief"]})
    assert "不能给自己" in text_of(own)


def test_account_facts_are_shown_to_the_security_administrator_only(client: Client) -> None:
    person = make_post().person
    for held, is_shown in (
        ([roles.SECURITY_ADMINISTRATOR], True),
        ([roles.SYSTEM_ADMINISTRATOR], False),
        ([], False),
    ):
        sign_in(client, make_post(unit=make_root(), roles=held))
        assert ("账号安全" in text_of(client.get(f"{PEOPLE}{person.pk}/"))) is is_shown


def test_sessions_of_another_are_ended_by_the_security_administrator(client: Client, security: Post) -> None:
    post = make_post(person=make_person(username="li"))
    other = Client()
    other.post("/office/account/login/", {"login": "li", "password": "Yunze-2026-sign-in"})
    client.post(f"{PEOPLE}{post.person_id}/sessions/")
    assert other.get(UNITS).status_code == 302


def test_a_county_security_administrator_does_not_reach_the_mayors_account(client: Client) -> None:
    county = make_unit()
    mayor = make_post(unit=make_root()).person
    make_post(unit=county, person=mayor)
    sign_in(client, make_post(unit=county, roles=[roles.SECURITY_ADMINISTRATOR]))
    assert client.post(f"{PEOPLE}{mayor.pk}/password/").status_code == 404
    assert client.post(f"{PEOPLE}{mayor.pk}/sessions/").status_code == 404


# Roles and delegations


def test_every_role_is_explained(client: Client) -> None:
    sign_in(client, make_post())
    shown = text_of(client.get("/office/organizations/roles/"))
    for part in ("系统管理员", "安全管理员", "安全审计员", "经办人", "撰写"):
        assert part in shown


def test_an_official_lends_a_post_and_takes_it_back_by_form(client: Client) -> None:
    unit = make_unit()
    post = make_post(unit=unit, roles=["chief"], title="局长")
    deputy = make_post(unit=unit, person=make_person(name="王芳"))
    sign_in(client, post)
    page = f"/office/organizations/posts/{post.pk}/delegate/"
    told = {
        "person": "王芳",
        "starts_on": str(today()),
        "ends_on": str(shifted(today(), days=3)),
        "roles": ["chief"],
        "permissions": ["test.decide"],
        "ground": "外出培训",
    }
    assert client.get(page).status_code == 200
    bad = client.post(page, {**told, "ends_on": str(shifted(today(), days=400))})
    assert (bad.status_code, "一年" in text_of(bad)) == (422, True)
    assert client.post(page, told).status_code == 302
    listed = text_of(client.get("/office/organizations/delegations/"))
    assert "王芳" in listed
    assert "只限：审批" in listed
    lent = deputy.person.posts.standing_in().get()
    assert client.post(f"/office/organizations/delegations/{lent.pk}/end/").status_code == 302
    lent.refresh_from_db()
    assert lent.ended_at


def test_nobody_lends_or_takes_back_what_is_not_theirs(client: Client) -> None:
    principal, deputy = make_post(roles=["chief"]), make_post()
    lent = make_post(
        unit=principal.unit, person=deputy.person, stands_in_for=principal, roles=["chief"], ends_on=today()
    )
    sign_in(client, make_post())
    assert client.get(f"/office/organizations/posts/{principal.pk}/delegate/").status_code == 404
    assert client.post(f"/office/organizations/delegations/{lent.pk}/end/").status_code == 404
    sign_in(client, make_post(unit=make_root(), roles=[roles.SYSTEM_ADMINISTRATOR]))
    assert principal.person.name in text_of(client.get("/office/organizations/delegations/"))
    assert client.post(f"/office/organizations/delegations/{lent.pk}/end/").status_code == 302


# Ledger


def test_a_ledger_is_tried_imported_and_its_rejections_downloaded(client: Client, system: Post) -> None:
    content = "机构代码,名称,类别,上级代码\nA,甲局,工作部门,U0\nB,=cmd(),工作部门,NONE\n"
    Unit.objects.filter(parent=None).update(code="U0")
    page = "/office/organizations/ledger/"
    for dry_run in ("on", ""):
        file = io.BytesIO(content.encode())
        file.name = "名录.csv"
        response = client.post(page, {"file": file, "on": str(today()), "is_dry_run": dry_run})
        assert response.status_code == 302
        assert Unit.objects.filter(code="A").exists() is (dry_run == "")
    kept = LedgerImport.objects.first()
    assert "NONE" in text_of(client.get(f"{page}{kept.pk}/"))
    download = client.get(f"{page}{kept.pk}/rejections.csv")
    assert "'=cmd()" in download.content.decode("utf-8-sig")
    assert "attachment" in download.headers["Content-Disposition"]
    assert text_of(client.get(page)).count("名录.csv") == 2


def test_a_file_that_is_no_ledger_is_refused_beside_the_field(client: Client, system: Post) -> None:
    file = io.BytesIO(b"%PDF-1.7")
    file.name = "a.pdf"
    response = client.post("/office/organizations/ledger/", {"file": file, "on": str(today())})
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


# Hostile input


def test_hostile_names_are_shown_escaped_or_refused(client: Client, system: Post, shared_data: Path) -> None:
    strings = json.loads((shared_data / "web" / "naughty_strings.json").read_text())
    unit = make_unit(name="甲局")
    page = f"{UNITS}{unit.pk}/rename/"
    hostile = [
        text
        for text in strings
        if "<" in text or "\u202e" in text or "{" in text or "%" in text or "'" in text
    ]
    assert len(hostile) > 50
    for text in hostile:
        response = client.post(page, {"name": text, "short_name": "", "on": str(today())})
        assert response.status_code in {302, 422}, text
        shown = text_of(client.get(f"{UNITS}{unit.pk}/") if response.status_code == 302 else response)
        for part in ("<script", "<img", "<svg", "<iframe", "javascript:alert"):
            if part in text.lower() and part.startswith("<"):
                assert text not in shown, text
    assert client.get(f"{UNITS}?q=%3Cscript%3Ealert(1)%3C/script%3E").content.count(b"<script>alert") == 0
