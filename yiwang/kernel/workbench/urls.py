"""Which addresses are the frame's own?"""

from django.urls import path

from yiwang.kernel.workbench import audit_pages, calendar_pages, office

app_name = "workbench"
urlpatterns = [
    path("office/", office.home, name="home"),
    path("office/search/", office.search_page, name="search"),
    path("office/audit/", audit_pages.entries, name="audit"),
    path("office/audit/<int:number>/", audit_pages.entry, name="audit_entry"),
    path("office/calendar/", calendar_pages.year, name="calendar"),
    path("office/calendar/working/", calendar_pages.working, name="working"),
    path("office/calendar/notice/", calendar_pages.notice, name="calendar_notice"),
]
