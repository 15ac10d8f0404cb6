"""Is a letter public only by its writer's consent, without a word of who wrote, until it is taken down?"""

import pytest

from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import sign_in
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.search import queries as search
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.actions import accepting, answering, moving, publishing
from yiwang.subsystems.participation.letters.actions.accepting import Sorted
from yiwang.subsystems.participation.letters.actions.publishing import Words
from yiwang.subsystems.participation.letters.models import Trace
from yiwang.subsystems.participation.letters.tests.makers import (
    REPLY,
    TEXT,
    TITLE,
    accepted,
    answered,
    done,
    draft_of,
    fresh,
    make_letter,
    make_mailbox,
    make_petitions,
    rated,
    trace_of,
)
from yiwang.subsystems.participation.letters.tests.test_words import PRIVATE, SECRETS

pytestmark = pytest.mark.django_db


def shown(hall, letter=None, **changes):
    letter = answered(hall, letter, **{"is_public": True, **changes})
    done(publishing.show, by(hall.manager), letter.pk, publishing.suggested(letter))
    return fresh(letter)


def test_with_consent_it_stands_in_the_list_on_its_page_in_search_and_in_the_feed(hall, client):
    letter = shown(hall)
    publication = Publication.objects.get(origin_id=letter.uid)
    for address in (
        "/letters/",
        "/letters/replies/",
        "/letters/replies/?q=路灯",
        "/letters/replies/?mailbox=mayor",
        f"/letters/replies/{letter.uid}/",
        publication.address,
        "/feed/",
        "/search/?q=路灯",
    ):
        assert TITLE[:4] in client.get(address).content.decode().replace("<mark>", "").replace(
            "</mark>", ""
        ), address
    assert "城市照明管理规定" in client.get(f"/letters/replies/{letter.uid}/").content.decode()


def test_a_letter_not_for_the_public_is_never_shown_even_if_replied(hall, client):
    """letters.md case 13."""
    letter = answered(hall, is_public=False)
    with pytest.raises(Refused, match="没有同意公开"):
        publishing.show(by(hall.manager), letter.pk, Words(TITLE, TEXT, REPLY))
    for address in ("/letters/", "/letters/replies/", "/letters/statistics/letters/?year=2026"):
        assert TITLE not in client.get(address).content.decode()
    assert client.get(f"/letters/replies/{letter.uid}/").status_code == 404
    assert not Publication.objects.exists()


def test_petitions_and_informers_are_never_shown(hall):
    petition = make_letter(hall, mailbox=make_petitions(hall), is_public=True)
    report = make_letter(hall, type="report", against=hall.bureau.name, is_public=True)
    for letter in (petition, report):
        with pytest.raises(Refused, match=r"一律不公开|没有同意"):
            publishing.show(by(hall.manager), letter.pk, Words(TITLE, TEXT))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (Words(TITLE, f"{TEXT}电话13812345678", REPLY), "手机号码"),
        (Words("赵小明反映路灯", TEXT, REPLY), "来信人姓名"),
        (Words(TITLE, TEXT, f"{REPLY}来信人11010519491231002X"), "身份证号码"),
    ],
)
def test_an_official_who_overlooks_personal_data_is_stopped(hall, words, found):
    letter = answered(hall, is_public=True)
    with pytest.raises(Refused, match=found):
        publishing.show(by(hall.manager), letter.pk, words)
    assert not trace_of(letter).is_shown


def test_the_citizens_voice_is_public_from_its_acceptance_on_and_its_answer_follows(hall, client):
    voice = make_mailbox(hall.manager, code="voice", name="市民心声", kind=rules.VOICE, exposure=rules.START)
    letter = make_letter(hall, mailbox=voice, is_public=True)
    assert not trace_of(letter).is_shown
    with pytest.raises(Refused, match="受理后即公开"):
        accepting.accept(by(hall.manager), letter.pk, Sorted("enquiry"))
    letter = accepted(hall, letter, publishing.suggested(letter))
    page = client.get("/letters/replies/?mailbox=voice").content.decode()
    assert TITLE in page
    assert "办理中" in page
    assert "正在办理" in client.get(f"/letters/replies/{letter.uid}/").content.decode()
    done(moving.assign, by(hall.manager), letter.pk, hall.bureau)
    with at("2026-03-04 10:00"):
        done(answering.submit, by(hall.clerk), letter.pk, draft_of())
        done(answering.approve, by(hall.reviewer), letter.pk, 1)
        done(publishing.show, by(hall.manager), letter.pk, publishing.suggested(fresh(letter)))
    trace = trace_of(letter)
    assert (trace.working_days, trace.reply != "", trace.unit_name) == (2, True, hall.bureau.name)


def test_what_is_taken_down_leaves_no_trace_of_its_words(hall, client):
    letter = shown(hall)
    publication = Publication.objects.get()
    done(publishing.take_down, by(hall.manager), letter.pk, "writer")
    trace = trace_of(letter)
    assert (trace.title, trace.text, trace.reply, trace.note) == ("", "", "", "来信人要求")
    assert client.get(f"/letters/replies/{letter.uid}/").status_code == 410
    for address in (
        "/letters/",
        "/letters/replies/",
        "/letters/replies/?q=路灯",
        "/feed/",
        "/search/?q=路灯",
    ):
        assert TITLE not in client.get(address).content.decode(), address
    assert TITLE not in client.get(publication.address).content.decode()
    assert not search.search(search.Query("路灯")).hits
    with pytest.raises(Refused, match="没有公开"):
        publishing.take_down(by(hall.manager), letter.pk, "writer")
    done(publishing.show, by(hall.manager), letter.pk, publishing.suggested(letter))
    assert trace_of(letter).is_shown


def test_nothing_personal_stands_in_any_public_page_feed_search_or_export(hall, client):
    """issue 6: a walk over everything with letters full of personal data."""
    letter = shown(hall, text=PRIVATE, title="赵小明反映青山路18号院3号楼停水")
    make_letter(hall, mailbox=make_petitions(hall), text=PRIVATE, title="赵小明的信访13812345678")
    make_letter(hall, type="complaint", text=PRIVATE + "另外一件。", title="王大力主任不作为")
    publication = Publication.objects.get()
    walk = [
        *("/letters/", "/letters/replies/", "/letters/replies/?q=青山路", "/letters/statistics/"),
        *("/letters/statistics/letters/?year=2026", "/letters/statistics/letters/?year=2026&of=closed"),
        f"/letters/replies/{letter.uid}/",
        *(publication.address, "/feed/", "/feed/atom/", "/search/?q=青山路"),
        *("/sitemap.xml", f"/feed/unit/{hall.bureau.pk}/", "/letters/to/mayor/", "/"),
    ]
    for address in walk:
        page = client.get(address).content.decode()
        page = (
            page.replace('value="13812345678"', "").replace("“13812345678”", "").replace("q=13812345678", "")
        )
        leaked = [secret for secret in (*SECRETS, "赵小明", "18号院") if secret in page]
        assert not leaked, f"{address}: {leaked}"
    for secret in SECRETS:
        hits = search.search(search.Query(secret)).hits
        assert not any(secret in f"{hit.title}{hit.snippet_html}" for hit in hits), secret
    for row in [*Trace.objects.values(), *Publication.objects.values()]:
        assert [secret for secret in SECRETS if secret in str(row)] == []
    sign_in(client, hall.manager)
    table = client.get("/office/letters/letters.csv?tab=all").content.decode()
    assert letter.number in table
    assert [secret for secret in SECRETS if secret in table] == []


def test_every_figure_is_counted_and_opens_to_its_letters(hall, client):
    rated(answered(hall), 4)
    late = answered(hall, text="公园的长椅坏了，请换一把新的椅子。", title="公园长椅坏了")
    rated(late, 1)
    make_letter(hall, text="公交车站没有雨棚，下雨天等车不方便。", title="公交站没有雨棚")
    make_letter(hall, text="公交车站没有雨棚，下雨天等车不方便。", title="公交站没有雨棚")
    done(
        accepting.decline, by(hall.manager), make_letter(hall, text="判决不公平，要求改判一下。").pk, "court"
    )
    page = client.get("/letters/statistics/").content.decode()
    assert "50.0%</a> <small>n=2</small>" in page
    for of, number in (("received", 4), ("accepted", 2), ("closed", 2), ("rated", 2), ("satisfied", 1)):
        shown_rows = client.get(f"/letters/statistics/letters/?year=2026&of={of}").content.decode()
        assert shown_rows.count('data-label="收到"') == number, of
    assert client.get("/letters/statistics/letters/?of=nonsense").status_code == 404
    assert client.get("/letters/statistics/?year=%00x").status_code == 200


def test_public_lists_ask_the_same_number_of_questions_for_any_number_of_letters(
    hall, client, django_assert_max_num_queries
):
    addresses = ("/letters/replies/", "/letters/statistics/", "/letters/statistics/letters/?year=2026")
    counts = []
    for number in range(2):
        shown(hall, text=f"{TEXT}{number * 7}号灯杆旁边的事情。", title=f"{TITLE}之{number}")
        for address in addresses:
            client.get(address)
        found = []
        for address in addresses:
            with django_assert_max_num_queries(12) as asked:
                client.get(address)
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1]
