"""Which addresses does this room answer?"""

from django.urls import URLPattern, URLResolver, path

from yiwang.subsystems.supervision.board.office import cases, live, papers, schemes, scores

app_name = "supervision_board"
BOARD = "office/supervision/board/"
SCORES = "office/supervision/scores/"
PAPERS = f"{SCORES}papers/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(BOARD, live.board, name="live"),
    path(f"{BOARD}full/", live.full, name="full"),
    path(f"{BOARD}figures.json", live.figures, name="figures"),
    path(f"{BOARD}units/", live.breakdown, {"by": "units"}, name="units"),
    path(f"{BOARD}items/", live.breakdown, {"by": "items"}, name="items"),
    path(f"{BOARD}cases/", cases.listing, name="cases"),
    path(SCORES, scores.ranking, name="scores"),
    path(f"{SCORES}take/", scores.take, name="take"),
    path(f"{SCORES}own/", scores.own, name="own"),
    path(f"{SCORES}unit/<int:unit_id>/<str:span>/", scores.unit, name="unit"),
    path(f"{SCORES}unit/<int:unit_id>/<str:span>/<str:code>/", scores.line, name="line"),
    path(f"{SCORES}scheme/", schemes.scheme, name="scheme"),
    path(f"{SCORES}exemptions/", schemes.exemptions, name="exemptions"),
    path(f"{SCORES}exemptions/<int:exemption_id>/end/", schemes.end_exemption, name="end_exemption"),
    path(PAPERS, papers.listing, name="papers"),
    path(f"{PAPERS}advise/<int:score_id>/", papers.advise, name="advise"),
    path(f"{PAPERS}<int:paper_id>/", papers.paper, name="paper"),
    path(f"{PAPERS}<int:paper_id>/edit/", papers.edit, name="edit"),
    path(f"{PAPERS}<int:paper_id>/issue/", papers.issue, name="issue"),
    path(f"{PAPERS}<int:paper_id>/discard/", papers.discard, name="discard"),
    path(f"{PAPERS}<int:paper_id>/dispatch/", papers.dispatch, name="dispatch"),
    path(f"{PAPERS}<int:paper_id>/pdf/", papers.file, {"kind": "pdf"}, name="pdf"),
    path(f"{PAPERS}<int:paper_id>/docx/", papers.file, {"kind": "docx"}, name="docx"),
]
