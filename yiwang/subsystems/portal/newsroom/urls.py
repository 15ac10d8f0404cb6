"""Which addresses does the newsroom answer?"""

from django.urls import path

from yiwang.subsystems.portal.newsroom.office import archive, assignments

app_name = "portal_newsroom"
HERE = "office/newsroom/"
ARCHIVE = "office/archive/"
urlpatterns = [
    path(HERE, assignments.listing, name="assignments"),
    path(f"{HERE}new/", assignments.new, name="assignment_new"),
    path(f"{HERE}counts/", assignments.counts, name="counts"),
    path(f"{HERE}counts.csv", assignments.counts_table, name="counts_table"),
    path(f"{HERE}<int:assignment_id>/", assignments.assignment, name="assignment"),
    path(f"{HERE}<int:assignment_id>/edit/", assignments.edit, name="assignment_edit"),
    path(f"{HERE}<int:assignment_id>/complete/", assignments.complete, name="assignment_complete"),
    path(f"{HERE}<int:assignment_id>/cancel/", assignments.cancel, name="assignment_cancel"),
    path(f"{HERE}<int:assignment_id>/link/", assignments.link, name="assignment_link"),
    path(ARCHIVE, archive.archive, name="archive"),
    path(f"{ARCHIVE}photos/", archive.offered, name="offered"),
    path(f"{ARCHIVE}photos/new/", archive.add_photos, name="photos_new"),
    path(f"{ARCHIVE}texts/new/", archive.add_text, name="text_new"),
    path(f"{ARCHIVE}<int:material_id>/", archive.material, name="material"),
    path(f"{ARCHIVE}<int:material_id>/describe/", archive.describe, name="material_describe"),
    path(f"{ARCHIVE}<int:material_id>/use/", archive.use, name="material_use"),
    path(f"{ARCHIVE}<int:material_id>/delete/", archive.delete, name="material_delete"),
    path(f"{ARCHIVE}<int:material_id>/pick/", archive.pick, name="material_pick"),
]
