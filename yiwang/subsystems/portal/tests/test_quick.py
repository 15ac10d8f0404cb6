"""Does the front page offer ways that exist, with icons that are drawn?"""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import resolve

from yiwang.subsystems.portal import quick as module
from yiwang.subsystems.portal.quick import quick


def test_every_way_leads_to_a_page_of_ours_and_has_its_icon():
    with open(finders.find("icons.svg"), encoding="utf-8") as sheet:
        drawn = set(re.findall(r'symbol id="(\w+)"', sheet.read()))
    for way in (*quick().services, *quick().dialogue):
        assert resolve(way.address.partition("?")[0])
        assert way.icon in drawn
    assert quick().words


def test_a_way_that_leads_off_the_site_is_refused(tmp_path, monkeypatch):
    place = tmp_path / "quick.toml"
    place.write_text('words = []\ndialogue = []\n[[services]]\ntitle = "x"\naddress = "//x"\nicon = "x"\n')
    monkeypatch.setattr(module, "PLACE", place)
    quick.cache_clear()
    with pytest.raises(ValueError, match="leads off"):
        quick()
    quick.cache_clear()
