"""How do officials find people, and how do system and security administrators look after them?"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import obligations
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.actions import accounts, people, posts
from yiwang.kernel.organizations.forms.people import (
    EnrolForm,
    LeaveForm,
    PersonForm,
    PersonSearchForm,
    ReturnForm,
    SeatForm,
)
from yiwang.kernel.organizations.models import Person, PersonQuerySet, Post, Unit
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.queries import is_locked, sessions_of
from yiwang.kernel.organizations.rights import may

MANAGE = "organizations.people_manage"
ACCOUNTS = "organizations.accounts_manage"
ROLES = "organizations.roles_manage"


@office
def person_list(request: OfficeRequest) -> HttpResponse:
    form = PersonSearchForm(request.GET)
    found = _found(request.post, form.cleaned_data if form.is_valid() else {})
    held = (
        Post.objects.in_full()
        .not_ended(today())
        .order_by(F("stands_in_for").asc(nulls_first=True), "starts_on", "pk")
    )
    shown = found.order_by("name", "pk").prefetch_related(Prefetch("posts", held, to_attr="held"))
    context = {
        "form": form,
        "page": page_of(shown, request.GET.get("page")),
        "may_manage": may(request.post, MANAGE),
    }
    return render(request, "organizations/person_list.html", context)


@office
def person_page(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.post), pk=person_id)
    is_managed = Person.objects.managed_by(request.post, today()).filter(pk=person.pk).exists()
    may_see_account = is_managed and may(request.post, ACCOUNTS)
    context = {
        "person": person,
        "posts": person.posts.in_full().order_by("-starts_on", "-pk"),
        "may_manage": is_managed and may(request.post, MANAGE),
        "may_appoint": may(request.post, MANAGE),
        "may_change_roles": may(request.post, ROLES),
        "may_see_account": may_see_account,
        "is_oneself": person == request.user,
        "today": today(),
    }
    if may_see_account:
        context |= {
            "is_locked": is_locked(person),
            "has_second_factor": obligations.has_second_factor(person),
            "sessions": sessions_of(person),
        }
    return render(request, "organizations/person.html", context)


@office(MANAGE)
def enrol(request: OfficeRequest) -> HttpResponse:
    form = EnrolForm(
        Unit.objects.visible_to(request.post), request.POST or None, initial=_unit_asked(request)
    )

    def deed(told: dict[str, Any]) -> HttpResponse:
        fields = people.PersonFields(told["username"], told["name"], told["mobile"], told["email"])
        post = people.enrol(request.actor, fields, told["unit"], told["title"], told["starts_on"])
        messages.success(request, f"{post.person.name}已登记。请由安全管理员授予角色并签发一次性密码。")
        return redirect("organizations:person", post.person_id)

    return _asked(request, form, deed, "新增人员", "登记", "organizations:people")


@office(MANAGE)
def amend(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = _managed(request, person_id)
    form = PersonForm(request.POST or None, initial={"name": person.name, "email": person.email})

    def deed(told: dict[str, Any]) -> HttpResponse:
        people.amend(request.actor, person, told["name"], form.mobile_of(person), told["email"])
        messages.success(request, "人员信息已修改。")
        return redirect("organizations:person", person.pk)

    return _asked(request, form, deed, f"修改{person.name}的信息", "保存")


@office(MANAGE)
def appoint(request: OfficeRequest, person_id: int) -> HttpResponse:
    """Anybody whom the post sees may be given a further post in its units."""
    person = get_object_or_404(Person.objects.visible_to(request.post), pk=person_id)
    form = SeatForm(Unit.objects.visible_to(request.post), request.POST or None)

    def deed(told: dict[str, Any]) -> HttpResponse:
        posts.appoint(request.actor, told["unit"], person, told["title"], told["starts_on"], told["ends_on"])
        messages.success(request, f"{person.name}已任职。角色由安全管理员授予。")
        return redirect("organizations:person", person.pk)

    return _asked(request, form, deed, f"任命{person.name}", "任职")


@office(MANAGE)
def deactivate(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = _managed(request, person_id)
    form = LeaveForm(request.POST or None)

    def deed(told: dict[str, Any]) -> HttpResponse:
        people.deactivate(request.actor, person, told["reason"])
        messages.success(request, f"{person.name}的账号已停用，全部岗位已免去。")
        return redirect("organizations:person", person.pk)

    return _asked(request, form, deed, f"停用{person.name}的账号", "停用")


@office(MANAGE)
def reactivate(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = _managed(request, person_id)
    form = ReturnForm(Unit.objects.visible_to(request.post), request.POST or None)

    def deed(told: dict[str, Any]) -> HttpResponse:
        people.reactivate(request.actor, person, told["unit"], told["title"], told["starts_on"])
        messages.success(request, f"{person.name}的账号已恢复。请由安全管理员授予角色并签发一次性密码。")
        return redirect("organizations:person", person.pk)

    return _asked(request, form, deed, f"恢复{person.name}的账号", "恢复")


@require_POST
@never_cache
@office(ACCOUNTS)
def issue_password(request: OfficeRequest, person_id: int) -> HttpResponse:
    """The one answer that shows the password; it is neither stored nor logged."""
    person = _managed(request, person_id)
    password = accounts.issue_password(request.actor, person)
    return render(request, "organizations/password_issued.html", {"person": person, "password": password})


@require_POST
@office(ACCOUNTS)
def unlock(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = _managed(request, person_id)
    accounts.unlock(request.actor, person)
    messages.success(request, f"{person.name}的账号已解锁。")
    return redirect("organizations:person", person.pk)


@require_POST
@office(ACCOUNTS)
def remove_second_factor(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = _managed(request, person_id)
    accounts.remove_second_factor(request.actor, person)
    messages.success(request, f"{person.name}的双因素认证已解除，下次登录时重新设置。")
    return redirect("organizations:person", person.pk)


@require_POST
@office(ACCOUNTS)
def end_sessions(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = _managed(request, person_id)
    ended = accounts.end_sessions(request.actor, person, sessions_of(person))
    messages.success(request, f"已退出{person.name}的全部登录（{ended}个）。")
    return redirect("organizations:person", person.pk)


def _managed(request: OfficeRequest, person_id: int) -> Person:
    """Somebody all of whose posts lie in the acting post's units: nobody reaches up through a minor post."""
    return get_object_or_404(Person.objects.managed_by(request.post, today()), pk=person_id)


def _found(post: Post | None, told: dict[str, str]) -> PersonQuerySet:
    found = Person.objects.visible_to(post)
    if told.get("q"):
        found = found.matching(told["q"].strip())
    if told.get("role"):
        held = Post.objects.not_ended(today()).carrying(told["role"]).filter(person=OuterRef("pk"))
        found = found.filter(Exists(held))
    if told.get("state") == "all":
        return found
    return found.filter(is_active=told.get("state") != "left")


def _unit_asked(request: OfficeRequest) -> dict[str, str]:
    return {"unit": request.GET.get("unit", "")[:40]}


def _asked(
    request: OfficeRequest,
    form: Any,
    deed: Callable[[dict[str, Any]], HttpResponse],
    title: str,
    submit: str,
    back: str = "organizations:people",
) -> HttpResponse:
    """Ask the form, do the deed, say what stood against it."""
    if request.method == "POST" and form.is_valid():
        try:
            return deed(form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
    context = {"form": form, "title": title, "submit": submit, "back": reverse(back)}
    return render(request, "organizations/form.html", context, status=422 if form.is_bound else 200)
