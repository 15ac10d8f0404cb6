"""Which package answers which address? zones.py leaves out what this installation's zone does not answer."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from yiwang import health, zones
from yiwang.crossroads import Crossroads

MOUNTED: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/v1/", include("yiwang.api")),
    path("", include("yiwang.kernel.workbench.urls")),
    path("", include("yiwang.kernel.organizations.account_urls")),
    path("", include("yiwang.kernel.organizations.urls")),
    path("", include("yiwang.kernel.notifications.urls")),
    path("", include("yiwang.kernel.files.urls")),
    path("", include("yiwang.kernel.signatures.urls")),
    path("", include("yiwang.kernel.systems.urls")),
    path("", include("yiwang.kernel.nodes.urls")),
    path("", include("yiwang.kernel.exchange.urls")),
    path("", include("yiwang.kernel.publications.urls")),
    path("", include("yiwang.kernel.intake.urls")),
    path("", include("yiwang.kernel.processes.urls")),
    path("", include("yiwang.kernel.cases.urls")),
    path("", include("yiwang.subsystems.approvals.sheets.urls")),
    path("", include("yiwang.subsystems.approvals.items.urls")),
    path("", include("yiwang.subsystems.approvals.certificates.urls")),
    path("", include("yiwang.subsystems.approvals.payments.urls")),
    path("", include("yiwang.subsystems.approvals.applications.urls")),
    path("", include("yiwang.subsystems.approvals.counter.urls")),
    path("", include("yiwang.subsystems.approvals.projects.urls")),
    path("", include("yiwang.subsystems.supervision.watching.urls")),
    path("", include("yiwang.subsystems.supervision.cards.urls")),
    path("", include("yiwang.subsystems.supervision.orders.urls")),
    path("", include("yiwang.subsystems.supervision.sources.urls")),
    path("", include("yiwang.subsystems.supervision.board.urls")),
    path("", include("yiwang.subsystems.participation.letters.mail.urls")),
    path("", include("yiwang.subsystems.participation.letters.urls")),
    path("", include("yiwang.subsystems.participation.topics.urls")),
    path("", include("yiwang.subsystems.participation.entrance.urls")),
    path("", include("yiwang.subsystems.participation.interviews.urls")),
    path("", include("yiwang.subsystems.participation.surveys.urls")),
    path("", include("yiwang.subsystems.participation.consultations.urls")),
    path("", include("yiwang.subsystems.disclosure.requests.urls")),
    # Last of the services: the code of an item stands where the others have words of their own.
    path("", include("yiwang.subsystems.approvals.hall.urls")),
    path("", include("yiwang.subsystems.portal.inspection.urls")),
    path("", include("yiwang.subsystems.portal.group.urls")),
    path("", include("yiwang.subsystems.portal.pages.urls")),
    path("", include("yiwang.subsystems.portal.guarding.urls")),
    path("", include("yiwang.subsystems.portal.supply.urls")),
    path("", include("yiwang.subsystems.portal.newsroom.urls")),
    path("", include("yiwang.subsystems.portal.proofreading.urls")),
    path("", include("yiwang.subsystems.portal.visits.urls")),
    path("", include("yiwang.subsystems.portal.topics.urls")),
    path("", include("yiwang.subsystems.portal.channels.urls")),
    path("", include("yiwang.subsystems.portal.contests.urls")),
    path("", include("yiwang.subsystems.portal.urls")),
]
urlpatterns = [Crossroads(zones.answered(MOUNTED, settings.ZONE))]
handler404 = "yiwang.subsystems.portal.lost.page_not_found"
