"""Which addresses does the portal answer?"""

from django.urls import path

from yiwang.subsystems.portal import public
from yiwang.subsystems.portal.corrections import office as corrections
from yiwang.subsystems.portal.corrections.public import corrections as found_fault
from yiwang.subsystems.portal.office import articles, columns, sites, steps, versions, writing

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("c/<str:slug>/", public.column, name="column"),
    path("c/<str:slug>/p/<int:number>/", public.column, name="column_part"),
    path("t/", public.topics, name="topics"),
    path("t/<str:slug>/", public.column, name="topic"),
    path("t/<str:slug>/p/<int:number>/", public.column, name="topic_part"),
    path("a/<int:publication_id>/", public.article, name="read"),
    path("sitemap/", public.site_map, name="site_map"),
    path("robots.txt", public.robots, name="robots"),
    path("corrections/", found_fault, name="corrections"),
    path("office/articles/", articles.articles, name="articles"),
    path("office/articles/new/", writing.new, name="article_new"),
    path("office/articles/batch/", articles.batch, name="articles_batch"),
    path("office/articles/image/", writing.upload_image, name="article_image"),
    path("office/articles/<int:article_id>/", articles.article, name="article"),
    path("office/articles/<int:article_id>/edit/", writing.edit, name="article_edit"),
    path("office/articles/<int:article_id>/present/", writing.present, name="article_present"),
    path("office/articles/<int:article_id>/preview/", versions.preview, name="article_preview"),
    path("office/articles/<int:article_id>/versions/", versions.versions, name="article_versions"),
    path("office/articles/<int:article_id>/compare/", versions.compare, name="article_compare"),
    path(
        "office/articles/<int:article_id>/versions/<int:number>/restore/",
        versions.restore,
        name="article_version_restore",
    ),
    path("office/articles/<int:article_id>/<str:verb>/", steps.take, name="article_step"),
    path("office/columns/", columns.columns, name="columns"),
    path("office/columns/new/", columns.new, name="column_new"),
    path("office/columns/<int:column_id>/", columns.column, name="column_edit"),
    path("office/columns/<int:column_id>/move/", columns.move, name="column_move"),
    path("office/columns/<int:column_id>/shift/", columns.shift, name="column_shift"),
    path("office/columns/<int:column_id>/close/", columns.close, name="column_close"),
    path("office/columns/<int:column_id>/reopen/", columns.reopen, name="column_reopen"),
    path("office/corrections/", corrections.correction_list, name="correction_list"),
    path("office/corrections/<int:correction_id>/", corrections.correction, name="correction"),
    path("office/corrections/<int:correction_id>/contact/", corrections.contact, name="correction_contact"),
    path("office/corrections/<int:correction_id>/<str:verb>/", corrections.step, name="correction_step"),
    path("office/sites/", sites.sites, name="sites"),
    path("office/sites/new/", sites.new, name="site_new"),
    path("office/sites/<int:site_id>/", sites.site, name="site_edit"),
]
