"""The unit switcher finds by name, pinyin initials and code, and shows no unit outside the user's reach."""

import pytest
from django.urls import reverse


def _ask(client, city, name, **query):
    client.force_login(city.user(name))
    return client.get(reverse("switch_unit"), {"to": "/board/{}/2023-Q2/", **query})


@pytest.mark.parametrize("asked", ["木厂", "mcz", "341502100"])
def test_a_unit_is_found_by_name_initials_or_code(client, city, asked):
    assert "/board/341502100/2023-Q2/" in _ask(client, city, "jinan_officer", q=asked).text


def test_a_unit_outside_the_reach_is_not_found(client, city):
    assert "城关镇" in _ask(client, city, "officer", q="城关").text
    assert "城关镇" not in _ask(client, city, "jinan_officer", q="城关").text


def test_without_a_word_the_surroundings_are_shown(client, city):
    text = _ask(client, city, "jinan_officer", at="341502").text
    assert "木厂镇" in text
    assert "舒城县" not in text
    assert "六安市" not in text


def test_a_unit_out_of_reach_as_the_middle_falls_back_to_the_users_own_top(client, city):
    assert "木厂镇" in _ask(client, city, "jinan_officer", at="341523").text


@pytest.mark.parametrize("pattern", ["", "//elsewhere.example/{}", "https://elsewhere.example/{}", "/board/"])
def test_the_choice_leads_only_to_places_of_ours(client, city, pattern):
    assert _ask(client, city, "officer", to=pattern).status_code == 400
