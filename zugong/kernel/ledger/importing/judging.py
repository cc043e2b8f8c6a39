"""The verdict on rows: what each would do to which record, or what is wrong with it, as the ledger's form says."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from zugong.kernel.access.models import User
from zugong.kernel.history.models import Record
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.importing.batch_form import BatchForm, Cleaned
from zugong.kernel.ledger.importing.columns import defaults_of
from zugong.kernel.ledger.importing.copies import copy_of
from zugong.kernel.ledger.importing.lines import Above, Lines, Parts
from zugong.kernel.ledger.importing.linking import Links, Unclear, links_for
from zugong.kernel.ledger.importing.models import ImportRow
from zugong.kernel.ledger.importing.uniqueness import ABOVE, Key, UniqueRule, identity_of
from zugong.kernel.ledger.lookups import BatchLookups, NotYetKnown
from zugong.kernel.sealing.keys import remembering

Verdict = ImportRow.Verdict
Problem = dict[str, Any]
ROUNDS = 8
"""How often a form may ask for something that depends on what it was told, before it is answered one by one."""
NOTHING: frozenset[str] = frozenset()
OUTSIDE = later("这一行不在您所辖的范围内")


@dataclass(slots=True)
class Given:
    """A row to be judged: its number, its texts by field name, and what was wrong with cells when they were read."""

    number: int
    texts: Mapping[str, str]
    problems: Sequence[Problem] = ()


@dataclass(slots=True)
class _Asking:
    """A row while its form may still ask for something."""

    texts: dict[str, str]
    stored: Any = None
    key: Key | None = None
    stopped: bool = False
    cleaned: Cleaned | None = None
    parts: Parts = frozenset()


@dataclass(slots=True)
class Judged:
    """The verdict on a row. `records` is what taking it in writes; `before` the stored texts by field that would change."""

    number: int
    verdict: str
    problems: list[Problem] = field(default_factory=list)
    key: str = ""
    record: Any = None
    records: list[Any] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)


class Judge:
    """Judges the rows of one import in their order, a batch at a time; a row knows the good rows above it.

    `clears`: an empty cell of one of these fields empties what is stored; in all others it leaves it as it stands.
    `taken`: which of these stored records other rows of the import have written already; asked only where rows may tell parts of a record.
    """

    def __init__(
        self,
        ledger: Ledger,
        user: User,
        *,
        clears: frozenset[str] = frozenset(),
        taken: Callable[[AbstractSet[Any]], AbstractSet[Any]] = lambda _keys: frozenset(),
    ) -> None:
        self._ledger, self._user, self._clears, self._ask_taken = ledger, user, clears, taken
        self._model = ledger.model
        self._form = BatchForm(ledger, user, BatchLookups())
        self._blank = self._model()
        self._labels = {name: str(one.label or name) for name, one in self._form.fields.items()}
        self._links: dict[str, Links] = {
            name: links_for(one.queryset, user)
            for name, one in self._form.fields.items()
            if isinstance(one, forms.ModelChoiceField)
        }
        self._places: dict[Hashable, bool] = {}
        self._defaults = defaults_of(self._form.form)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget the rows above and what the database held, which may have changed."""
        self._lookups = BatchLookups()
        self._form.begin_anew(self._lookups)
        self._identity = identity_of(self._form.fields, self._model, sets_others=self._form.has_own_clean)
        self._number_of: dict[Key, int] = {}
        self._stored: dict[Any, Any] = {}
        self._lines = Lines()

    @property
    def joins_rows(self) -> bool:
        """True where several rows may tell of one record, so that they should be judged together."""
        return self._form.tells_parts

    def judge(self, rows: Sequence[Given]) -> list[Judged]:
        """The verdicts on the next rows."""
        self._stored.clear()
        for rule in (self._identity, *self._form.rules):
            rule.forget_database()
        with remembering():
            given = self._resolve_links(rows)
            asked = self._gather([texts for _row, texts, _problems in given])
            if self.joins_rows:
                taken = self._ask_taken({one.stored.pk for one in asked if one.stored is not None})
                numbered = zip(rows, asked, strict=True)
                self._lines.look_ahead(((row.number, one.key, one.parts) for row, one in numbered), taken)
            return [
                self._decide(row, texts, problems, one.cleaned if self._form.is_repeatable else None)
                for (row, texts, problems), one in zip(given, asked, strict=True)
            ]

    def _resolve_links(self, rows: Sequence[Given]) -> list[tuple[Given, dict[str, str], list[Problem]]]:
        for name, links in self._links.items():
            links.read({row.texts[name] for row in rows if row.texts.get(name)})
        return [(row, *self._resolved(row)) for row in rows]

    def _resolved(self, row: Given) -> tuple[dict[str, str], list[Problem]]:
        """The texts as the form wants them, and the problems of cells that cannot be given to it."""
        problems = list(row.problems)
        bad = {problem["field"] for problem in problems if problem.get("blocks", True)}
        texts = {name: text for name, text in row.texts.items() if text != "" and name not in bad}
        for name, links in self._links.items():
            if name not in texts:
                continue
            meant = links.meant(texts[name])
            if isinstance(meant, Unclear):
                first, *others = [*meant.suggestions, ""]
                problems.append(
                    self._problem(name, texts.pop(name), meant.reason, first, [one for one in others if one])
                )
            else:
                texts[name] = str(meant.pk)
                self._form.knows(name, texts[name], meant)
        return texts, problems

    def _problem(self, name: str, value: str, reason: str, suggestion: str = "", others: Sequence[str] = ()) -> Problem:
        label = self._labels.get(name, "")
        problem: Problem = {"field": name if label else "", "column": label, "value": value, "reason": reason}
        if suggestion:
            problem["suggestion"] = suggestion
        if others:
            problem["others"] = list(others)
        return problem

    def _gather(self, rows: Sequence[dict[str, str]]) -> list[_Asking]:
        """Let the form ask, row by row, and read all answers by set, until it has nothing more to ask.

        The rows as the form has cleaned them; that may come out differently once the rows above are known.
        """
        pending = [_Asking(texts) for texts in rows]
        first = pending
        self._lookups.gathering = True
        try:
            for _round in range(ROUNDS):
                for one in pending:
                    self._try(one)
                keys = [one.key for one in pending if one.stored is None and one.key is not None]
                self._identity.read(keys)
                for rule in self._form.rules:
                    rule.read()
                self._read_stored(pk for key in keys for pk in self._identity.holders(key)[:1])
                again = self._lookups.read()
                pending = [one for one in pending if self._must_ask_more(one)]
                if not pending and not again:
                    break
        finally:
            self._lookups.gathering = False
        return first

    def _try(self, one: _Asking) -> None:
        """Clean a row as far as the form gets, and note the key under which it may be stored."""
        one.key, one.stopped = None, False
        record = copy_of(one.stored or self._blank)
        try:
            texts = one.texts if one.stored is not None else self._defaults | one.texts
            one.cleaned = self._form.clean(record, texts, self._kept(one.texts, one.stored))
            one.key = self._identity.key_of(record)
            one.parts = self._form.form.parts()
            for rule in self._form.rules:
                rule.ask(rule.key_of(record))
        except NotYetKnown:
            one.stopped = True
        finally:
            self._lookups.give_back()

    def _must_ask_more(self, one: _Asking) -> bool:
        """True for a row that had to stop, and for one that means a stored record, at which the form may look."""
        if one.stopped:
            return True
        if one.stored is not None or one.key is None or self._form.is_repeatable:
            return False
        one.stored = self._stored_under(one.key)
        return one.stored is not None

    def _stored_under(self, key: Key | None) -> Any:
        """The stored record with this key that the user may see; None where there is none."""
        holder = next(iter(self._identity.holders(key)), None) if key is not None else None
        if holder is None or holder is ABOVE:
            return None
        self._read_stored([holder])
        return self._stored.get(holder)

    def _read_stored(self, keys: Any) -> None:
        wanted = {pk for pk in keys if pk is not ABOVE and pk not in self._stored}
        if wanted:
            # A form may ask for a link that is not the record's own, as for a village by which it finds a person.
            own = [name for name in self._links if name in self._form.columns]
            rows = self._ledger.model.objects.visible_to(self._user).select_related(*own)
            self._stored.update(rows.in_bulk(list(wanted)))

    def _kept(self, texts: Mapping[str, str], stored: Any, *, alone: bool = True) -> AbstractSet[str]:
        """The fields in which a stored record keeps what it has, because the row says nothing of them."""
        if stored is None:
            return NOTHING
        silent = self._form.columns.keys() - texts.keys()
        # Where several rows tell of one record, what one of them leaves empty another may say.
        return silent - self._clears if alone else silent

    def _decide(self, row: Given, texts: dict[str, str], problems: list[Problem], known: Cleaned | None) -> Judged:
        cleaned, stored, earlier = self._cleaned(row.number, texts, known)
        record = cleaned.record
        key = self._identity.key_of(record)
        above = self._lines.above(key)
        if (problems or cleaned.errors) and key is not None:
            unclear = {problem["field"] for problem in problems} | cleaned.errors.keys()
            key = None if unclear & set(self._identity.names) else key
        judged = Judged(row.number, Verdict.BAD, problems, key=stable(key, record, self._identity.fields))
        repeated = self._repeated(key)
        refusal = ""
        if repeated is not None:
            refusal = _("与第 %(row)d 行重复") % {"row": repeated}
        elif stored is None and above is None and key is not None and self._identity.holders(key):
            # Whose record it is must not be told, nor what is in it.
            refusal = str(OUTSIDE)
        else:
            self._form.violations(cleaned, partial(self._taken, earlier=earlier))
            if not cleaned.errors and not self._may_edit(record, stored):
                refusal = str(OUTSIDE)
        if refusal:
            problems.append(self._problem("", "", refusal))
        else:
            problems += self._contradictions(cleaned, texts, above) if above is not None else ()
            problems += self._told(cleaned.errors, row.texts, {problem["field"] for problem in problems})
        if problems and any(problem.get("blocks", True) for problem in problems):
            self._lookups.give_back()
            return judged
        self._pass(judged, record, stored, key)
        if self.joins_rows and key is not None:
            said = {name: cleaned.values.get(name) for name in texts}
            self._lines.keep(key, row.number, self._form.form.parts(), record, said)
        return judged

    def _repeated(self, key: Key | None) -> int | None:
        """The row above that has said it all; None for a row that says something more."""
        if key is None:
            return None
        return self._lines.repeated(key, self._form.form.parts()) if self.joins_rows else self._number_of.get(key)

    def _contradictions(self, cleaned: Cleaned, texts: Mapping[str, str], above: Above) -> list[Problem]:
        """What rows above have said otherwise of the same record."""
        reason = _("与第 %(row)d 行同一条记录写的不一致") % {"row": above.number}
        return [
            self._problem(name, texts[name], reason)
            for name, value in cleaned.values.items()
            if name in texts and name not in self._form.form.part_fields and above.values.get(name, value) != value
        ]

    def _cleaned(self, number: int, texts: dict[str, str], known: Cleaned | None) -> tuple[Cleaned, Any, Any]:
        """The row after the form, set into the record that it means; the stored one that this was; and what it was after rows above."""
        cleaned = known or self._form.clean(copy_of(self._blank), self._defaults | texts, NOTHING)
        key = self._identity.key_of(cleaned.record)
        above, stored = self._lines.above(key), self._stored_under(key)
        if above is None and stored is None:
            return cleaned, None, None
        line: dict[str, Any] = {}
        if self.joins_rows:
            parts = self._form.form.parts()
            alone = above is None and self._lines.is_alone(key, number, stored)
            line = {"alone": alone, "beside": self._lines.beside(key, number, parts)}
        self._lookups.give_back()
        if above is None:
            kept = self._kept(texts, stored, alone=line.get("alone", True))
            return self._form.clean(copy_of(stored), texts, kept, line=line), stored, None
        earlier = copy_of(above.record)
        self._lookups.lend(above.record)
        cleaned = self._form.clean(above.record, texts, self._kept(texts, above.record, alone=False), line=line)
        return cleaned, earlier if above.record.pk is not None else None, earlier

    def _taken(self, rule: UniqueRule, record: Any, *, earlier: Any = None) -> bool:
        key = rule.key_of(record)
        if key is None or (earlier is not None and rule.key_of(earlier) == key):
            return False
        return bool(rule.others(key, record))

    def _may_edit(self, record: Any, stored: Any) -> bool:
        """May the user write the record where it stood and where it would stand."""
        return all(self._may_edit_at(one) for one in (record, stored) if one is not None)

    def _may_edit_at(self, record: Any) -> bool:
        links = self._model.unit_links
        step = links[0].split("__")[0] if links and links[0] else ""
        key = getattr(record, f"{step}_id", None) if step else None
        if key is None:
            return self._ledger.may_edit(self._user, record)
        if key not in self._places:
            self._places[key] = self._ledger.may_edit(self._user, record)
        return self._places[key]

    def _told(self, errors: Any, texts: Mapping[str, str], known: set[str]) -> list[Problem]:
        """The form's errors as problems; of a cell that could not even be read nothing more is said."""
        return [
            self._problem(name if name != NON_FIELD_ERRORS else "", texts.get(name, ""), message)
            for name, found in errors.items()
            if name not in known
            for error in found.data
            for message in error.messages
        ]

    def _pass(self, judged: Judged, record: Any, stored: Any, key: Key | None) -> None:
        """The row is good: say what it changes, and let the rows below know of it."""
        records = self._form.form.records()
        changed = [one for one in records if self._differs(one, stored if one is record else None)]
        judged.verdict = Verdict.NEW if stored is None else Verdict.CHANGED if changed else Verdict.UNCHANGED
        judged.record, judged.records = record, records if changed else []
        if stored is not None and changed:
            judged.before = self._texts_before(record, stored)
        if key is not None:
            self._number_of[key] = judged.number
        before = self._identity.key_of(stored) if stored is not None else None
        self._identity.keep(record, before, key)
        for rule in self._form.rules:
            rule.keep(record, rule.key_of(stored) if stored is not None else None, rule.key_of(record))
        if not self._form.is_repeatable:
            self._lookups.keep(records)

    def _differs(self, record: Any, stored: Any) -> bool:
        if record.pk is None:
            return True
        earlier = stored.__dict__ if stored is not None else self._lookups.as_lent(record)
        if earlier is None:
            return False
        hidden = record.derived if isinstance(record, Record) else ()
        return any(
            record.__dict__.get(one.attname) != earlier.get(one.attname)
            and one.to_python(record.__dict__.get(one.attname)) != one.to_python(earlier.get(one.attname))
            for one in record._meta.concrete_fields
            if one.name not in hidden
        )

    def _texts_before(self, record: Any, stored: Any) -> dict[str, str]:
        changed = {}
        for name in self._form.columns:
            shown = column(self._model, name)
            text = shown.text(stored)
            if text != shown.text(record):
                changed[name] = text
        return changed


def stable(key: Key | None, record: Any, fields: Sequence[Any]) -> str:
    """A short text that is the same for rows that mean the same record, in every process."""
    if key is None:
        return ""
    parts = [
        _told(record, one) if isinstance(part, tuple) else str(part) for part, one in zip(key, fields, strict=True)
    ]
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _told(record: Any, one: Any) -> list[str]:
    """What stands in a linked record that has no key yet."""
    other = one.get_cached_value(record)
    hidden = other.untracked | other.derived | other.sealed if isinstance(other, Record) else frozenset()
    return [str(getattr(other, field.attname)) for field in other._meta.concrete_fields if field.name not in hidden]
