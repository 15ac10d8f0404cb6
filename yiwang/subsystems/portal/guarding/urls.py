"""Which addresses does the protection of the published pages answer?"""

from django.urls import path

from yiwang.subsystems.portal.guarding import office

app_name = "portal_guarding"
HERE = "office/portal/guard/"
urlpatterns = [
    path(HERE, office.overview, name="overview"),
    path(f"{HERE}handle/", office.handle_all, name="handle_all"),
    path(f"{HERE}duty/", office.set_duty, name="duty"),
    path(f"{HERE}jobs/", office.jobs, name="jobs"),
    path(f"{HERE}jobs/<int:safeguard_id>/", office.job_done, name="job_done"),
    path(f"{HERE}jobs/<int:safeguard_id>/days/", office.job_days, name="job_days"),
    path(f"{HERE}<int:tampering_id>/", office.tampering, name="tampering"),
]
