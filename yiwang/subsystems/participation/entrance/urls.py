"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.participation.entrance import public

app_name = "participation_entrance"

urlpatterns = [path("dialogue/", public.entrance, name="entrance")]
