"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.participation.letters.mail import office

app_name = "participation_letter_mail"

urlpatterns = [
    path("office/letters/mail/", office.claim_list, name="claim_list"),
    path("office/letters/mail/<int:claim_id>/", office.claim, name="claim"),
    path("office/letters/mail/<int:claim_id>/<slug:code>/", office.deed, name="claim_deed"),
]
