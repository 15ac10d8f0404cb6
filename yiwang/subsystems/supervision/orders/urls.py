"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.supervision.orders import public
from yiwang.subsystems.supervision.orders.office import complaints, issuing, lists, order

app_name = "supervision_orders"

ORDERS, COMPLAINTS = "office/supervision/orders/", "office/supervision/complaints/"

urlpatterns = [
    path("services/complain/", public.complain, name="complain"),
    path(ORDERS, lists.order_list, name="order_list"),
    path(f"{ORDERS}addressed/", lists.addressed, name="order_addressed"),
    path(f"{ORDERS}orders.csv", lists.order_table, name="order_table"),
    path(f"{ORDERS}bulletin.docx", lists.overdue, {"form": "docx"}, name="bulletin_docx"),
    path(f"{ORDERS}bulletin.pdf", lists.overdue, {"form": "pdf"}, name="bulletin_pdf"),
    path(f"{ORDERS}new/", issuing.new, name="order_new"),
    path(f"{ORDERS}<int:order_id>/", order.order, name="order"),
    path(f"{ORDERS}<int:order_id>/<slug:code>/<int:target>/", order.deed, name="order_deed"),
    path(COMPLAINTS, complaints.complaint_list, name="complaint_list"),
    path(f"{COMPLAINTS}<int:complaint_id>/", complaints.complaint, name="complaint"),
    path(f"{COMPLAINTS}<int:complaint_id>/party/", complaints.party, name="complaint_party"),
    path(f"{COMPLAINTS}<int:complaint_id>/<slug:code>/", complaints.deed, name="complaint_deed"),
]
