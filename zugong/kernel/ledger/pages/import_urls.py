"""The addresses of imports."""

from django.urls import path

from zugong.kernel.ledger.pages import import_rows, imports

urlpatterns = [
    path("ledgers/<slug:name>/import/", imports.new, name="import"),
    path("ledgers/<slug:name>/import/template.xlsx", imports.template, name="import_template"),
    path("imports/", imports.index, name="imports"),
    path("imports/<int:pk>/", imports.imported_page, name="imported"),
    path("imports/<int:pk>/progress/", imports.progress, name="import_progress"),
    path("imports/<int:pk>/columns/", imports.say_columns, name="import_columns"),
    path("imports/<int:pk>/clearing/", imports.clearing, name="import_clearing"),
    path("imports/<int:pk>/rows/<int:number>/", import_rows.row, name="import_row"),
    path("imports/<int:pk>/accept/", import_rows.accept, name="import_accept"),
    path("imports/<int:pk>/bad.xlsx", imports.bad_rows, name="import_bad_rows"),
    path("imports/<int:pk>/take/", imports.take, name="import_take"),
    path("imports/<int:pk>/drop/", imports.drop, name="import_drop"),
    path("imports/<int:pk>/undo/", imports.undo, name="import_undo"),
]
