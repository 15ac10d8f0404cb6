"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.approvals.applications import public
from yiwang.subsystems.approvals.applications.office import papers, publicity, ratings

app_name = "applications"

urlpatterns = [
    path("services/results/", public.results, name="results"),
    path("services/results/table.csv", public.table, name="results_table"),
    path("services/results/<str:uid>/", public.result, name="result"),
    path("office/applications/papers/<int:paper_id>/<str:form>/", papers.paper, name="paper"),
    path("office/applications/tellings/<int:telling_id>/", papers.tell_again, name="tell_again"),
    path("office/applications/follow-ups/", ratings.follow_ups, name="follow_ups"),
    path("office/applications/follow-ups/<int:follow_up_id>/", ratings.follow_up, name="follow_up"),
    path(
        "office/applications/follow-ups/<int:follow_up_id>/<str:verb>/", ratings.step, name="follow_up_step"
    ),
    path("office/applications/publicity/", publicity.publicity_list, name="publicity_list"),
    path("office/applications/publicity/table.csv", publicity.table, name="publicity_table"),
    path("office/applications/publicity/<int:publicity_id>/", publicity.publicity, name="publicity"),
    path(
        "office/applications/publicity/<int:publicity_id>/<str:verb>/", publicity.step, name="publicity_step"
    ),
]
