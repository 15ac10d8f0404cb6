"""As which post does the signed-in person act in this request?"""

from collections.abc import Callable
from ipaddress import ip_address
from socket import AF_INET, inet_pton

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yiwang.kernel.audit.rules import PUBLIC, Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.organizations import obligations
from yiwang.kernel.organizations.models import Person, Post

ACTING_POST = "acting_post"
SEEN_AT = "seen_at"
SECONDS_BETWEEN_SIGHTINGS = 60
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - a value to store, not an address to bind


class OfficeRequest(HttpRequest):
    """A request inside a view with ``@office``, for annotations; elsewhere ``post`` may be None."""

    user: Person
    post: Post
    posts: list[Post]
    actor: Actor
    obligation: str | None


class ActingPostMiddleware:
    """Sets ``request.post``, ``posts``, ``actor`` and ``obligation``; no session, no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seat(request)
        return self.get_response(request)


def seat(request: HttpRequest) -> None:
    """Find out who acts as what; called again after the acting post or the obligations changed."""
    person = _person(request)
    posts = _posts(person) if person else []
    obligation = obligations.first(person, posts) if person else None
    post = None if obligation else _chosen(request, posts)
    request.posts = posts  # type: ignore[attr-defined]
    request.obligation = obligation  # type: ignore[attr-defined]
    request.post = post  # type: ignore[attr-defined]
    request.actor = actor(person, post, address_of(request))  # type: ignore[attr-defined]
    if person:
        _note_sighting(request)


def actor(person: Person | None, post: Post | None, address: str = "") -> Actor:
    """The person under their own name; a deputy's post names the principal: ``代 李建国（局长）``."""
    if person is None:
        return Actor(person=PUBLIC.person, address=address)
    if post is None:
        return Actor(person=person.name, person_id=person.pk, address=address)
    return Actor(
        person=person.name,
        person_id=person.pk,
        post=post.label,
        post_id=post.pk,
        unit=post.unit.name,
        unit_id=post.unit_id,
        address=address,
    )


def address_of(request: HttpRequest) -> str:
    """The client's IP address: the peer's, or behind our own proxy the last in X-Forwarded-For."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    return _as_written_once(address)


def _as_written_once(address: str) -> str:
    """In the one way of writing it; empty for what is no address.

    Every public page asks. IPv4 has one way only, and the C library knows it at a tenth of the cost; nothing
    is remembered, for an address says who reads.
    """
    try:
        if ":" in address:
            return str(ip_address(address))
        inet_pton(AF_INET, address)
    except (OSError, ValueError):
        return ""
    return address


def _person(request: HttpRequest) -> Person | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if isinstance(request.user, Person) or request.user.is_authenticated else None


def _posts(person: Person) -> list[Post]:
    """All posts the person may act as today, own ones first."""
    posts = person.posts.in_full().in_office(today()).order_by("starts_on", "pk")
    return sorted(posts, key=lambda post: post.stands_in_for_id is not None)


def _chosen(request: HttpRequest, posts: list[Post]) -> Post | None:
    if not posts:
        return None
    chosen = request.session.get(ACTING_POST)
    return next((post for post in posts if post.pk == chosen), posts[0] if posts else None)


def _note_sighting(request: HttpRequest) -> None:
    """Lets the session live on from now; written once a minute, not with every request."""
    seconds = int(now().timestamp())
    if seconds - request.session.get(SEEN_AT, 0) < SECONDS_BETWEEN_SIGHTINGS:
        return
    request.session[SEEN_AT] = seconds
    UserSession.objects.filter(session_key=request.session.session_key).update(
        last_seen_at=now(), ip=address_of(request) or NO_ADDRESS
    )
