"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.approvals.payments import public
from yiwang.subsystems.approvals.payments.office import bills, reconciliation
from yiwang.subsystems.approvals.payments.sandbox import public as sandbox

app_name = "payments"
urlpatterns = [
    path("services/pay/", public.landing, name="landing"),
    path("services/pay/notify/<slug:driver>/", public.notify, name="notify"),
    path("services/pay/sandbox/<str:token>/", sandbox.pay, name="sandbox"),
    path("services/pay/<str:reference>/", public.payable, name="payable"),
    path("services/pay/<str:reference>/start/", public.start, name="start"),
    path("services/pay/<str:reference>/ask/", public.ask, name="ask"),
    path("services/pay/<str:reference>/voucher/", public.voucher, name="public_voucher"),
    path("services/pay/<str:reference>/<str:number>/", public.order, name="order"),
    path("office/payments/", bills.bills, name="bills"),
    path("office/payments/demand/<str:reference>/", bills.demand, name="demand"),
    path("office/payments/reconciliation/", reconciliation.statements, name="statements"),
    path("office/payments/reconciliation/<int:statement_id>/", reconciliation.statement, name="statement"),
    path(
        "office/payments/reconciliation/<int:statement_id>/compare/", reconciliation.compare, name="compare"
    ),
    path("office/payments/differences/<int:difference_id>/enter/", reconciliation.enter, name="enter"),
    path("office/payments/differences/<int:difference_id>/settle/", reconciliation.settle, name="settle"),
    path("office/payments/<str:reference>/", bills.bill, name="bill"),
    path("office/payments/<str:reference>/notice/", bills.notice, name="notice"),
    path("office/payments/<str:reference>/voucher/", bills.voucher, name="voucher"),
    path("office/payments/<str:reference>/<slug:verb>/<int:subject_id>/", bills.deed, name="deed"),
]
