"""The ledger's own form, put to one row after another.

Every step of Django's `full_clean` is taken here in its order and with the form's and the model's own validators; what makes the
difference is that a text once cleaned is remembered, and that questions to the database are answered for a whole batch.
"""
# ruff: noqa: SLF001 - the steps of Django's form have names with an underscore

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import CheckConstraint, Model
from django.forms.models import model_to_dict
from django.forms.utils import ErrorDict

from zugong.kernel.access.models import User
from zugong.kernel.ledger.conditions import CannotTell, fields_in_constraints, fields_of, holds
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.importing.columns import form_of, typed_fields
from zugong.kernel.ledger.importing.uniqueness import UniqueRule, rules_of, told_by_set
from zugong.kernel.ledger.lookups import BatchLookups

REMEMBERED = 50_000
Errors = dict[str, list[ValidationError]]


class Remembered:
    """Values and errors by what they were made from, forgotten when they become too many."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}

    def get(self, asked: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` returned or the ValidationError that it raised."""
        try:
            if asked in self._known:
                return self._known[asked]
        except TypeError:
            return _tried(make)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        made = self._known[asked] = _tried(make)
        return made

    def put(self, asked: Hashable, value: Any) -> None:
        """Remember a value that was found in another way."""
        self._known[asked] = value


def _tried(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except ValidationError as error:
        return error


class BatchForm:
    """One form for many rows; `clean` puts a row into a record and says what is wrong with it."""

    def __init__(self, ledger: Ledger, user: User, lookups: BatchLookups) -> None:
        self.model = ledger.model
        self.form: RecordForm = form_of(ledger, user, lookups=lookups)
        self.fields = typed_fields(self.form)
        meta = self.model._meta
        self.has_own_clean = type(self.form).clean not in (RecordForm.clean, forms.ModelForm.clean)
        self._form_state = dict(self.form.__dict__)
        self.begin_anew(lookups)
        self._cleaners = {name: getattr(self.form, f"clean_{name}", None) for name in self.form.fields}
        self._texts = {name: Remembered() for name in self.fields}
        self._values = {field.attname: Remembered() for field in meta.fields}
        self._checks = {id(constraint): Remembered() for constraint in meta.constraints}
        self.columns = {field.name: field for field in meta.fields if field.name in self.fields and field.editable}
        self._record_cleans = self.model.clean is not Model.clean
        self._excluded = self._excluded_when_all_is_well()

    def begin_anew(self, lookups: BatchLookups) -> None:
        """Forget what must exist once only and who has it, and ask these lookups from now on."""
        self._form_state["lookups"] = lookups
        self.constraint_rules, self.field_rules = rules_of(self.model)

    @property
    def rules(self) -> tuple[UniqueRule, ...]:
        """What must exist once only."""
        return (*self.constraint_rules, *self.field_rules)

    def knows(self, name: str, text: str, value: Any) -> None:
        """A text of a field is known to mean this value."""
        self._texts[name].put(text, value)

    def clean(self, record: Any, texts: Mapping[str, str], kept: frozenset[str]) -> Errors:
        """Set the record as the form would, and tell the errors by field; fields in `kept` are left as they stand in the record.

        What must exist once only is not asked here: see `violations`.
        """
        form: Any = self.form
        form.__dict__.update(self._form_state)
        form.instance, form.data, form.cleaned_data = record, texts, {}
        form._errors = ErrorDict(renderer=form.renderer)
        if record.pk is not None and self.has_own_clean:
            form.initial = {**form.initial, **model_to_dict(record, self.columns)}
        self._clean_fields(texts, kept)
        if self.has_own_clean:
            form._clean_form()
        form.put_sealed()
        self._put_into(record, texts, kept)
        errors = self._errors_of_record(record)
        if errors:
            form._update_errors(ValidationError(errors))
        return {name: list(found.data) for name, found in form._errors.items()} if form._errors else {}

    def violations(self, record: Any, errors: Errors, taken: Callable[[UniqueRule, Any], bool]) -> Errors:
        """What else is wrong because a value is taken; `taken(rule, record)` tells. In Django's order: constraints, then unique fields."""
        found: Errors = {}
        excluded = self._excluded_now(record)
        for rule in self.constraint_rules:
            if not rule.says_nothing(excluded) and taken(rule, record):
                for name, said in rule.violation(record).items():
                    found.setdefault(name, []).extend(said)
        for rule in self.field_rules:
            broken = not rule.says_nothing(excluded | found.keys()) and taken(rule, record)
            for name, said in rule.violation(record).items() if broken else ():
                found.setdefault(name, []).extend(said)
        if not found:
            return errors
        form: Any = self.form
        form._update_errors(ValidationError(found))
        return {name: list(one.data) for name, one in form._errors.items()}

    def _clean_fields(self, texts: Mapping[str, str], kept: frozenset[str]) -> None:
        form = self.form
        for name, field in form.fields.items():
            if name in kept:
                form.cleaned_data[name] = getattr(form.instance, name)
                continue
            value = self._cleaned(name, field, texts.get(name))
            if isinstance(value, ValidationError):
                form.add_error(name, value)
                continue
            form.cleaned_data[name] = value
            cleaner = self._cleaners[name]
            if cleaner is not None:
                try:
                    form.cleaned_data[name] = cleaner()
                except ValidationError as error:
                    form.add_error(name, error)

    def _cleaned(self, name: str, field: forms.Field, text: str | None) -> Any:
        if name not in self._texts:
            return _tried(lambda: field.clean(None))

        def clean() -> Any:
            given = {} if text is None else {name: text}
            return field.clean(field.widget.value_from_datadict(given, {}, name))

        return self._texts[name].get(text, clean)

    def _put_into(self, record: Any, texts: Mapping[str, str], kept: frozenset[str]) -> None:
        """As Django's `construct_instance`."""
        cleaned = self.form.cleaned_data
        for name, column in self.columns.items():
            if name not in cleaned or name in kept:
                continue
            if name not in texts and column.has_default():
                field = self.form.fields[name]
                if cleaned[name] in field.empty_values and field.widget.value_omitted_from_data(texts, {}, name):
                    continue
            column.save_form_data(record, cleaned[name])

    def _excluded_when_all_is_well(self) -> frozenset[str] | None:
        """Which fields Django leaves out of the checks of a row without errors; None where that depends on the row."""
        # A box that is not ticked has a value.
        depends = any(
            not (column.blank or self.fields[name].required or isinstance(self.fields[name], forms.BooleanField))
            for name, column in self.columns.items()
        )
        unasked = fields_in_constraints(self.model) - self.form.fields.keys()
        depends |= any(not self.model._meta.get_field(name).blank for name in unasked)
        if depends:
            return None
        form: Any = self.form
        form._errors, form.cleaned_data = {}, dict.fromkeys(form.fields)
        return frozenset(form._get_validation_exclusions())

    def _excluded_now(self, record: Any) -> frozenset[str]:
        form: Any = self.form
        if self._excluded is not None and not form._errors:
            return self._excluded
        return frozenset(form._get_validation_exclusions())

    def _errors_of_record(self, record: Any) -> Errors:
        """As Django's `Model.full_clean`, but for what must exist once only."""
        errors: Errors = {}
        excluded = self._excluded_now(record)
        self._clean_columns(record, excluded, errors)
        if self._record_cleans:
            try:
                record.clean()
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        for constraint in self.model._meta.constraints:
            if not told_by_set(constraint):
                self._ask(constraint, record, excluded | errors.keys(), errors)
        return errors

    def _clean_columns(self, record: Any, excluded: frozenset[str], errors: Errors) -> None:
        for column in self.model._meta.fields:
            if column.name in excluded or column.generated:
                continue
            raw = getattr(record, column.attname)
            if column.blank and raw in column.empty_values:
                continue
            if column.is_relation and self._is_link_to_stored(record, column):
                continue
            value = self._values[column.attname].get(raw, lambda column=column, raw=raw: column.clean(raw, record))
            if isinstance(value, ValidationError):
                errors[column.name] = list(value.error_list)
            elif value is not raw:
                setattr(record, column.attname, value)

    @staticmethod
    def _is_link_to_stored(record: Any, column: models.Field) -> bool:
        """True if the linked record was read from the database, so that it need not be asked for again."""
        if not column.is_cached(record) or column.get_limit_choices_to():
            return False
        other = column.get_cached_value(record)
        return other is not None and other.pk == getattr(record, column.attname)

    def _ask(self, constraint: Any, record: Any, excluded: frozenset[str], errors: Errors) -> None:
        """A constraint that concerns the record alone is told from its values, any other by the database."""
        condition = constraint.condition if isinstance(constraint, CheckConstraint) else None
        if condition is None:
            said = _tried(lambda: constraint.validate(self.model, record, exclude=set(excluded)))
        else:
            names = fields_of(condition)
            if not names.isdisjoint(excluded):
                return
            values = {name: getattr(record, self.model._meta.get_field(name).attname) for name in names}
            said = self._checks[id(constraint)].get(
                tuple(sorted(values.items())), lambda: self._check(constraint, record, values, excluded)
            )
        if isinstance(said, ValidationError):
            fields = getattr(constraint, "fields", ())
            if said.code == "unique" and len(fields) == 1:
                errors.setdefault(fields[0], []).append(said)
            else:
                errors.setdefault(NON_FIELD_ERRORS, []).extend(said.error_list)

    def _check(self, constraint: Any, record: Any, values: Mapping[str, Any], excluded: frozenset[str]) -> None:
        try:
            kept = holds(constraint.condition, values) is not False
        except CannotTell:
            constraint.validate(self.model, record, exclude=set(excluded))
        else:
            if not kept:
                raise ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
