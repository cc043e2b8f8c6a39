"""The addresses of the API."""

from django.urls import path, re_path

from zugong.kernel.ledger.api.building import addresses_of, build, nowhere
from zugong.kernel.ledger.declaring import registered

urlpatterns = [path("", addresses_of(build(registered()))), re_path(r"^.*$", nowhere)]
