"""How are a post's roles set, a post ended, lent and taken back?"""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.actions import posts
from yiwang.kernel.organizations.forms.people import DelegationForm, EndPostForm, RolesForm
from yiwang.kernel.organizations.models import Person, Post
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may

MANAGE = "organizations.people_manage"
ROLES = "organizations.roles_manage"


@office(ROLES)
def change_roles(request: OfficeRequest, post_id: int) -> HttpResponse:
    post = _seen(request, post_id)
    form = RolesForm(request.POST if request.method == "POST" else None, initial={"roles": post.roles})
    if request.method == "POST" and form.is_valid():
        try:
            posts.change_roles(request.actor, post, form.cleaned_data["roles"])
            messages.success(request, f"{post.person.name}（{post.title}）的角色已调整，立即生效。")
            return redirect("organizations:person", post.person_id)
        except Refused as refused:
            refused.show_in(form)
    context = {"post": post, "form": form}
    return render(request, "organizations/post_roles.html", context, status=422 if form.is_bound else 200)


@office(MANAGE)
def end_post(request: OfficeRequest, post_id: int) -> HttpResponse:
    post = _seen(request, post_id)
    form = EndPostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = posts.end_post(request.actor, post, form.cleaned_data["last_day"])
            messages.success(request, f"{ended.person.name}的岗位“{ended.title}”截止于{ended.ends_on}。")
            return redirect("organizations:person", post.person_id)
        except Refused as refused:
            refused.show_in(form, "last_day")
    context = {"post": post, "form": form}
    return render(request, "organizations/post_end.html", context, status=422 if form.is_bound else 200)


@office
def role_list(request: OfficeRequest) -> HttpResponse:
    """Every role, and in words what it allows."""
    explained = [
        (role, sorted(roles.permission_label(permission) for permission in role.may))
        for role in roles.declared().values()
    ]
    return render(request, "organizations/role_list.html", {"roles": explained})


@office
def delegations(request: OfficeRequest) -> HttpResponse:
    """What I lent, what was lent to me, and what is lent in my units."""
    lent = Post.objects.standing_in().in_full().order_by("-ends_on", "-pk")
    own = lent.not_ended(today()).filter(Q(person=request.user) | Q(stands_in_for__person=request.user))
    sees_units = may(request.post, MANAGE) or may(request.post, ROLES)
    below = lent.visible_to(request.post) if sees_units else lent.none()
    context = {
        "own": own,
        "page": page_of(below, request.GET.get("page")),
        "sees_units": sees_units,
        "mine": [post for post in request.posts if post.stands_in_for is None and post.roles],
        "today": today(),
        "may_manage": may(request.post, MANAGE),
    }
    return render(request, "organizations/delegation_list.html", context)


@office
def delegate(request: OfficeRequest, post_id: int) -> HttpResponse:
    """Lend one of one's own posts."""
    post = get_object_or_404(Post.objects.in_full().own(), pk=post_id, person=request.user)
    form = DelegationForm(post, Person.objects.active().visible_to(post), request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        lending = posts.Lending(
            deputy=told["person"],
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            roles=tuple(told["roles"]),
            permissions=tuple(told["permissions"]),
            ground=told["ground"],
        )
        try:
            posts.delegate(request.actor, post, lending)
            messages.success(request, f"已委托{told['person'].name}代行至{told['ends_on']}。")
            return redirect("organizations:delegations")
        except Refused as refused:
            refused.show_in(form)
    context = {"post": post, "form": form}
    return render(request, "organizations/delegate.html", context, status=422 if form.is_bound else 200)


@require_POST
@office
def end_delegation(request: OfficeRequest, post_id: int) -> HttpResponse:
    """The principal takes back, the deputy gives back, or whoever manages the unit's people ends it."""
    lent = Post.objects.standing_in().in_full()
    reach = Q(person=request.user) | Q(stands_in_for__person=request.user)
    if may(request.post, MANAGE):
        reach |= Q(pk__in=Post.objects.visible_to(request.post).values("pk"))
    ended = posts.end_delegation(request.actor, get_object_or_404(lent.filter(reach), pk=post_id))
    messages.success(request, f"{ended.person.name}的代行已终止。")
    return redirect("organizations:delegations")


def _seen(request: OfficeRequest, post_id: int) -> Post:
    return get_object_or_404(Post.objects.visible_to(request.post).in_full(), pk=post_id)
