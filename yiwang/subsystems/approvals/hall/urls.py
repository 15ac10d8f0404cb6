"""Which addresses does the service hall answer?"""

from django.urls import path

from yiwang.subsystems.approvals.hall.public import applying, drafts, finding, guide

app_name = "hall"

urlpatterns = [
    path("services/", finding.home, name="home"),
    path("services/items/", finding.items, name="items"),
    path("services/units/", finding.units, name="units"),
    path("services/drafts/", drafts.resume, name="resume"),
    path("services/<str:code>/", guide.guide, name="guide"),
    path("services/<str:code>/apply/", applying.party, name="apply"),
    path("services/<str:code>/apply/form/", applying.sheet, name="apply_sheet"),
    path("services/<str:code>/apply/materials/", applying.materials, name="apply_materials"),
    path("services/<str:code>/apply/materials/<int:file_id>/", drafts.file, name="apply_file"),
    path("services/<str:code>/apply/review/", applying.review, name="apply_review"),
    path("services/<str:code>/apply/saved/", drafts.saved, name="saved"),
    path("services/<str:code>/apply/earlier/", drafts.earlier, name="earlier"),
    path("services/<str:code>/apply/leave/", drafts.leave, name="leave"),
]
