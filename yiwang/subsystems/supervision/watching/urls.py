"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.supervision.watching.office import findings, lights, setting

app_name = "supervision_watching"
urlpatterns = [
    path("office/supervision/lights/", lights.lights_list, name="lights"),
    path("office/supervision/lights/thresholds/", setting.thresholds, name="thresholds"),
    path(
        "office/supervision/lights/thresholds/<int:pk>/drop/", setting.drop_threshold, name="threshold_drop"
    ),
    path("office/supervision/findings/", findings.findings_list, name="findings"),
    path("office/supervision/findings/<int:finding_id>/", findings.finding, name="finding"),
    path("office/supervision/rules/", setting.rules_list, name="rules"),
    path("office/supervision/rules/<str:code>/", setting.rule, name="rule"),
    path("office/supervision/areas/", setting.areas, name="areas"),
    path("office/supervision/areas/<int:pk>/end/", setting.end_area, name="area_end"),
]
