"""What one person asked to see of a ledger: filters, search, order and page, all of them in the address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.columns import Column, column
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.filtering import described, filterset_for, query_of, searched
from zugong.kernel.ledger.places import where_held
from zugong.kernel.ledger.sealed_queries import SearchField, told
from zugong.kernel.ledger.seeing import columns_for, may_order

PAGE_SIZE = 50
KEPT = ("q", "sort", "voided", "cols")
"""What stands in an address beside the filters of the ledger and the page."""
LAST_PAGE = 200
"""Beyond this page the database spends its time on skipping rows; a filter serves the reader better."""


def _read(read: Callable[[Column, Any, Any], Any], column: Column, user: Any, record: Any) -> Any:
    return read(column, record, user)


def _in_one(query: QueryDict) -> QueryDict:
    """A form with a box for each column sends the name many times; the address says it once."""
    if len(query.getlist("cols")) < 2:
        return query
    one = query.copy()
    one["cols"] = ",".join(query.getlist("cols"))
    return one


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a listing and for what, where there is no request: in background work."""

    user: Any
    GET: QueryDict


class Listing:
    """One address of a ledger, as one user sees it; `verb` is what the user is about to do with the rows."""

    def __init__(self, ledger: Ledger, request: HttpRequest | Asked, verb: str = "read") -> None:
        self.ledger = ledger
        self.query = query_of(ledger, _in_one(request.GET))
        user: Any = request.user
        self.user = user
        self.voided = "voided" in self.query and ledger.may_edit(user)
        self._all = rows = ledger.visible_to(user, voided=self.voided)
        for needed in {verb, "edit" if self.voided else verb} - {"read"}:
            rows = where_held(rows, user, ledger.verbs[needed])
        self.filterset = filterset_for(ledger)(data=self.query, queryset=rows, request=request)
        self.form = self._whole_form()
        self.valid = self.filterset.is_valid()
        # The filterset would take what it does not know for a filter.
        added = {name: self.form.cleaned_data.pop(name, "") for name in KEPT} if self.valid else {}
        self.text: str = added.get("q", "")

    def _whole_form(self) -> Any:
        """The filters, with the search before them and what a change of filter must keep behind them."""
        form = self.filterset.form
        search = {"q": SearchField(label=_("搜索"))} if self.ledger.search_fields else {}
        names = {"sort", "cols"} & self.query.keys() | ({"voided"} if self.voided else set())
        keep = {name: forms.CharField(widget=forms.HiddenInput, required=False) for name in sorted(names)}
        form.fields = {**search, **form.fields, **keep}
        return form

    @cached_property
    def rows(self) -> Any:
        """The rows asked for, in their order; none where a filter is wrong, for a wrong filter must not show everything."""
        if not self.valid:
            return self.ledger.model.objects.none()
        rows = self.filterset.qs.filter(voided_at__isnull=False) if self.voided else self.filterset.qs
        return searched(rows, self.ledger.search_fields, self.text, self.user).order_by(*self.order)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns asked for, in the order asked for; unsaid, all that the user may see."""
        seen = {column.name: column for column in columns_for(self.ledger.shown, self.user)}
        asked = [seen[name] for name in self.query.get("cols", "").split(",") if name in seen]
        return list(dict.fromkeys(asked)) or list(seen.values())

    @property
    def choosable(self) -> list[tuple[Column, bool]]:
        """Every column that the user may see, and whether it is shown."""
        shown = {column.name for column in self.columns}
        return [(column, column.name in shown) for column in columns_for(self.ledger.shown, self.user)]

    def readers(self, read: Callable[[Column, Any, Any], Any], clear: Callable[[Column], Callable[[Any], Any]]) -> Any:
        """For each column what reads it from a record: `read` as the user may see it, or `clear` where all lies open.

        Whether a column lies open is asked once and not for each of a hundred thousand rows.
        """
        return [
            clear(column) if may_order(column, self.user) else partial(_read, read, column, self.user)
            for column in self.columns
        ]

    @cached_property
    def sort(self) -> str:
        """The column that the rows are ordered by, with `-` for descending, or "" for the ledger's own order."""
        asked = self.query.get("sort", "")
        return asked if asked.removeprefix("-") in self._sortable else ""

    @cached_property
    def _sortable(self) -> set[str]:
        """What the rows can be ordered by: an order by what the user reads masked would tell it."""
        shown = columns_for(self.ledger.shown, self.user)
        return {column.sort for column in shown if column.sort and may_order(column, self.user)}

    @property
    def order(self) -> list[str]:
        """The order, ties broken by the key in the direction of the last name, so that one index serves both."""
        order = [self.sort] if self.sort else [name for name in self.ledger.ordering if self._tells_nothing(name)]
        if not order or order[-1].lstrip("-") not in {"pk", "id"}:
            order.append("-pk" if order and order[-1].startswith("-") else "pk")
        return order

    def _tells_nothing(self, name: str) -> bool:
        return may_order(column(self.ledger.model, name.lstrip("-")), self.user)

    @cached_property
    def page(self) -> Page[Any]:
        """The keys on the page asked for, or on the nearest that exists."""
        asked = self.query.get("page", "1")
        number = min(int(asked), LAST_PAGE) if asked.isdecimal() else 1
        return Paginator(self.rows.values_list("pk", flat=True), PAGE_SIZE).get_page(number)

    @cached_property
    def records(self) -> list[Any]:
        """The records on the page. Only their keys are sorted, so that a deep page does not carry all the rows before it."""
        keys = list(self.page)
        found = self._all.in_bulk(keys)
        return [found[key] for key in keys]

    @property
    def too_deep(self) -> bool:
        """This is the last page that is shown, and there are more rows than it shows."""
        return self.page.number == LAST_PAGE and self.page.has_next()

    @property
    def filtered(self) -> bool:
        """The address asks for less than everything."""
        return bool(self.in_words) or not self.valid

    @cached_property
    def in_words(self) -> str:
        """The filters in force, in words."""
        if not self.valid:
            return ""
        return "；".join(part for part in (told(self.text), described(self.form)) if part)

    def address(self, **changes: str | int | None) -> str:
        """The query string of this listing with some names changed; None takes a name out."""
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        return f"?{query.urlencode()}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The lasting names and values of the address, to be sent along by a form."""
        return [(name, value) for name, values in QueryDict(self.lasting_query).lists() for value in values]

    @property
    def lasting_query(self) -> str:
        """What of the address says which rows and columns are meant, whenever it is asked again."""
        query = self.query.copy()
        for name in [name for name in query if name not in self.form.fields and name not in KEPT]:
            del query[name]
        return query.urlencode()

    @property
    def only_voided(self) -> str:
        """The voided rows of this listing."""
        return self.address(voided=1, page=None)

    @property
    def without_voided(self) -> str:
        """The live rows of this listing."""
        return self.address(voided=None, page=None)

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The columns' heads: label, direction now, and where a click leads."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> dict[str, Any]:
        now = (
            ""
            if self.sort.removeprefix("-") != column.sort
            else ("descending" if self.sort.startswith("-") else "ascending")
        )
        turned = f"-{column.sort}" if now == "ascending" else column.sort
        return {
            "label": column.label,
            "numeric": column.numeric,
            "now": now if column.sort else "",
            "href": self.address(sort=turned, page=None) if column.sort in self._sortable else "",
        }
