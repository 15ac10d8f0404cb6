"""Wordings: the State Council's notices; sentences: ../shared/data/codes/holiday_notice_cases.jsonl."""

import json
from datetime import date

import pytest

from yiwang.kernel.deadlines import notices, shipped
from yiwang.kernel.deadlines.calendar import OFF, WORK, Day
from yiwang.kernel.deadlines.tests.makers import shared
from yiwang.kernel.errors import Refused

YEAR_2010 = """国务院办公厅关于2010年部分节假日安排的通知
国办发明电〔2009〕27号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
根据《国务院关于修改〈全国年节及纪念日放假办法〉的决定》，为便于各地区、各部门及早合理安排节假日旅游、交通运输、生产经营等有关工作，
经国务院批准，现将2010年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日至3日放假公休，共3天。
二、春节：2月13日至19日放假调休，共7天。2月20日（星期六）、21日（星期日）上班。
三、清明节：4月3日至5日放假公休，共3天。
四、劳动节：5月1日至3日放假公休，共3天。
五、端午节：6月14日至16日放假调休，共3天。6月12日（星期六）、13日（星期日）上班。
六、中秋节：9月22日至24日放假调休，共3天。9月19日（星期日）、25日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，遇有重大突发事件发生，要按规定及时报告并妥善处置，
确保人民群众祥和平安度过节日假期。
国务院办公厅
2009年12月7日
"""
MAY_2019 = """国务院办公厅关于调整2019年劳动节假期安排的通知
国办发明电〔2019〕3号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将调整2019年劳动节放假安排通知如下。
一、2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。
二、各地区、各部门要抓紧做好本地区、本领域的劳动节假期调整落实工作，采取有效措施，确保平稳运行。
三、劳动节期间，要妥善安排好值班和安全、保卫等工作，遇有重大突发事件，要按规定及时报告并妥善处置。
国务院办公厅
2019年3月22日
"""
SPRING_2020 = """国务院办公厅关于延长2020年春节假期的通知
国办发明电〔2020〕1号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将延长2020年春节假期的具体安排通知如下。
一、延长2020年春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。
二、各地大专院校、中小学、幼儿园推迟开学，具体时间由教育部门另行通知。
三、因疫情防控不能休假的职工，应根据《中华人民共和国劳动法》规定安排补休，未休假期的工资报酬应按照有关政策保障落实。
国务院办公厅
2020年1月26日
"""
SEPTEMBER_2015 = """国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知
国发明电〔2015〕1号
2015年是中国人民抗日战争暨世界反法西斯战争胜利70周年。为使全国人民广泛参与中央及各地区各部门举行的纪念活动，
2015年9月3日全国放假1天。为方便公众安排假日期间生产生活，特作如下调休：9月3日至5日调休放假，共3天。
其中9月3日（星期四）放假，9月4日（星期五）调休，9月6日（星期日）上班。
国务院
2015年5月13日
"""
NEW_STYLE = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""


def shipped_days(number: str) -> dict[date, str]:
    return {
        date.fromisoformat(row["date"]): row["kind"]
        for row in shipped.rows("days")
        if row["notice"] == number
    }


def test_every_sentence_of_the_notices_is_understood() -> None:
    """33 sentences of 2007 to 2019 with the dates they mean (NateScarlet/holiday-cn)."""
    lines = shared("data/codes/holiday_notice_cases.jsonl").read_text().splitlines()
    misread = []
    for case in map(json.loads, lines):
        read = notices.read_sentences(case["description"], case["year"])
        if [{"date": f"{day.date}", "isOffDay": day.kind == OFF} for day in read] != case["expected"]:
            misread.append((case["description"], read))

    assert len(lines) == 33
    assert misread == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param(YEAR_2010, "国办发明电〔2009〕27号", id="a year"),
        pytest.param(NEW_STYLE, "国办发明电〔2025〕7号", id="a year in the style since 2024"),
        pytest.param(MAY_2019, "国办发明电〔2019〕3号", id="a change"),
        pytest.param(SEPTEMBER_2015, "国发明电〔2015〕1号", id="a day off given once"),
    ],
)
def test_a_whole_notice_gives_the_days_of_the_calendar(text: str, number: str) -> None:
    reading = notices.read(text)

    assert {day.date: day.kind for day in reading.days} == shipped_days(number)
    assert reading.number == number


def test_a_notice_for_a_year_names_all_holidays_and_itself() -> None:
    reading = notices.read(YEAR_2010)

    assert (reading.year, reading.title) == (2010, "国务院办公厅关于2010年部分节假日安排的通知")
    assert reading.published_on == date(2009, 12, 7)
    assert (reading.covers_year, reading.missing) == (True, ())
    assert {day.holiday for day in reading.days} == set(notices.HOLIDAYS)


def test_a_change_does_not_cover_the_year() -> None:
    reading = notices.read(MAY_2019)

    assert (reading.year, reading.covers_year) == (2019, False)
    assert {day.holiday for day in reading.days} == {"劳动节"}


def test_a_day_off_given_once_is_named_after_its_occasion() -> None:
    (name,) = {day.holiday for day in notices.read(SEPTEMBER_2015).days}
    assert name == "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"


def test_an_extension_goes_on_from_the_last_day_off_that_was_known() -> None:
    known = [Day(date(2020, 1, 30), OFF, "春节"), Day(date(2020, 2, 1), WORK, "春节")]
    reading = notices.read(SPRING_2020, known=known)

    assert [day.date.isoformat() for day in reading.days] == ["2020-01-31", "2020-02-01", "2020-02-02"]
    assert {day.kind for day in reading.days} == {OFF}


def test_an_extension_of_what_is_not_known_is_refused() -> None:
    with pytest.raises(Refused, match="没有找到2020年春节原来的放假安排"):
        notices.read(SPRING_2020)


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        pytest.param("20日（星期六）", "20日（星期五）", "2010-02-20却是周六", id="weekday of another year"),
        pytest.param("19日放假调休，共7天", "18日放假调休，共7天", "按日期却是6天", id="total"),
        pytest.param("2月13日至19日", "2月13日至31日", "没有这一天：31日", id="31 February"),
        pytest.param("10月9日（星期六）上班", "10月8日上班", "本来就上班", id="work on an ordinary Friday"),
        pytest.param("2月20日（星期六）、21日", "2月14日、21日", "又放假又上班", id="off and worked"),
        pytest.param("2月13日至19日", "2月13日至12月19日", "不像一个假期", id="ten months off"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(was: str, now: str, sentence: str) -> None:
    assert was in YEAR_2010
    with pytest.raises(Refused, match=sentence):
        notices.read(YEAR_2010.replace(was, now))


@pytest.mark.parametrize(
    ("text", "sentence", "field"),
    [
        pytest.param("", "没有认出通知是哪一年的", "year", id="nothing"),
        pytest.param("2026年工作要点。", "没有认出放假或上班的日期", "text", id="another paper"),
        pytest.param("2026年5月1日放假。", "没有认出节日名称", "holiday", id="no name"),
        pytest.param(
            "2026年劳动节放假到5日。" * 2, "没有认出放假|没有这一天", "text", id="a day without month"
        ),
    ],
)
def test_what_is_not_a_notice_is_refused(text: str, sentence: str, field: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        notices.read(text)
    assert refused.value.field == field


def test_what_the_text_does_not_say_can_be_filled_in() -> None:
    (read,) = notices.read("5月1日放假。", year=2026, holiday="劳动节").days
    assert read == Day(date(2026, 5, 1), OFF, "劳动节")
