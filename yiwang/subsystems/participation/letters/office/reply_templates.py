"""Where are reply templates kept, and put into a reply that is being written?"""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.files.forms import receiving
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.participation.letters import placeholders, reply_templates, rules
from yiwang.subsystems.participation.letters.actions import reply_templates as actions
from yiwang.subsystems.participation.letters.forms.handling import REPLY_START, ReplyForm
from yiwang.subsystems.participation.letters.forms.reply_templates import TemplateForm
from yiwang.subsystems.participation.letters.models import ReplyTemplate
from yiwang.subsystems.participation.letters.office import letter as page

LIST = "participation_letters:template_list"
PAGE = 50
# What may be wrong already while a reply is being written: the rest is asked for when it is handed on.
TOLD_AT_ONCE = frozenset({"text", "file_1"})


@require_safe
@office(rules.TEMPLATES)
def template_list(request: OfficeRequest) -> HttpResponse:
    """A fixed number of queries for any number of templates."""
    found = ReplyTemplate.objects.visible_to(request.post).select_related("unit").in_order()
    shown = page_of(found, request.GET.get("page"), PAGE)
    is_city_kept = actions.keeps_city(request.post)
    rows = [
        (
            one,
            [reply_templates.label_of(code) for code in one.types],
            [name for name in placeholders.names(one.text) if name not in placeholders.KNOWN],
            actions.keeps(request.post, one, is_city_kept=is_city_kept),
        )
        for one in shown.rows
    ]
    return render(request, "letters/reply_templates.html", {"rows": rows, "page": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.TEMPLATES)
def template_new(request: OfficeRequest) -> HttpResponse:
    is_city_kept = actions.keeps_city(request.post)
    form = TemplateForm(request.POST or None, post=request.post, is_city_kept=is_city_kept)

    def make() -> None:
        actions.make(request.actor, form.unit, form.facts())

    answer = done(request, form, make, "模板已保存，起草答复时可以使用。", LIST) if form.is_bound else None
    return answer or _page(request, form, "新建答复模板")


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.TEMPLATES)
def template_page(request: OfficeRequest, template_id: int) -> HttpResponse:
    found = ReplyTemplate.objects.visible_to(request.post).select_related("unit")
    template = get_object_or_404(found, pk=template_id)
    is_city_kept = actions.keeps_city(request.post)
    form = TemplateForm(request.POST or None, post=request.post, is_city_kept=is_city_kept, template=template)

    def change() -> None:
        actions.change(request.actor, template.pk, form.facts())

    answer = done(request, form, change, "模板已保存。", LIST) if form.is_bound else None
    return answer or _page(request, form, template.name, template)


def _page(
    request: OfficeRequest, form: TemplateForm, heading: str, template: ReplyTemplate | None = None
) -> HttpResponse:
    context = {"form": form, "heading": heading, "template": template, "action": _action(template)}
    return render(request, "letters/reply_template.html", context, status=422 if form.errors else 200)


def _action(template: ReplyTemplate | None) -> str:
    if template is None:
        return reverse("participation_letters:template_new")
    return reverse("participation_letters:template_page", args=[template.pk])


@require_POST
@office(rules.READ)
def insert(request: OfficeRequest, letter_id: int, template_id: int) -> HttpResponse:
    """The page with the template after what was written: nothing is stored, nothing typed is lost."""
    sight = page.seen(request, letter_id)
    if "reply" not in sight.deeds:
        raise Http404
    template = next((one for one in sight.reply_templates if one.pk == template_id), None)
    typed = request.POST.copy()
    if template:
        addition = reply_templates.filled(template, sight.letter)
        typed["reply-text"] = placeholders.inserted(typed.get("reply-text", ""), addition, REPLY_START)
    form = ReplyForm(typed, request.FILES, prefix="reply", sight=sight)
    receiving(form, by=request.actor).is_valid()
    for name in set(form.errors) - TOLD_AT_ONCE:
        del form.errors[name]
    if template is None:
        form.add_error("text", "这个模板刚刚被停用，没有插入；您写的内容都在。")
    return page.page(request, sight, ("reply", form), status=422 if form.errors else 200)
