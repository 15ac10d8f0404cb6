"""Which addresses do files have?"""

from django.urls import path

from yiwang.kernel.files import public

app_name = "files"
urlpatterns = [
    path("files/<str:key>/<str:name>", public.file, name="file"),
    path("files/<str:key>/<int:width>/<str:name>", public.picture, name="picture"),
]
