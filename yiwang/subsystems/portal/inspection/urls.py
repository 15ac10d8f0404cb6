"""Which addresses does the inspection of websites answer?"""

from django.urls import path

from yiwang.subsystems.portal.inspection.office import problems, rounds, runs, settings, sites

app_name = "portal_inspection"
HERE = "office/portal/inspections/"
urlpatterns = [
    path(HERE, sites.listing, name="sites"),
    path(f"{HERE}sites.csv", sites.table, name="site_table"),
    path(f"{HERE}sites/new/", sites.new, name="site_new"),
    path(f"{HERE}sites/<int:site_id>/", sites.site, name="site"),
    path(f"{HERE}sites/<int:site_id>/edit/", sites.edit, name="site_edit"),
    path(f"{HERE}sites/<int:site_id>/begin/", runs.begin, name="begin"),
    path(f"{HERE}runs/<int:run_id>/", runs.run, name="run"),
    path(f"{HERE}runs/<int:run_id>/stop/", runs.stop, name="stop"),
    path(f"{HERE}runs/<int:run_id>/<str:code>/", runs.indicator, name="indicator"),
    path(f"{HERE}problems/", problems.listing, name="problems"),
    path(f"{HERE}problems.csv", problems.table, name="problem_table"),
    path(f"{HERE}problems/<int:problem_id>/", problems.problem, name="problem"),
    path(f"{HERE}problems/<int:problem_id>/claim/", problems.claim, name="claim"),
    path(f"{HERE}problems/<int:problem_id>/dismiss/", problems.dismiss, name="dismiss"),
    path(f"{HERE}indicators/", settings.listing, name="indicators"),
    path(f"{HERE}indicators/<str:code>/", settings.change, name="setting"),
    path(f"{HERE}rounds/", rounds.listing, name="rounds"),
    path(f"{HERE}rounds/new/", rounds.new, name="round_new"),
    path(f"{HERE}rounds/<int:round_id>/", rounds.round_page, name="round"),
    path(f"{HERE}rounds/<int:round_id>/bulletin.docx", rounds.bulletin, name="bulletin"),
    path(f"{HERE}rounds/<int:round_id>/close/", rounds.close, name="round_close"),
    path(f"{HERE}entries/<int:entry_id>/", rounds.entry, name="entry"),
    path(f"{HERE}entries/<int:entry_id>/list/", rounds.list_problem, name="entry_list"),
    path(f"{HERE}entries/<int:entry_id>/hand-in/", rounds.hand_in, name="entry_hand_in"),
    path(f"{HERE}entries/<int:entry_id>/<int:listed_id>/", rounds.put_right, name="entry_put_right"),
]
