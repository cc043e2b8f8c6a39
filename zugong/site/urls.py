"""The addresses of the platform."""

from django.urls import URLPattern, URLResolver, include, path

from zugong.site.pages import errors, gallery, health, look, offline, sign_in, units

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/demo/", sign_in.sign_in_as, name="sign_in_as"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("look/", look.look, name="look"),
    path("worker.js", offline.worker, name="service_worker"),
    path("offline/", offline.offline, name="offline"),
    path("outbox/", offline.outbox, name="outbox"),
    path("switch/units/", units.switch_unit, name="switch_unit"),
    path("", include("zugong.modules.office.urls")),
    path("", include("zugong.modules.plan.urls")),
    path("", include("zugong.modules.villages.urls")),
    path("", include("zugong.kernel.procedures.urls")),
    path("", include("zugong.kernel.ledger.urls")),
    path("", include("zugong.kernel.indicators.urls")),
    path("api/", include("zugong.kernel.ledger.api.urls")),
    path("gallery/", gallery.gallery, name="gallery"),
    path("healthz", health.health, name="health"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
