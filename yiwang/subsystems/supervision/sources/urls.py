"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.supervision.sources import public
from yiwang.subsystems.supervision.sources.office import imports, records, sources

app_name = "supervision_sources"
urlpatterns = [
    path("office/supervision/sources/", sources.sources, name="sources"),
    path("office/supervision/sources/imports/", imports.imports, name="imports"),
    path("office/supervision/sources/imports/<int:pk>/", imports.imported, name="import"),
    path("office/supervision/sources/imports/<int:pk>/undo/", imports.undo, name="undo"),
    path("office/supervision/sources/imports/<int:pk>/rejections.csv", imports.rejections, name="rejections"),
    path("office/supervision/sources/records/<int:pk>/", records.record, name="record"),
    path("office/supervision/sources/<slug:code>/", sources.source, name="source"),
    path("office/supervision/sources/<slug:code>/template.csv", sources.template, name="template"),
    path("office/supervision/sources/<slug:code>/import/", imports.upload, name="upload"),
    path("office/supervision/sources/<slug:code>/records/", records.records, name="records"),
    path("services/medicine-prices/", public.prices, name="prices"),
]
