"""Which addresses does the site group answer?"""

from django.urls import path, re_path

from yiwang.subsystems.portal.group import public
from yiwang.subsystems.portal.group.office import (
    closings,
    editions,
    imports,
    openings,
    redirects,
    replacing,
    sites,
)

app_name = "portal_group"
HERE = "office/portal/group/"
urlpatterns = [
    path("sites/", public.sites, name="public_sites"),
    path(HERE, sites.listing, name="sites"),
    path(f"{HERE}sites/<int:site_id>/", sites.site, name="site"),
    path(f"{HERE}sites/<int:site_id>/file/", sites.file, name="file"),
    path(f"{HERE}sites/<int:site_id>/cancel/", sites.cancel_filing, name="cancel_filing"),
    path(f"{HERE}sites/<int:site_id>/offline/", sites.take_offline, name="take_offline"),
    path(f"{HERE}sites/<int:site_id>/back/", sites.bring_back, name="bring_back"),
    path(f"{HERE}sites/<int:site_id>/editions/", editions.listing, name="editions"),
    path(f"{HERE}sites/<int:site_id>/editions/new/", editions.new, name="edition_new"),
    path(f"{HERE}sites/<int:site_id>/redirects/", redirects.listing, name="redirects"),
    path(f"{HERE}sites/<int:site_id>/import/", imports.new, name="import_new"),
    path(f"{HERE}redirects/<int:redirect_id>/forget/", redirects.forget, name="redirect_forget"),
    path(f"{HERE}openings/", openings.listing, name="openings"),
    path(f"{HERE}openings/new/", openings.new, name="opening_new"),
    path(f"{HERE}openings/<int:opening_id>/", openings.opening, name="opening"),
    path(f"{HERE}openings/<int:opening_id>/decide/", openings.decide, name="opening_decide"),
    path(f"{HERE}openings/<int:opening_id>/numbers/", openings.numbers, name="opening_numbers"),
    path(f"{HERE}openings/<int:opening_id>/tick/", openings.tick, name="opening_tick"),
    path(f"{HERE}openings/<int:opening_id>/open/", openings.open_to_public, name="opening_open"),
    path(f"{HERE}guidance/", openings.guidance, name="guidance"),
    path(f"{HERE}guidance/new/", openings.new_guidance, name="guidance_new"),
    path(f"{HERE}closings/", closings.listing, name="closings"),
    path(f"{HERE}closings/new/", closings.new, name="closing_new"),
    path(f"{HERE}closings/<int:closing_id>/", closings.closing, name="closing"),
    path(f"{HERE}closings/<int:closing_id>/map/", closings.map_columns, name="closing_map"),
    path(f"{HERE}closings/<int:closing_id>/drop/", closings.drop, name="closing_drop"),
    path(f"{HERE}closings/<int:closing_id>/certificate.pdf", closings.paper, name="certificate"),
    re_path(
        rf"^{HERE}closings/(?P<closing_id>\d{{1,18}})/(?P<verb>announce|move|close)/$",
        closings.step,
        name="closing_step",
    ),
    path(f"{HERE}editions/<int:edition_id>/", editions.edition, name="edition"),
    path(f"{HERE}editions/<int:edition_id>/edit/", editions.edit, name="edition_edit"),
    path(f"{HERE}editions/<int:edition_id>/preview/", editions.preview, name="edition_preview"),
    path(
        f"{HERE}editions/<int:edition_id>/preview/<path:page>", editions.preview, name="edition_preview_page"
    ),
    path(f"{HERE}editions/<int:edition_id>/test/", editions.note_test, name="edition_test"),
    path(f"{HERE}editions/<int:edition_id>/switch/", editions.switch_over, name="edition_switch"),
    path(f"{HERE}imports/", imports.listing, name="imports"),
    path(f"{HERE}imports/<int:batch_id>/", imports.batch, name="import"),
    re_path(
        rf"^{HERE}imports/(?P<batch_id>\d{{1,18}})/(?P<verb>confirm|undo)/$",
        imports.step,
        name="import_step",
    ),
    path(f"{HERE}links/", replacing.replace, name="replace"),
]
