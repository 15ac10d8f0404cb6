"""Who may open a page of the workbench?"""

from collections.abc import Callable
from functools import wraps
from typing import Any, overload

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.rights import require

View = Callable[..., HttpResponse]


@overload
def office(view: View) -> View: ...
@overload
def office(view: str) -> Callable[[View], View]: ...


def office(view: View | str) -> View | Callable[[View], View]:
    """``@office`` or ``@office("portal.article_write")``: signed in, owing nothing, in a post, entitled.

    Leads strangers to sign in and people with an obligation to its page; raises Refused for the rest.
    """
    if callable(view):
        return _guarded(view, None)
    permission = view
    return lambda view: _guarded(view, permission)


def _guarded(view: View, permission: str | None) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
        if request.obligation:  # type: ignore[attr-defined]
            return redirect(reverse(request.obligation))  # type: ignore[attr-defined]
        if request.post is None:  # type: ignore[attr-defined]
            raise Refused("您目前没有任职岗位，不能进入办公平台，请联系本单位的系统管理员。")
        if permission:
            require(request.post, permission)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded
