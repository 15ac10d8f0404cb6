"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.kernel.cases.office import board, page, todos

app_name = "cases"

urlpatterns = [
    path("office/cases/", todos.todos, name="todos"),
    path("office/cases/batch/", todos.batch, name="todos_batch"),
    path("office/cases/unit/", board.board, name="board"),
    path("office/cases/unit/batch/", board.batch, name="board_batch"),
    path("office/cases/<int:case_id>/", page.page, name="page"),
    path("office/cases/<int:case_id>/party/", page.party, name="party"),
    path("office/cases/<int:case_id>/phrases/", page.phrase, name="phrase"),
    path("office/cases/<int:case_id>/<slug:code>/<int:target_id>/", page.deed, name="deed"),
]
