"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.participation.consultations import public
from yiwang.subsystems.participation.consultations.office import drafting, lists, opinions

app_name = "participation_consultations"

OFFICE = "office/consultations/"
ONE = f"{OFFICE}<int:consultation_id>/"

urlpatterns = [
    path("consultations/", public.listing, name="list"),
    path("consultations/<slug:reference>/", public.draft, name="draft"),
    path("consultations/<slug:reference>/write/", public.write, name="write"),
    path(OFFICE, lists.consultation_list, name="office_list"),
    path(f"{OFFICE}new/", drafting.new, name="new"),
    path(ONE, drafting.consultation, name="office"),
    path(f"{ONE}edit/", drafting.edit, name="edit"),
    path(f"{ONE}discard/", drafting.discard, name="discard"),
    path(f"{ONE}files/<int:file_id>/drop/", drafting.drop_file, name="drop_file"),
    path(f"{ONE}opinions/", opinions.opinion_list, name="opinions"),
    path(f"{ONE}opinions/judge/", opinions.judge, name="judge"),
    path(f"{ONE}opinions.csv", opinions.table, name="table"),
    path(f"{ONE}opinions/<int:opinion_id>/", opinions.opinion, name="opinion"),
    path(f"{ONE}opinions/<int:opinion_id>/judge/", opinions.judge_one, name="judge_one"),
    path(f"{ONE}opinions/<int:opinion_id>/contact/", opinions.contact, name="contact"),
    path(f"{ONE}<slug:code>/", drafting.deed, name="deed"),
]
