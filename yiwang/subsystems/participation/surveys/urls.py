"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.participation.surveys.office import building, exporting, lists, running
from yiwang.subsystems.participation.surveys.public import answering, reading

app_name = "participation_surveys"

OFFICE = "office/surveys/"
ONE = f"{OFFICE}<int:survey_id>/"

urlpatterns = [
    path("surveys/", reading.listing, name="list"),
    path("surveys/<slug:reference>/", answering.survey, name="survey"),
    path("surveys/<slug:reference>/done/", answering.done, name="done"),
    path("surveys/<slug:reference>/results/", reading.shown, name="results"),
    path("surveys/<slug:reference>/results.json", reading.figures, name="figures"),
    path(OFFICE, lists.survey_list, name="office_list"),
    path(f"{OFFICE}new/", building.new, name="new"),
    path(ONE, running.survey, name="office"),
    path(f"{ONE}edit/", building.edit, name="edit"),
    path(f"{ONE}copy/", building.copy, name="copy"),
    path(f"{ONE}discard/", building.discard, name="discard"),
    path(f"{ONE}preview/", building.preview, name="preview"),
    path(f"{ONE}remarks/", running.remarks, name="remarks"),
    path(f"{ONE}remarks/review/", running.review, name="review"),
    path(f"{ONE}cross/", exporting.cross, name="cross"),
    path(f"{ONE}results.csv", exporting.export, {"form": "csv"}, name="export_csv"),
    path(f"{ONE}results.xlsx", exporting.export, {"form": "xlsx"}, name="export_xlsx"),
    path(f"{ONE}results.json", exporting.export, {"form": "json"}, name="export_json"),
    path(f"{ONE}questions/new/<slug:kind>/", building.add_question, name="question_new"),
    path(f"{ONE}questions/<slug:code>/", building.edit_question, name="question"),
    path(f"{ONE}questions/<slug:code>/<slug:deed>/", building.question_deed, name="question_deed"),
    path(f"{ONE}<slug:code>/", running.deed, name="deed"),
]
