"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.kernel.processes import office

app_name = "processes"
urlpatterns = [
    path("office/processes/", office.process_list, name="list"),
    path("office/processes/import/", office.import_version, name="import"),
    path("office/processes/versions/<int:version_id>/", office.version_page, name="version"),
    path("office/processes/versions/<int:version_id>/document/", office.document, name="document"),
    path("office/processes/versions/<int:version_id>/draw/", office.draw_version, name="draw"),
    path(
        "office/processes/versions/<int:version_id>/put-in-force/", office.put_in_force, name="put_in_force"
    ),
    path("office/processes/<slug:key>/", office.process_page, name="process"),
]
