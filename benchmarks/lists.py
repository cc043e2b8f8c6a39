"""The list page of a declared ledger against the same list built in three other ways, over the same rows, in one run.

Every page has the same six columns, filters, search, order and fifty rows to a page, the same scope and the same site around it. Printed
is the processor time of the whole request (the least of many, taken in turns: other work on the machine cannot shorten it) and the ratios:
to Django's generic view and a template written by hand (aim 1.2 or less), to django-tables2 with django-filter and neapolitan (aim 0.6
or less) and to iommi (aim 0.35 or less).

    python benchmarks/lists.py [--rows 100000] [--rounds 40]
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from posts import prepare  # first: it sets the platform up

# isort: split

import django_filters
import django_tables2
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import connection
from django.db.models import Q
from django.http import HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.views.generic import ListView
from iommi import Style, Table
from iommi.style_bootstrap5 import bootstrap5
from neapolitan.views import CRUDView, Role

from zugong.kernel.registry.models import Post, Unit
from zugong.site import urls as site_urls

PAGE = 50
AIMS = {"by hand": 1.2, "tables2 + filter + neapolitan": 0.6, "iommi": 0.35}


def visible(user: Any) -> Any:
    """The posts that the user may see."""
    return Post.objects.visible_to(user).select_related("person", "unit")


class ByHand(LoginRequiredMixin, ListView):
    """Django's generic view."""

    paginate_by = PAGE
    heads = (
        ("person", "人员"), ("unit", "单位"), ("title", "职务"), ("rank", "职级"), ("start_date", "任职日期"),
        ("end_date", "免职日期"),
    )  # fmt: skip

    def get_queryset(self) -> Any:
        """The rows asked for."""
        asked, rows = self.request.GET, visible(self.request.user)
        for word in asked.get("q", "").split()[:5]:
            rows = rows.filter(Q(person__name__icontains=word) | Q(title__icontains=word))
        if asked.get("title"):
            rows = rows.filter(title__icontains=asked["title"])
        if asked.get("unit"):
            rows = rows.filter(unit__path__startswith=Unit.objects.get(pk=asked["unit"]).path)
        if asked.get("from"):
            rows = rows.filter(start_date__gte=asked["from"])
        if asked.get("to"):
            rows = rows.filter(start_date__lte=asked["to"])
        if asked.get("ended"):
            rows = rows.filter(end_date__isnull=asked["ended"] == "1")
        sort = asked.get("sort", "-start_date")
        if sort.removeprefix("-") not in dict(self.heads):
            sort = "-start_date"
        return rows.order_by(sort, "-pk" if sort.startswith("-") else "pk")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """The heads of the columns, too."""
        return super().get_context_data(heads=self.heads, **more)

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        """The page."""
        return HttpResponse(HAND_TEMPLATE.render(context, self.request))


class PostTable(django_tables2.Table):
    """The columns for django-tables2."""

    person = django_tables2.Column(linkify=lambda record: f"/ledgers/posts/{record.pk}/")

    class Meta:
        model = Post
        fields = ("person", "unit", "title", "rank", "start_date", "end_date")
        attrs = {"class": "table table-cards"}
        template_name = "django_tables2/bootstrap5.html"


class PostFilter(django_filters.FilterSet):
    """The filters for django-filter; a key, for a select of five hundred villages would weigh on the peer alone."""

    q = django_filters.CharFilter(method="search")
    unit = django_filters.NumberFilter(field_name="unit_id")

    class Meta:
        model = Post
        fields = {"title": ["icontains"], "start_date": ["gte", "lte"], "end_date": ["isnull"]}

    def search(self, rows: Any, _name: str, text: str) -> Any:
        """The rows with the word."""
        return rows.filter(Q(person__name__icontains=text) | Q(title__icontains=text))


class Neapolitan(LoginRequiredMixin, CRUDView):
    """neapolitan's view, its list overridden where filter and table must meet."""

    model = Post
    role = Role.LIST
    url_base = "post"
    filterset_class = PostFilter

    def get_queryset(self) -> Any:
        """The rows that the user may see, newest first."""
        return visible(self.request.user).order_by("-start_date", "-pk")

    def list(self, request: Any, *args: Any, **more: Any) -> HttpResponse:
        """The list with its table."""
        filterset = self.get_filterset(self.get_queryset())
        table = PostTable(filterset.qs)
        django_tables2.RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
        return HttpResponse(TABLES2_TEMPLATE.render({"table": table, "filterset": filterset}, request))


def iommi_view(request: Any) -> Any:
    """iommi's table, inside the page of the site."""
    columns = ["person", "unit", "title", "rank", "start_date", "end_date"]
    table = Table(
        auto__model=Post,
        auto__include=columns,
        rows=lambda request, **_: visible(request.user).order_by("-start_date", "-pk"),
        page_size=PAGE,
        columns__title__filter__include=True,
        columns__start_date__filter__include=True,
        columns__end_date__filter__include=True,
        columns__person__cell__url=lambda row, **_: f"/ledgers/posts/{row.pk}/",
        iommi_style=STYLE,
    )
    return table.bind(request=request).render_to_response()


STYLE = Style(bootstrap5, base_template="base.html", content_block="content")


def with_peers() -> ModuleType:
    """The site's addresses and those of the other lists."""
    module = ModuleType("addresses_with_peers")
    added = [
        path("peers/by-hand/", ByHand.as_view()),
        path("peers/neapolitan/", Neapolitan.as_view(role=Role.LIST)),
        path("peers/iommi/", iommi_view),
    ]
    module.urlpatterns = [*added, *site_urls.urlpatterns]  # type: ignore[attr-defined]
    return module


def processor_time(answer: Callable[[], HttpResponse]) -> float:
    """The milliseconds that one response takes the processor."""
    begun = time.process_time()
    response = answer()
    taken = (time.process_time() - begun) * 1000
    if response.status_code != 200:
        raise SystemExit(f"the page answered {response.status_code}: {response.content[:400]!r}")
    return taken


def measure(client: Client, addresses: list[str], rounds: int) -> tuple[list[float], list[int]]:
    """The least time and the number of queries of each address, taken in turns."""
    times: list[list[float]] = [[] for _ in addresses]
    counts = []
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        counts.append(len(queries))
        if response.content.count(b"<tr") < PAGE:
            raise SystemExit(f"{address} does not show its rows")
    for _ in range(rounds):
        for kept, address in zip(times, addresses, strict=True):
            kept.append(processor_time(lambda address=address: client.get(address)))
    return [min(kept) for kept in times], counts


WAYS = {
    "declared ledger": "/ledgers/posts/",
    "by hand": "/peers/by-hand/",
    "tables2 + filter + neapolitan": "/peers/neapolitan/",
    "iommi": "/peers/iommi/",
}


def main() -> int:
    """Print the figures; returns 1 if a ratio of the first page misses its aim."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=40)
    asked = arguments.parse_args()
    client = Client()
    client.force_login(prepare(asked.rows))
    with override_settings(ROOT_URLCONF=with_peers()):
        times, counts = measure(client, list(WAYS.values()), asked.rounds)
    ours, missed = times[0], False
    for name, taken, count in zip(WAYS, times, counts, strict=True):
        aim = AIMS.get(name)
        ratio = f"ratio {ours / taken:.2f} (aim {aim} or less)" if aim else ""
        missed |= aim is not None and ours / taken > aim
        print(f"list over {asked.rows:,} rows, {name:<30} {taken:7.1f} ms, {count} queries  {ratio}")
    return int(missed)


PAGES = Path(__file__).parent / "pages"
HAND_TEMPLATE = engines["django"].from_string((PAGES / "by_hand.html").read_text("utf-8"))
TABLES2_TEMPLATE = engines["django"].from_string((PAGES / "tables2.html").read_text("utf-8"))

if __name__ == "__main__":
    raise SystemExit(main())
