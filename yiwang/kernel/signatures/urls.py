"""Which addresses do the pages about signatures have?"""

from django.urls import path

from yiwang.kernel.signatures import office

app_name = "signatures"
urlpatterns = [
    path("office/signatures/", office.certificates, name="certificates"),
    path("office/signatures/<int:pk>/", office.certificate, name="certificate"),
    path("office/signatures/<int:pk>/certificate.pem", office.download, name="download"),
    path("office/signatures/<int:pk>/rotate/", office.rotate, name="rotate"),
    path("office/signatures/<int:pk>/revoke/", office.revoke, name="revoke"),
    path("office/signatures/authorities/", office.authorities, name="authorities"),
    path("office/signatures/authorities/trust/", office.trust, name="trust"),
    path("office/signatures/authorities/<int:pk>/distrust/", office.distrust, name="distrust"),
]
