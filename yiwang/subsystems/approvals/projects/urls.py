"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.approvals.projects import public
from yiwang.subsystems.approvals.projects.office import projects

app_name = "projects"

urlpatterns = [
    path("services/projects/progress/", public.progress, name="progress"),
    path("office/projects/", projects.projects, name="projects"),
    path("office/projects/<int:project_id>/", projects.project, name="project"),
    path("office/projects/<int:project_id>/describe/", projects.describe, name="describe"),
    path("office/projects/<int:project_id>/extend/<int:phase_id>/", projects.extend, name="extend"),
]
