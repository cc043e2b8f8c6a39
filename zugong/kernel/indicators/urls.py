"""The addresses of the board."""

from django.urls import path

from zugong.kernel.indicators.pages import boards, closing, exports, past_maps, rows

urlpatterns = [
    path("board/", boards.front, name="board_front"),
    path("board/outlines/<str:unit>.json", boards.outline, name="board_outline"),
    path("board/<str:unit>/<str:period>/", boards.show, name="board"),
    path("board/<str:unit>/<str:period>/then/", past_maps.show, name="board_then"),
    path("board/<str:unit>/<str:period>/closing/", closing.show, name="board_closing"),
    path("board/<str:unit>/<str:period>/picture/", boards.picture, name="board_picture"),
    path("board/<str:unit>/<str:period>/export.<str:form>", exports.export, name="board_export"),
    path("board/<str:unit>/<str:period>/rows/<str:measure>/<str:subject>/", rows.rows, name="board_rows"),
]
