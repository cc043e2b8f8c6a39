"""Figures, lamps and icons as templates write them."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from zugong.site.templatetags import shell


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (1234.50, "1,234.5"),
        (Decimal("80.00"), "80"),
        (-1200, "-1,200"),
        (100, "100"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_numbers_are_grouped_and_zero_is_not_nothing(value, written):
    assert shell.grouped(value) == written


def test_a_percentage_has_one_decimal():
    assert shell.percent(76.44) == "76.4 %"
    assert shell.percent(None) == "—"


@pytest.mark.parametrize(
    ("part", "whole", "length"), [(1, 3, 33.3), (5, 4, 100.0), (-1, 4, 0.0), (1, 0, 0.0), (None, 4, 0.0)]
)
def test_a_bar_never_leaves_its_box(part, whole, length):
    assert shell.share(part, whole) == length


def test_a_bars_length_is_written_for_css_in_every_language():
    with translation.override("en"):
        assert 'style="width: 33.3%"' in render_to_string("components/bar.html", {"value": 1, "target": 3})


@pytest.mark.parametrize("lamp", shell.LAMPS)
def test_every_lamp_has_a_shape_and_words(lamp):
    text = render_to_string("components/lamp.html", {"lamp": lamp})
    assert "<path" in text
    assert str(shell.LAMPS[lamp].words) in text


def test_lamps_differ_in_shape_even_where_their_colour_is_alike():
    assert shell.LAMPS["done"].shape != shell.LAMPS["on_time"].shape
    assert shell.LAMPS["near"].shape != shell.LAMPS["overdue"].shape


def test_a_misspelt_lamp_is_a_mistake():
    with pytest.raises(KeyError):
        shell.lamp_of("gren")


def test_an_icon_is_drawn_into_the_page():
    text = Template('{% icon "check" 16 %}').render(Context())
    assert text.startswith("<svg")
    assert 'aria-hidden="true"' in text


@pytest.mark.parametrize("name", ["../../secrets", "No", "a b"])
def test_an_icon_name_cannot_leave_its_folder(name):
    with pytest.raises(ValueError, match="no icon name"):
        shell.drawing(name)


@pytest.mark.parametrize(
    ("shown", "label", "year"),
    [("2023", "2023 年", "2023"), ("2023-Q2", "2023 年第 2 季度", "2023"), ("2023-06", "2023 年 6 月", "2023")],
)
def test_the_period_switcher_names_what_is_shown(shown, label, year):
    choices = shell.period_choices(shown)
    assert str(choices["label"]) == label
    assert choices["year"] == year
    assert choices["months"][5][0] == "2023-06"
    assert choices["quarters"][1][0] == "2023-Q2"


def test_the_form_puts_its_errors_beside_the_field_and_keeps_what_was_typed():
    from zugong.site.pages.gallery import SampleForm

    text = str(SampleForm({"title": "", "value": "-3", "unit": "1", "due": "2023-02-30"}))
    assert 'value="-3"' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_value_error"' in text
    assert 'aria-describedby="id_value_helptext id_value_error"' in text
