"""Which addresses do search, feeds and site map have?"""

from django.urls import path

from yiwang.kernel.publications import public

app_name = "publications"
urlpatterns = [
    path("search/", public.search_page, name="search"),
    path("feed/", public.feed, name="feed"),
    path("feed/atom/", public.feed, {"form": "atom"}, name="feed_atom"),
    path("feed/json/", public.feed, {"form": "json"}, name="feed_json"),
    path("feed/unit/<int:unit_id>/", public.unit_feed, name="unit_feed"),
    path("feed/unit/<int:unit_id>/atom/", public.unit_feed, {"form": "atom"}, name="unit_feed_atom"),
    path("feed/unit/<int:unit_id>/json/", public.unit_feed, {"form": "json"}, name="unit_feed_json"),
    path("feed/<str:column>/", public.column_feed, name="column_feed"),
    path("feed/<str:column>/atom/", public.column_feed, {"form": "atom"}, name="column_feed_atom"),
    path("feed/<str:column>/json/", public.column_feed, {"form": "json"}, name="column_feed_json"),
    path("sitemap.xml", public.site_map_index, name="site_map"),
    path("sitemap-columns.xml", public.site_map_columns, name="site_map_columns"),
    path("sitemap-<int:page>.xml", public.site_map_page, name="site_map_page"),
]
