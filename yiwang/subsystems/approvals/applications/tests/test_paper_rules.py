"""Are papers called and numbered as they should be?"""

from yiwang.subsystems.approvals.applications.papers import rules


def test_a_number_names_unit_form_year_and_serial():
    assert rules.number("云市监", rules.GRANTING, 2026, 17) == "云市监准字〔2026〕第00017号"


def test_only_a_licence_gets_the_title_of_a_licence():
    assert rules.title(rules.GRANTING, "01") == "准予行政许可决定书"
    assert rules.title(rules.GRANTING, "20") == "办理结果通知书"
    assert rules.title(rules.ACCEPTANCE, "20") == "受理通知书"


def test_there_are_all_eight_papers():
    titles = [form.title for form in rules.FORMS.values()]
    assert titles == [
        "受理通知书",
        "申请材料补正告知书",
        "不予受理决定书",
        "准予行政许可决定书",
        "不予行政许可决定书",
        "延长审批期限告知书",
        "特别程序告知书",
        "送达回证",
    ]
