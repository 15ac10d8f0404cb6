"""Which addresses does supply answer?"""

from django.urls import path, re_path

from yiwang.subsystems.portal.supply.office import figures, proposals, standing

app_name = "portal_supply"
HERE = "office/supply/"
urlpatterns = [
    path(HERE, proposals.received, name="received"),
    path(f"{HERE}offered/", proposals.offered, name="offered"),
    path(f"{HERE}offer/<int:article_id>/", proposals.offer, name="offer"),
    path(f"{HERE}<int:proposal_id>/", proposals.proposal, name="proposal"),
    path(f"{HERE}<int:proposal_id>/adopt/", proposals.adopt, name="adopt"),
    path(f"{HERE}<int:proposal_id>/return/", proposals.send_back, name="return"),
    re_path(
        rf"^{HERE}(?P<proposal_id>\d{{1,18}})/(?P<verb>take-back|update|settle)/$",
        proposals.step,
        name="step",
    ),
    path(f"{HERE}subscriptions/", standing.listing, name="subscriptions"),
    path(f"{HERE}subscriptions/new/", standing.subscribe, name="subscribe"),
    path(f"{HERE}subscriptions/<int:subscription_id>/switch/", standing.switch, name="switch"),
    path(f"{HERE}trust/new/", standing.trust, name="trust"),
    path(f"{HERE}trust/<int:trust_id>/end/", standing.distrust, name="distrust"),
    path(f"{HERE}ranking/", figures.ranking, name="ranking"),
    path(f"{HERE}ranking.csv", figures.ranking_table, name="ranking_table"),
    path(f"{HERE}weights/", figures.weigh, name="weights"),
    path(f"{HERE}weights/<int:weight_id>/drop/", figures.drop_weight, name="weight_drop"),
    path(f"{HERE}duties/", figures.duties, name="duties"),
    path(f"{HERE}duties.csv", figures.duties_table, name="duties_table"),
    path(f"{HERE}lapses.csv", figures.lapses_table, name="lapses_table"),
]
