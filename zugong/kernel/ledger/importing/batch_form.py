"""The ledger's own form, put to one row after another.

Every step of Django's `full_clean` is taken here in its order and with the form's and the model's own validators; what makes the
difference is that a text once cleaned is remembered, and that questions to the database are answered for a whole batch.
"""
# ruff: noqa: SLF001 - the steps of Django's form have names with an underscore

from collections.abc import Callable, Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from inspect import getattr_static
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, Field, Model
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.query_utils import DeferredAttribute
from django.forms.models import model_to_dict
from django.forms.utils import ErrorDict

from zugong.kernel.access.models import User
from zugong.kernel.ledger.conditions import CannotTell, fields_in_constraints, fields_of, holds
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.importing.columns import form_of, typed_fields
from zugong.kernel.ledger.importing.uniqueness import UniqueRule, rules_of, told_by_set
from zugong.kernel.ledger.lookups import BatchLookups
from zugong.kernel.ledger.sealed_fields import SealedField

REMEMBERED = 50_000
NOTHING_BESIDE: Mapping[str, Any] = {}
UNASKED, SKIPPED = object(), object()
"""Stand for what was not asked yet, and for a value to which its column has nothing to say."""
Errors = dict[str, list[ValidationError]]


class Remembered(dict[Hashable, Any]):
    """Values, or the ValidationErrors in their place, by what they were made from; forgotten when they become too many."""

    def made(self, asked: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` returns or the ValidationError that it raises, asked for once."""
        try:
            if asked in self:
                return self[asked]
        except TypeError:
            return _tried(make)
        if len(self) >= REMEMBERED:
            self.clear()
        made = self[asked] = _tried(make)
        return made


def _tried(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except ValidationError as error:
        # An error that is remembered must not keep alive all that was at work when it was raised.
        return error.with_traceback(None)


@dataclass(slots=True)
class Cleaned:
    """A row after the form: the record as the form set it, and the form's own state, to which more errors can be added."""

    record: Any
    values: dict[str, Any]
    errors: Any


class BatchForm:
    """One form for many rows; `clean` puts a row into a record and says what is wrong with it."""

    def __init__(self, ledger: Ledger, user: User, lookups: BatchLookups) -> None:
        self.model = ledger.model
        self.form: RecordForm = form_of(ledger, user, lookups=lookups)
        self.fields = typed_fields(self.form)
        meta = self.model._meta
        self.has_own_clean = type(self.form).clean not in (RecordForm.clean, forms.ModelForm.clean)
        self.is_repeatable = not self.has_own_clean and type(self.form).records is RecordForm.records
        """True where the form looks at nothing but the row's texts, so that cleaning a row once more would say the same."""
        self.tells_parts = bool(self.form.part_fields)
        self._form_state = dict(self.form.__dict__)
        self.begin_anew(lookups)
        self._texts = {name: Remembered() for name in self.form.fields}
        self._steps = [
            (name, field, self._texts[name], getattr(self.form, f"clean_{name}", None))
            for name, field in self.form.fields.items()
        ]
        self.is_repeatable &= not any(cleaner for *_step, cleaner in self._steps)
        self.columns = {field.name: field for field in meta.fields if field.name in self.fields and field.editable}
        self._put = [(name, one.has_default(), _setting(self.model, one)) for name, one in self.columns.items()]
        self._seals = any(isinstance(field, SealedField) for field in self.form.fields.values())
        self._values = {field.attname: Remembered() for field in meta.fields}
        self._checked: dict[frozenset[str], list[Any]] = {}
        self._record_cleans = self.model.clean is not Model.clean
        self._asked = [_Asked(self.model, one) for one in meta.constraints if not told_by_set(one)]
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
        self._texts[name][text] = value

    def clean(
        self, record: Any, texts: Mapping[str, str], kept: AbstractSet[str], *, line: Mapping[str, Any] = NOTHING_BESIDE
    ) -> Cleaned:
        """Set the record as the form would, and gather what is wrong; fields in `kept` are left as they stand in the record.

        `line` tells the form of other rows that mean the same record. What must exist once only is not asked here: see `violations`.
        """
        form: Any = self.form
        form.__dict__.update(self._form_state, **line)
        form.instance, form.data, form.cleaned_data = record, texts, {}
        form._errors = ErrorDict(renderer=form.renderer)
        if record.pk is not None and self.has_own_clean:
            form.initial = {**form.initial, **model_to_dict(record, self.columns)}
        self._clean_fields(texts, kept)
        if self.has_own_clean:
            form._clean_form()
        if self._seals:
            form.put_sealed()
        self._put_into(record, texts, kept)
        errors = self._errors_of_record(record)
        if errors:
            form._update_errors(ValidationError(errors))
        return Cleaned(record, form.cleaned_data, form._errors)

    def violations(self, cleaned: Cleaned, taken: Callable[[UniqueRule, Any], bool]) -> None:
        """Add what else is wrong because a value is taken; `taken(rule, record)` tells. In Django's order: constraints, then fields."""
        form: Any = self.form
        record = form.instance = cleaned.record
        form.cleaned_data, form._errors = cleaned.values, cleaned.errors
        excluded = self._excluded_now()
        found: Errors = {}
        for rule in self.constraint_rules:
            if not rule.says_nothing(excluded) and taken(rule, record):
                for name, said in rule.violation(record).items():
                    found.setdefault(name, []).extend(said)
        for rule in self.field_rules:
            broken = not rule.says_nothing(excluded | found.keys()) and taken(rule, record)
            for name, said in rule.violation(record).items() if broken else ():
                found.setdefault(name, []).extend(said)
        if found:
            form._update_errors(ValidationError(found))

    def _clean_fields(self, texts: Mapping[str, str], kept: AbstractSet[str]) -> None:
        form = self.form
        values = form.cleaned_data
        for name, field, remembered, cleaner in self._steps:
            if name in kept:
                values[name] = getattr(form.instance, name)
                continue
            text = texts.get(name)
            value = remembered.get(text, UNASKED)
            if value is UNASKED:
                value = self._cleaned(name, field, text)
            if isinstance(value, ValidationError):
                form.add_error(name, value)
                continue
            values[name] = value
            if cleaner is not None:
                try:
                    values[name] = cleaner()
                except ValidationError as error:
                    form.add_error(name, error)

    def _cleaned(self, name: str, field: forms.Field, text: str | None) -> Any:
        remembered = self._texts[name]
        if name in self.fields:
            given = {} if text is None else {name: text}
            return remembered.made(text, lambda: field.clean(field.widget.value_from_datadict(given, {}, name)))
        made = _tried(lambda: field.clean(None))
        if made is None:
            # Anything else, such as a list, might be changed by the form that gets it.
            remembered[text] = made
        return made

    def _put_into(self, record: Any, texts: Mapping[str, str], kept: AbstractSet[str]) -> None:
        """As Django's `construct_instance`."""
        cleaned = self.form.cleaned_data
        for name, has_default, put in self._put:
            if name not in cleaned or name in kept:
                continue
            if has_default and name not in texts:
                field = self.form.fields[name]
                if cleaned[name] in field.empty_values and field.widget.value_omitted_from_data(texts, {}, name):
                    continue
            put(record, cleaned[name])

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

    def _excluded_now(self) -> frozenset[str]:
        form: Any = self.form
        if self._excluded is None:
            return frozenset(form._get_validation_exclusions())
        return frozenset({*self._excluded, *form._errors}) if form._errors else self._excluded

    def _errors_of_record(self, record: Any) -> Errors:
        """As Django's `Model.full_clean`, but for what must exist once only."""
        errors: Errors = {}
        excluded = self._excluded_now()
        self._clean_columns(record, excluded, errors)
        if self._record_cleans:
            try:
                record.clean()
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        for asked in self._asked:
            asked.ask(record, excluded | errors.keys() if errors else excluded, errors)
        return errors

    def _clean_columns(self, record: Any, excluded: frozenset[str], errors: Errors) -> None:
        values = record.__dict__
        for column, linked, known in self._columns_but(excluded):
            attname = column.attname
            raw = values.get(attname)
            if linked and self._is_link_to_stored(record, column):
                continue
            try:
                value = known.get(raw, UNASKED)
            except TypeError:
                value = UNASKED
            if value is UNASKED:
                value = known.made(raw, partial(self._checked_value, column, raw, record))
            if value is raw or value is SKIPPED:
                continue
            if isinstance(value, ValidationError):
                errors[column.name] = list(value.error_list)
            else:
                setattr(record, attname, value)

    def _columns_but(self, excluded: frozenset[str]) -> list[Any]:
        """The columns that are checked where these are left out."""
        if excluded not in self._checked:
            self._checked[excluded] = [
                (column, column.is_relation, self._values[column.attname])
                for column in self.model._meta.fields
                if column.name not in excluded and not column.generated
            ]
        return self._checked[excluded]

    @staticmethod
    def _checked_value(column: Any, raw: Any, record: Any) -> Any:
        return SKIPPED if column.blank and raw in column.empty_values else column.clean(raw, record)

    @staticmethod
    def _is_link_to_stored(record: Any, column: Any) -> bool:
        """True if the linked record was read from the database, so that it need not be asked for again."""
        if not column.is_cached(record) or column.get_limit_choices_to():
            return False
        other = column.get_cached_value(record)
        return other is not None and other.pk == getattr(record, column.attname)


def _setting(model: Any, column: Any) -> Callable[[Any, Any], None]:
    """How a cleaned value is set into a record: as the column itself does it, by a shorter way where that does no more than to note it."""
    attribute = type(getattr_static(model, column.name))
    if type(column).save_form_data is not Field.save_form_data:
        return cast("Callable[[Any, Any], None]", column.save_form_data)
    if attribute is DeferredAttribute:
        return lambda record, value: record.__dict__.update({column.attname: value})
    if attribute is ForwardManyToOneDescriptor and len(column.related_fields) == 1:
        target = column.target_field.attname

        def link(record: Any, other: Any) -> None:
            record.__dict__[column.attname] = None if other is None else getattr(other, target)
            column.set_cached_value(record, other)

        return link
    return cast("Callable[[Any, Any], None]", column.save_form_data)


class _Asked:
    """A constraint that is not told by set: from the record's values where they are enough, else by the database."""

    def __init__(self, model: Any, constraint: Any) -> None:
        self._model, self._constraint = model, constraint
        self._condition = constraint.condition if isinstance(constraint, CheckConstraint) else None
        names = fields_of(self._condition) if self._condition is not None else ()
        self._names = frozenset(names)
        self._columns = [(name, model._meta.get_field(name).attname) for name in sorted(names)]
        self._known = Remembered()

    def ask(self, record: Any, excluded: frozenset[str], errors: Errors) -> None:
        """Add what the constraint says of the record."""
        constraint = self._constraint
        if self._condition is None:
            said = _tried(lambda: constraint.validate(self._model, record, exclude=set(excluded)))
        elif not self._names.isdisjoint(excluded):
            return
        else:
            values = {name: record.__dict__.get(attname) for name, attname in self._columns}
            said = self._known.made(tuple(values.values()), lambda: self._check(record, values, excluded))
        if not isinstance(said, ValidationError):
            return
        fields: Any = getattr(constraint, "fields", ())
        name = fields[0] if getattr(said, "code", None) == "unique" and len(fields) == 1 else NON_FIELD_ERRORS
        errors.setdefault(name, []).extend(said.error_list)

    def _check(self, record: Any, values: Mapping[str, Any], excluded: frozenset[str]) -> None:
        constraint = self._constraint
        try:
            kept = holds(self._condition, values) is not False
        except CannotTell:
            constraint.validate(self._model, record, exclude=set(excluded))
        else:
            if not kept:
                raise ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
