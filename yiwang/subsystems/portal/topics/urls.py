"""Which addresses does this room answer (topics composed of blocks)?"""

from django.urls import path

from yiwang.subsystems.portal.topics.office import topics

app_name = "portal_topics"
HERE = "office/portal/topics/"
urlpatterns = [
    path(HERE, topics.listing, name="topics"),
    path(f"{HERE}<int:column_id>/", topics.topic, name="topic"),
    path(f"{HERE}<int:column_id>/preview/", topics.preview, name="preview"),
    path(f"{HERE}<int:column_id>/order/", topics.order, name="order"),
    path(f"{HERE}<int:column_id>/publish/", topics.publish, name="publish"),
    path(f"{HERE}<int:column_id>/archive/", topics.archive, name="archive"),
    path(f"{HERE}<int:column_id>/restore/", topics.restore, name="restore"),
    path(f"{HERE}<int:column_id>/blocks/<slug:key>/", topics.block, name="block"),
    path(f"{HERE}<int:column_id>/blocks/<slug:key>/remove/", topics.remove, name="remove"),
    path(f"{HERE}<int:column_id>/blocks/<slug:key>/move/", topics.move, name="move"),
]
