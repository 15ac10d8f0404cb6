"""Which addresses does this room answer (checks before publishing and wrong words)?"""

from django.urls import path

from yiwang.subsystems.portal.proofreading.office import checklist, lists

app_name = "portal_proofreading"
HERE = "office/portal/checks/"
urlpatterns = [
    path(HERE, lists.checks, name="checks"),
    path(f"{HERE}words/", lists.word_list, name="words"),
    path(f"{HERE}words/<int:word_id>/drop/", lists.word_drop, name="word_drop"),
    path(f"{HERE}leaders/", lists.leaders, name="leaders"),
    path(f"{HERE}leaders/<int:leader_id>/drop/", lists.leader_drop, name="leader_drop"),
    path(f"{HERE}published/", lists.standing, name="standing"),
    path(f"{HERE}rules/<str:code>/", lists.check, name="check"),
    path(f"{HERE}articles/<int:article_id>/", checklist.checklist, name="checklist"),
    path(f"{HERE}articles/<int:article_id>/beside/", checklist.beside, name="beside"),
    path(f"{HERE}articles/<int:article_id>/accept/", checklist.accept, name="accept"),
    path(f"{HERE}articles/<int:article_id>/mask/", checklist.mask, name="mask"),
    path(f"{HERE}articles/<int:article_id>/spare/", checklist.spare, name="spare"),
    path(f"{HERE}articles/<int:article_id>/links/", checklist.ask_links, name="ask_links"),
    path(f"{HERE}articles/<int:article_id>/secrecy/", checklist.secrecy, name="secrecy"),
]
