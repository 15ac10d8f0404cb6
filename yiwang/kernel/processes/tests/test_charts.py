import pytest
from lxml import etree

from yiwang.kernel.processes import actions, charts, drawing, layout
from yiwang.kernel.processes.definitions import read
from yiwang.kernel.processes.drawing import Box
from yiwang.kernel.processes.shipped import document
from yiwang.kernel.processes.tests.documents import END, START, flows, framed, line, step
from yiwang.kernel.processes.tests.makers import (
    finish_all,
    make_actor,
    make_definition,
    make_run,
    make_seats,
    open_step,
)

SVG = "{http://www.w3.org/2000/svg}"


def labels(chart: charts.Chart) -> list[tuple[str, str]]:
    return [(line.label, line.state) for line in chart.lines]


def test_steps_stand_below_what_leads_to_them_and_side_by_side_where_they_are_parallel():
    body = START + '<parallelGateway id="s"/><parallelGateway id="j"/>' + step("last")
    body += step("a") + step("b") + step("first") + END
    diagram = read(framed(body + flows("start first s a j last end", "s b j"))).diagram
    assert [[node.id for node in row] for row in layout.rows(diagram, diagram.steps)] == [
        ["first"],
        ["a", "b"],
        ["last"],
    ]


@pytest.mark.parametrize("key", ["promised", "review", "parallel"])
def test_ways_back_do_not_change_the_order(key):
    diagram = read(document(key)).diagram
    rows = layout.rows(diagram, diagram.steps)
    assert rows[0][0].id in {"accept", "review"}
    assert all(len(row) == 1 for row in rows)


@pytest.mark.django_db
def test_the_current_step_is_marked_and_what_is_done_is_ticked():
    run, by = make_run(), make_actor()
    finish_all(run, by, "accept:accepted", "review:passed")
    run.refresh_from_db()
    chart = charts.of_run(run)
    assert labels(chart) == [
        ("受理", "done"),
        ("审查", "done"),
        ("审核", "current"),
        ("决定", "later"),
        ("送达", "later"),
    ]
    assert (chart.done, chart.current) == ("accept review", "check")
    assert "✓ 受理" in chart.svg
    assert "▶ 审核" in chart.svg
    assert "审核，正在办理" in chart.svg


@pytest.mark.django_db
def test_what_comes_again_after_a_matter_went_back_is_no_longer_ticked():
    run, by = make_run(), make_actor()
    finish_all(run, by, "accept:accepted", "review:passed", "check:returned")
    run.refresh_from_db()
    assert labels(charts.of_run(run))[1:3] == [("审查", "current"), ("审核", "later")]


@pytest.mark.django_db
def test_of_several_units_the_chart_says_how_many_answered():
    run, by = make_run("parallel", seats=make_seats(together=3)), make_actor()
    finish_all(run, by, "accept:accepted", "cooperate:agreed")
    run.refresh_from_db()
    line = charts.of_run(run).lines[1]
    assert (line.label, line.state, line.note) == ("各部门同步审查", "current", "1/3")


@pytest.mark.django_db
def test_a_chart_asks_the_database_once(django_assert_num_queries):
    run = make_run()
    charts.of_run(run)
    with django_assert_num_queries(1):
        charts.of_run(run)


@pytest.mark.django_db
def test_a_version_that_can_only_be_drawn_has_a_chart_too():
    drawn = make_definition(framed(line("a", more='<callActivity id="c"/>')), "leave")
    assert labels(charts.of_definition(drawn)) == [("a", "later")]
    assert charts.of_definition(drawn).svg.startswith("<svg")


def test_a_chart_is_well_formed_and_holds_no_style_and_no_script():
    rows = [
        [Box("<审查>&“意见”", "done")],
        [Box("很长的名称" * 12, "current"), Box("乙", "later"), Box("丙", "later")],
    ]
    drawn = drawing.column("流程<1>", rows, is_ended=True)
    root = etree.fromstring(drawn)
    assert root.tag == f"{SVG}svg"
    assert float(root.get("width")) <= 340
    assert not root.xpath("//@style | //@onclick | //*[local-name()='script' or local-name()='style']")
    boxes = [
        (float(each.get("x")), float(each.get("y")), float(each.get("width")), float(each.get("height")))
        for each in root.iter(f"{SVG}rect")
    ]
    assert all(x >= 0 and x + width <= 340 for x, _, width, _ in boxes)
    assert not any(overlap(one, other) for one in boxes for other in boxes if one is not other)


def overlap(one, other) -> bool:
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]


@pytest.mark.django_db
def test_the_words_of_a_step_say_which_one_is_current(client):
    run = make_run()
    actions.claim(make_actor(), open_step(run, "accept").pk)
    assert [line.word for line in charts.of_run(run).lines][:2] == ["正在办理", "尚未开始"]
