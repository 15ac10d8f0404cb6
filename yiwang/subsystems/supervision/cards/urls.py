"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.supervision.cards.office import card, lists

app_name = "supervision_cards"
urlpatterns = [
    path("office/supervision/cards/", lists.cards, name="list"),
    path("office/supervision/cards/export/", lists.export, name="export"),
    path("office/supervision/cards/terms/", lists.change_terms, name="terms"),
    path("office/supervision/cards/<int:card_id>/", card.card, name="card"),
    path("office/supervision/cards/<int:card_id>/<slug:verb>/", card.deed, name="deed"),
    path("office/supervision/cards/<int:card_id>/<slug:verb>.<slug:kind>", card.paper, name="paper"),
]
