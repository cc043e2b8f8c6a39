"""The verdict of a batch on each row is the form's own, put to one row after another."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zugong.kernel.history import writing
from zugong.kernel.ledger.forms import form_for
from zugong.kernel.ledger.importing.judging import Given, Judge
from zugong.kernel.ledger.saving import NotYours, save_form
from zugong.kernel.ledger.tests.importing.trial import trial_ledgers
from zugong.kernel.registry.models import Unit

pytestmark = pytest.mark.django_db
DATES = st.sampled_from(["", "2023-01-01", "2022-01-01", "2023-02-30", "某日"])
UNITS = st.sampled_from(["", "甲河村村委会", "341502100202", "丙畈村村委会"])
HALLS = st.fixed_dictionaries(
    {
        "unit": UNITS,
        "name": st.sampled_from(["", "甲", "乙", "无名", "名字太长放不下了吧"]),
        "code": st.sampled_from(["", "A", "B"]),
        "number": st.sampled_from(["", "1", "2"]),
        "kind": st.sampled_from(["", "a", "b", "c"]),
        "opened": DATES,
        "closed": DATES,
        "seats": st.sampled_from(["", "5", "-5", "501", "几个"]),
        "shared": st.sampled_from(["", "True", "False"]),
    }
)
KEYS = st.fixed_dictionaries(
    {
        "unit": UNITS,
        "keeper": st.sampled_from(["", "张三", "李四", "某人"]),
        "born": DATES,
        "count": st.sampled_from(["", "1", "2", "-1"]),
    }
)
TASKFORCES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "甲", "乙"]),
        "unit": UNITS,
        "purpose": st.sampled_from(["", "驻村"]),
        "document": st.sampled_from(["", "一号"]),
        "start_date": DATES,
        "end_date": DATES,
    }
)
MANY = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def rolled_back(trial):
    """What the trial returns; what it wrote is gone."""
    with transaction.atomic():
        found = trial()
        transaction.set_rollback(True)
    return found


def one_by_one(ledger, user, rows, key, find):
    """The form's verdict on each row, each good row being saved before the next is looked at.

    `find(values)` is the stored record that a row means, `key(record)` what tells two rows of one file apart.
    """
    verdicts, seen = [], {}
    for number, texts in enumerate(rows, start=1):
        stored = find(texts)
        said = {name: text for name, text in texts.items() if text}
        typed = (_typed(ledger, stored) if stored is not None else _shown_at_first(ledger)) | said
        if "unit" in typed and typed["unit"] in texts.values():
            unit = Unit.objects.filter(name=typed["unit"]).first() or Unit.objects.filter(code=typed["unit"]).first()
            typed = typed | {"unit": str(unit.pk) if unit else typed["unit"]}
        form = form_for(ledger)(typed, instance=stored or ledger.model(), user=user)
        if stored is not None and stored.pk in seen and "unit" not in form.errors:
            verdicts.append({"": [f"与第 {seen[stored.pk]} 行重复"]})
            continue
        if not form.is_valid():
            verdicts.append({name.replace("__all__", ""): sorted(found) for name, found in form.errors.items()})
            continue
        form.cleaned_data["seen_version"] = form.instance.version
        try:
            record = save_form(ledger=ledger, form=form, by=user)
        except NotYours:
            verdicts.append({"": ["这一行不在您所辖的范围内"]})
            continue
        seen[record.pk] = number
        verdicts.append({})
    return verdicts


def _shown_at_first(ledger):
    """What stands in the fields that must be filled of the page's empty form."""
    fields = form_for(ledger).base_fields
    return {name: str(one.initial) for name, one in fields.items() if one.required and one.initial not in (None, "")}


def _typed(ledger, stored):
    """What the page's form would send back of a stored record."""
    form = form_for(ledger)
    values = {name: getattr(stored, f"{name}_id", getattr(stored, name, None)) for name in form.base_fields}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def in_a_batch(ledger, user, rows):
    """The batch's verdict on each row."""
    judged = Judge(ledger, user).judge([Given(number, texts) for number, texts in enumerate(rows, start=1)])
    verdicts = []
    for row in judged:
        found = {}
        for problem in row.problems:
            found.setdefault(problem["field"], []).append(problem["reason"])
        assert (row.verdict == "bad") == bool(found)
        verdicts.append({name: sorted(said) for name, said in found.items()})
    return verdicts


@pytest.fixture
def trial(city):
    with trial_ledgers() as made:
        yield made


def unit_of(texts):
    return Unit.objects.filter(name=texts["unit"]).first() or Unit.objects.filter(code=texts["unit"]).first()


@given(rows=st.lists(HALLS, min_size=1, max_size=7), stored=st.booleans())
@MANY
def test_constraints_of_every_kind(city, trial, rows, stored):
    def find(texts):
        return trial.Hall.objects.filter(unit=unit_of(texts), name=texts["name"]).first() if texts["name"] else None

    def compare():
        if stored:
            hall = trial.Hall(unit=city.village, name="甲", code="A", number="1", opened=dt.date(2022, 1, 1), seats=9)
            writing.save(hall, by=None)
        expected = rolled_back(lambda: one_by_one(trial.halls, city.officer, rows, None, find))
        assert in_a_batch(trial.halls, city.officer, rows) == expected

    rolled_back(compare)


@given(rows=st.lists(KEYS, min_size=1, max_size=7), stored=st.booleans())
@MANY
def test_a_form_that_makes_another_record(city, trial, rows, stored):
    def find(texts):
        return trial.Key.objects.filter(unit=unit_of(texts), person__name=texts["keeper"]).order_by("pk").first()

    def compare():
        if stored:
            form = form_for(trial.keys)({"unit": city.village.pk, "keeper": "张三", "count": 1}, user=city.officer)
            assert form.is_valid()
            save_form(ledger=trial.keys, form=form, by=city.officer)
        expected = rolled_back(lambda: one_by_one(trial.keys, city.officer, rows, None, find))
        assert in_a_batch(trial.keys, city.officer, rows) == expected

    rolled_back(compare)


@given(rows=st.lists(TASKFORCES, min_size=1, max_size=6))
@MANY
def test_a_ledger_without_a_natural_key(city, taskforces, rows):
    def find(texts):
        given_texts = {name: text for name, text in texts.items() if text}
        if not {"name", "unit", "purpose"} <= given_texts.keys() or set(given_texts.values()) & {"2023-02-30", "某日"}:
            return None
        dates = {name: texts[name] or None for name in ("start_date", "end_date")}
        plain = {name: texts[name] for name in ("name", "purpose", "document")}
        return taskforces.model.objects.filter(unit=unit_of(texts), **plain, **dates).first()

    def compare():
        expected = rolled_back(lambda: one_by_one(taskforces, city.officer, rows, None, find))
        assert in_a_batch(taskforces, city.officer, rows) == expected

    rolled_back(compare)
