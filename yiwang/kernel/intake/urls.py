"""Which addresses does an applicant have?"""

from django.urls import path

from yiwang.kernel.intake import public

app_name = "intake"
urlpatterns = [
    path("track/", public.track, name="track"),
    path("track/receipt/", public.receipt, name="receipt"),
    path("track/progress/", public.progress, name="progress"),
    path("track/supplement/", public.supplement, name="supplement"),
    path("track/withdraw/", public.withdraw, name="withdraw"),
    path("track/rate/", public.rate, name="rate"),
    path("track/leave/", public.leave, name="leave"),
    path("track/files/<int:held_id>/", public.file, name="file"),
]
