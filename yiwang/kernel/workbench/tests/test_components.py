from django import forms
from django.template import Context, Template
from django.test import RequestFactory


class Asking(forms.Form):
    name = forms.CharField(label="名称", help_text="全称")
    is_open = forms.BooleanField(label="开放", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")], widget=forms.RadioSelect)


class Page:
    number = 2
    has_previous = True
    has_next = True


def drawn(template: str, **context) -> str:
    return Template(template).render(Context(context))


def test_a_field_ties_label_hint_and_error_to_its_widget():
    html = drawn("{% field form.name %}", form=Asking({"name": ""}))
    assert '<label class="form-label required" for="id_name">' in html
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_was_typed_is_escaped():
    html = drawn("{% field form.name %}", form=Asking({"name": '"><script>alert(1)</script>'}))
    assert "<script>" not in html


def test_a_group_of_choices_stands_in_a_fieldset_with_a_legend():
    assert "<legend" in drawn("{% field form.kind %}", form=Asking())


def test_a_form_says_how_many_places_need_a_change():
    assert "有 2 处需要修改" in drawn("{% form_errors form %}", form=Asking({}))


def test_turning_a_page_keeps_the_question():
    request = RequestFactory().get("/", {"q": "公告", "page": "2"})
    html = drawn("{% pager page %}", page=Page(), request=request)
    assert "q=%E5%85%AC%E5%91%8A&amp;page=3" in html
    assert "page=1" in html


def test_an_empty_list_says_so():
    assert "没有记录" in drawn('{% empty "没有记录。" %}')
