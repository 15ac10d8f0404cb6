"""What does everybody read of the results, and what not?"""

import pytest
from django.test import Client

from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.subsystems.approvals.applications.models import PublishedResult

pytestmark = pytest.mark.django_db


def make_result(number=1, **changes):
    fields = {
        "uid": f"{number:032x}",
        "version": 1,
        "state": "published",
        "item": "食品经营许可（新办）",
        "unit": "云泽市市场监督管理局",
        "holder": "赵**",
        "number": f"云市监准字〔2026〕第{number:05d}号",
        "decided_on": shifted(today(), days=-number),
        "record": {"XK_XDR_MC": "赵**", "XK_NR": "=1+1", "XK_WSH": f"第{number}号"},
        "published_at": now(),
        **changes,
    }
    return PublishedResult.objects.create(**fields)


def test_the_list_shows_the_newest_first_with_a_fixed_number_of_queries(django_assert_max_num_queries):
    for number in range(1, 40):
        make_result(number)
    with django_assert_max_num_queries(12):
        page = Client().get("/services/results/").content.decode()
    assert page.index("第00001号") < page.index("第00002号")
    assert "第00031号" not in page


def test_the_list_is_narrowed_by_words_unit_and_days():
    make_result(1)
    make_result(2, item="医师执业注册", unit="云泽市卫生健康委员会")
    page = Client().get("/services/results/", {"q": "医师"}).content.decode()
    assert "医师执业注册" in page
    assert "食品经营许可" not in page
    assert "没有符合条件" in Client().get("/services/results/", {"unit": "教育局"}).content.decode()
    assert "食品经营许可" in Client().get("/services/results/", {"since": "nonsense"}).content.decode()


def test_one_result_shows_its_fields():
    page = Client().get(f"/services/results/{make_result().uid}/").content.decode()
    assert "行政相对人名称" in page
    assert "赵**" in page


def test_a_result_that_was_taken_down_says_why():
    result = make_result(state="withdrawn", record={}, reason="许可决定已依法撤销")
    response = Client().get(f"/services/results/{result.uid}/")
    assert response.status_code == 410
    assert "许可决定已依法撤销" in response.content.decode()
    assert result.item not in Client().get("/services/results/").content.decode()


def test_no_such_result_is_not_found():
    assert Client().get("/services/results/abc/").status_code == 404


def test_the_table_is_safe_for_spreadsheets_and_hides_numbers_of_documents():
    make_result()
    text = Client().get("/services/results/table.csv").content.decode()
    assert "'=1+1" in text
    assert "XK_XDR_ZJHM" not in text


def test_an_empty_list_says_so():
    assert "还没有公示的许可结果" in Client().get("/services/results/").content.decode()
