"""The addresses of ledgers, files, jobs and the search."""

from django.urls import path, re_path

from zugong.kernel.ledger.pages import (
    bulk,
    exports,
    files,
    finding,
    import_urls,
    jobs,
    lists,
    records,
    saved,
    unmasking,
)

app_name = "ledger"
urlpatterns = [
    path("ledgers/", lists.index, name="index"),
    path("ledgers/<slug:name>/", lists.listing_page, name="list"),
    path("ledgers/<slug:name>/export.xlsx", exports.export, {"kind": "xlsx"}, name="export"),
    path("ledgers/<slug:name>/export.csv", exports.export, {"kind": "csv"}, name="export_csv"),
    re_path(r"^ledgers/(?P<name>[-\w]+)/export/ask\.(?P<kind>xlsx|csv)$", exports.ask_export, name="ask_export"),
    path("ledgers/<slug:name>/saved/", saved.save, name="save_filter"),
    path("ledgers/<slug:name>/saved/<int:pk>/", saved.show, name="saved"),
    path("ledgers/<slug:name>/saved/<int:pk>/drop/", saved.drop, name="drop_filter"),
    path("ledgers/<slug:name>/bulk/", bulk.change, name="bulk"),
    path("ledgers/<slug:name>/new/", records.new, name="new"),
    path("ledgers/<slug:name>/<int:pk>/", records.record_page, name="record"),
    path("ledgers/<slug:name>/<int:pk>/edit/", records.edit, name="edit"),
    path("ledgers/<slug:name>/<int:pk>/versions/", records.compare, name="versions"),
    path("ledgers/<slug:name>/<int:pk>/void/", records.void, name="void"),
    path("ledgers/<slug:name>/<int:pk>/restore/", records.restore, name="restore"),
    path("ledgers/<slug:name>/unmask/", unmasking.unmask_list, name="unmask_list"),
    path("ledgers/<slug:name>/<int:pk>/unmask/", unmasking.unmask_value, name="unmask"),
    path("ledgers/<slug:name>/<int:pk>/files/", files.hand_in, name="hand_in"),
    path("ledgers/<slug:name>/<int:pk>/files/<int:file>/void/", files.take_out, name="take_out"),
    path("files/<int:pk>/", files.download, name="file"),
    path("exports/", exports.index, name="exports"),
    path("exports/<int:pk>/file/", exports.download, name="export_file"),
    re_path(r"^exports/(?P<pk>\d+)/(?P<answer>approve|refuse)/$", exports.decide_export, name="decide_export"),
    *import_urls.urlpatterns,
    path("jobs/", jobs.index, name="jobs"),
    path("jobs/<int:pk>/cancel/", jobs.stop, name="stop_job"),
    path("jobs/<int:pk>/retry/", jobs.again, name="repeat_job"),
    path("search/", finding.search, name="search"),
    path("search/suggestions/", finding.suggest, name="suggest"),
    path("pick/<str:label>/", finding.pick, name="pick"),
]
