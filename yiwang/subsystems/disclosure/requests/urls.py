"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.disclosure.requests import public
from yiwang.subsystems.disclosure.requests.office import consultations, desks, lists, register, report
from yiwang.subsystems.disclosure.requests.office import request as one

app_name = "disclosure_requests"

OPEN, OFFICE = "open/requests/", "office/disclosure/"

urlpatterns = [
    path(OPEN, public.overview, name="overview"),
    path(f"{OPEN}to/<slug:code>/", public.apply, name="apply"),
    path(OFFICE, lists.request_list, name="request_list"),
    path(f"{OFFICE}requests.csv", register.table, name="request_table"),
    path(f"{OFFICE}enter/", lists.enter, name="request_enter"),
    path(f"{OFFICE}report/", report.report, name="report"),
    path(f"{OFFICE}desks/", desks.desk_list, name="desk_list"),
    path(f"{OFFICE}desks/new/", desks.desk_new, name="desk_new"),
    path(f"{OFFICE}desks/<int:desk_id>/", desks.desk, name="desk"),
    path(f"{OFFICE}consultations/", consultations.consultation_list, name="consultation_list"),
    path(f"{OFFICE}consultations/<int:consultation_id>/", consultations.consultation, name="consultation"),
    path(f"{OFFICE}<int:request_id>/", one.page, name="request_page"),
    path(f"{OFFICE}<int:request_id>/party/", one.party, name="request_party"),
    path(f"{OFFICE}<int:request_id>/<slug:code>/", one.deed, name="request_deed"),
]
