"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.approvals.items.office import cleanups, editions, editor, importing, items, library

app_name = "items"

urlpatterns = [
    path("office/items/", library.library, name="library"),
    path("office/items/export.xlsx", library.workbook, name="workbook"),
    path("office/items/export.json", library.as_json, name="json"),
    path("office/items/new/", items.new, name="new"),
    path("office/items/import/", importing.upload, name="import"),
    path("office/items/import/template.xlsx", importing.template, name="template"),
    path("office/items/reviews/", library.reviews, name="reviews"),
    path("office/items/cleanups/", cleanups.rounds, name="cleanups"),
    path("office/items/cleanups/<int:pk>/", cleanups.cleanup, name="cleanup"),
    path("office/items/cleanups/<int:pk>/batch/", cleanups.batch, name="batch"),
    path("office/items/cleanups/<int:pk>/close/", cleanups.close, name="close"),
    path("office/items/decisions/<int:pk>/", cleanups.decision, name="decision"),
    path("office/items/<int:pk>/", items.item, name="item"),
    path("office/items/<int:pk>/compare/", items.compare, name="compare"),
    path("office/items/<int:pk>/<slug:verb>/", items.deed, name="deed"),
    path("office/items/editions/<int:pk>/", editions.edition, name="edition"),
    path("office/items/editions/<int:pk>/sheet/", editor.sheet, name="sheet"),
    path("office/items/editions/<int:pk>/deed/<slug:verb>/", editions.deed, name="edition_deed"),
    path("office/items/editions/<int:pk>/edit/<slug:code>/", editor.section, name="section"),
    path("office/items/editions/<int:pk>/parts/<slug:element>/<int:number>/", editor.part, name="part"),
    path(
        "office/items/editions/<int:pk>/parts/<slug:element>/<int:number>/<slug:verb>/",
        editor.move,
        name="move",
    ),
]
