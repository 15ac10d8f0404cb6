"""How do people look after their own account: acting post, second factor, sessions?"""

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import devices, obligations
from yiwang.kernel.organizations.acting import ACTING_POST, OfficeRequest
from yiwang.kernel.organizations.actions import accounts
from yiwang.kernel.organizations.models import Post


@login_required
def account(request: OfficeRequest) -> HttpResponse:
    """The person's own page; open even to somebody without a post."""
    own = request.user.posts.in_full().not_ended(today()).order_by("starts_on", "pk")
    lent = (
        Post.objects.in_full()
        .filter(stands_in_for__person=request.user)
        .not_ended(today())
        .order_by("ends_on")
    )
    context = {
        "posts": own,
        "lent": lent,
        "has_second_factor": obligations.has_second_factor(request.user),
        "today": today(),
    }
    return render(request, "organizations/account.html", context)


@require_POST
@login_required
def act_as(request: OfficeRequest) -> HttpResponse:
    """Act as another of one's own posts from now on."""
    chosen = next((post for post in request.posts if str(post.pk) == request.POST.get("post")), None)
    if chosen is None:
        raise Refused("您不在这个岗位上任职，或者该岗位、委托已经到期。")
    request.session[ACTING_POST] = chosen.pk
    messages.success(request, f"现在以“{chosen.unit.called} · {chosen.label}”的身份办公。")
    after = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
    return redirect(after if is_ours and after.startswith("/office/") else "/office/")


@login_required
def sessions(request: OfficeRequest) -> HttpResponse:
    """Where the person is signed in, and the way to sign out elsewhere."""
    mine = UserSession.objects.purge_and_list(request.user)
    listed = [
        {
            "id": session.pk,
            "device": devices.named(session.user_agent),
            "address": session.ip,
            "signed_in_at": session.created_at,
            "seen_at": session.last_seen_at,
            "is_current": session.session_key == request.session.session_key,
        }
        for session in sorted(mine, key=lambda session: session.last_seen_at, reverse=True)
    ]
    return render(request, "usersessions/usersession_list.html", {"sessions": listed})


@require_POST
@login_required
def end_session(request: OfficeRequest, session_id: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    if session.session_key == request.session.session_key:
        return redirect("account_logout")
    accounts.end_sessions(request.actor, request.user, [session])
    messages.success(request, "已退出该设备上的登录。")
    return redirect("usersessions_list")


@require_POST
@login_required
def end_other_sessions(request: OfficeRequest) -> HttpResponse:
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    ended = accounts.end_sessions(request.actor, request.user, others)
    messages.success(request, f"已退出其他设备上的登录（{ended}个）。")
    return redirect("usersessions_list")


class ActivateSecondFactor(ActivateTOTPView):
    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        accounts.switch_on_second_factor(self.request.actor, self.request.user)
        messages.success(self.request, "双因素认证已启用。请把恢复码抄下来，存放在安全的地方。")
        return response


class DeactivateSecondFactor(DeactivateTOTPView):
    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        accounts.switch_off_second_factor(self.request.actor, self.request.user)
        messages.success(self.request, "双因素认证已停用。")
        return response


class MakeRecoveryCodes(GenerateRecoveryCodesView):
    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        accounts.make_recovery_codes(self.request.actor, self.request.user)
        messages.success(self.request, "已生成新的恢复码，旧的不再有效。")
        return response


def locked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What axes answers while an account is locked, whether or not such an account exists."""
    return render(request, "account/locked.html", {"minutes": settings.LOCK_MINUTES}, status=429)
