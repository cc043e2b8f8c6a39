"""What one person asked to see of a ledger: filters, search, order and page, all of them in the address."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.columns import Column
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.filtering import described, filterset_for, searched
from zugong.kernel.ledger.places import where_held

PAGE_SIZE = 50
LAST_PAGE = 200
"""Beyond this page the database spends its time on skipping rows; a filter serves the reader better."""


class Listing:
    """One address of a ledger, as one user sees it; `verb` is what the user is about to do with the rows."""

    def __init__(self, ledger: Ledger, request: HttpRequest, verb: str = "read") -> None:
        self.ledger = ledger
        self.query: QueryDict = request.GET
        user: Any = request.user
        self.voided = "voided" in self.query and ledger.may_edit(user)
        self._all = rows = ledger.visible_to(user, voided=self.voided)
        for needed in {verb, "edit" if self.voided else verb} - {"read"}:
            rows = where_held(rows, user, ledger.verbs[needed])
        self.filterset = filterset_for(ledger)(data=self.query, queryset=rows, request=request)
        self.form = self._whole_form()
        self.valid = self.filterset.is_valid()
        # The filterset would take what it does not know for a filter.
        added = {name: self.form.cleaned_data.pop(name, "") for name in ("q", "sort", "voided")} if self.valid else {}
        self.text: str = added.get("q", "")

    def _whole_form(self) -> Any:
        """The filters, with the search before them and what a change of filter must keep behind them."""
        form = self.filterset.form
        search = (
            {"q": forms.CharField(label=_("搜索"), max_length=60, required=False)} if self.ledger.search_fields else {}
        )
        keep = {"sort": forms.CharField(widget=forms.HiddenInput, required=False)} if "sort" in self.query else {}
        if self.voided:
            keep["voided"] = forms.CharField(widget=forms.HiddenInput, required=False)
        form.fields = {**search, **form.fields, **keep}
        return form

    @cached_property
    def rows(self) -> Any:
        """The rows asked for, in their order; none where a filter is wrong, for a wrong filter must not show everything."""
        if not self.valid:
            return self.ledger.model.objects.none()
        rows = self.filterset.qs.filter(voided_at__isnull=False) if self.voided else self.filterset.qs
        return searched(rows, self.ledger.search_fields, self.text).order_by(*self.order)

    @cached_property
    def sort(self) -> str:
        """The column that the rows are ordered by, with `-` for descending, or "" for the ledger's own order."""
        asked = self.query.get("sort", "")
        sortable = {column.sort for column in self.ledger.shown if column.sort}
        return asked if asked.removeprefix("-") in sortable else ""

    @property
    def order(self) -> list[str]:
        """The order, ties broken by the key in the direction of the last name, so that one index serves both."""
        order = [self.sort] if self.sort else list(self.ledger.ordering)
        if order[-1].lstrip("-") not in {"pk", "id"}:
            order.append("-pk" if order[-1].startswith("-") else "pk")
        return order

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
        return "；".join(part for part in (self.text, described(self.form)) if part) if self.valid else ""

    def address(self, **changes: str | int | None) -> str:
        """The query string of this listing with some names changed; None takes a name out."""
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        return f"?{query.urlencode()}"

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
        return [self._head(column) for column in self.ledger.shown]

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
            "href": self.address(sort=turned, page=None) if column.sort else "",
        }
