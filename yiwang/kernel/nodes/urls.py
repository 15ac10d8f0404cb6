"""Which addresses do the pages about nodes have?"""

from django.urls import path

from yiwang.kernel.nodes import office

app_name = "nodes"
urlpatterns = [
    path("office/nodes/", office.board, name="board"),
    path("office/nodes/register/", office.register, name="register"),
    path("office/nodes/identity/", office.identity, name="identity"),
    path("office/nodes/identity/document/", office.document, name="document"),
    path("office/nodes/of/<slug:code>/", office.node, name="node"),
    path("office/nodes/of/<slug:code>/retry/", office.retry_all, name="retry_all"),
    path("office/nodes/of/<slug:code>/deactivate/", office.deactivate, name="deactivate"),
    path("office/nodes/of/<slug:code>/reactivate/", office.reactivate, name="reactivate"),
    path("office/nodes/parcels/<int:number>/retry/", office.retry, name="retry"),
    path("office/nodes/parcels/<int:number>/drop/", office.drop, name="drop"),
]
