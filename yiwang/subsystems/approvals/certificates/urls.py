"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.approvals.certificates import public
from yiwang.subsystems.approvals.certificates.office import certificate, lists

app_name = "certificates"

urlpatterns = [
    path("services/verify/", public.verify, name="verify"),
    path("services/verify/<slug:reference>/", public.verified, name="verified"),
    path("office/certificates/", lists.certificates, name="list"),
    path("office/certificates/new/", lists.new, name="new"),
    path("office/certificates/export/", lists.export, name="export"),
    path("office/certificates/kinds/", lists.kinds, name="kinds"),
    path("office/certificates/kinds/new/", lists.kind, name="kind_new"),
    path("office/certificates/kinds/<int:kind_id>/", lists.kind, name="kind"),
    path("office/certificates/<int:certificate_id>/", certificate.certificate, name="certificate"),
    path("office/certificates/<int:certificate_id>/holder/", certificate.holder, name="holder"),
    path("office/certificates/<int:certificate_id>/print/", certificate.print_paper, name="print"),
    path("office/certificates/<int:certificate_id>/<str:verb>/", certificate.deed, name="deed"),
]
