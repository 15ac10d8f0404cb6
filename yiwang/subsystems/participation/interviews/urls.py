"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.participation.interviews import public
from yiwang.subsystems.participation.interviews.office import desk, interview, plan, questions, studios

app_name = "participation_interviews"

OFFICE = "office/interviews/"

urlpatterns = [
    path("interviews/", public.index, name="index"),
    path("interviews/<int:number>/", public.interview, name="public"),
    path("interviews/<int:number>/news/", public.fresh, name="news"),
    path("interviews/<int:number>/ask/", public.ask, name="ask"),
    path("interviews/<int:number>/video/<str:name>", public.segment, name="segment"),
    path(OFFICE, plan.listed, name="list"),
    path(f"{OFFICE}plan/", plan.year_plan, name="plan"),
    path(f"{OFFICE}plan.csv", plan.table, name="plan_table"),
    path(f"{OFFICE}new/", plan.new, name="new"),
    path(f"{OFFICE}guide/", plan.guide_page, name="guide"),
    path(f"{OFFICE}studios/", studios.calendar, name="studios"),
    path(f"{OFFICE}asked/", questions.overview, name="asked"),
    path(f"{OFFICE}words/", questions.words, name="words"),
    path(f"{OFFICE}questions/<int:question_id>/<slug:deed>/", questions.settle, name="settle"),
    path(f"{OFFICE}lines/<int:line_id>/<slug:deed>/", desk.line, name="line"),
    path(f"{OFFICE}<int:interview_id>/", interview.page, name="interview"),
    path(f"{OFFICE}<int:interview_id>/change/", interview.change, name="change"),
    path(f"{OFFICE}<int:interview_id>/deed/<slug:code>/", interview.deed, name="deed"),
    path(f"{OFFICE}<int:interview_id>/step/<slug:code>/", interview.step, name="step"),
    path(f"{OFFICE}<int:interview_id>/studio/", studios.book, name="book"),
    path(f"{OFFICE}<int:interview_id>/questions/", questions.queue, name="questions"),
    path(f"{OFFICE}<int:interview_id>/desk/", desk.page, name="desk"),
    path(f"{OFFICE}<int:interview_id>/replay/", interview.replay, name="replay"),
]
