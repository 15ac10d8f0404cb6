"""Which addresses do files and the quarantine have?"""

from django.urls import path

from yiwang.kernel.files import office, public

app_name = "files"
urlpatterns = [
    path("office/files/quarantine/", office.quarantine, name="quarantine"),
    path("office/files/quarantine/<int:pk>/", office.decide, name="decide"),
    path("files/<str:key>/<str:name>", public.file, name="file"),
    path("files/<str:key>/<int:width>/<str:name>", public.picture, name="picture"),
]
