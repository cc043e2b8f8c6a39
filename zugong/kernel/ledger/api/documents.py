"""The page on which the API can be read and tried; it loads nothing from elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger


class Documents(Swagger):
    """Swagger UI as django-ninja brings it along, in a page of the platform's own."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page."""
        url = f"{self.get_openapi_url(api, kwargs)}?lang={get_language()}"
        settings = {**self.settings, "url": url, "docExpansion": "none", "filter": True}
        return render(request, "ledger/api.html", {"settings": settings, "api": api})
