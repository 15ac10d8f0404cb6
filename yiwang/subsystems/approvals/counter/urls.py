"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.approvals.counter import public
from yiwang.subsystems.approvals.counter.office import cases, desk, halls, taking

app_name = "counter"
urlpatterns = [
    path("counter/ticket/", public.kiosk, name="kiosks"),
    path("counter/ticket/<slug:code>/", public.kiosk, name="kiosk"),
    path("counter/number/<str:reference>/", public.ticket, name="public_ticket"),
    path("counter/screen/<slug:code>/", public.screen, name="screen"),
    path("counter/screen/<slug:code>/now/", public.screen_now, name="screen_now"),
    path("counter/appointments/", public.offers, name="offers"),
    path("counter/appointments/find/", public.find, name="find_appointment"),
    path("counter/appointments/<str:reference>/", public.appointment, name="appointment"),
    path("counter/appointments/<str:reference>/cancel/", public.cancel, name="cancel_appointment"),
    path("counter/book/<slug:hall>/<str:letter>/", public.book, name="book"),
    path("office/counter/", desk.desk, name="desk"),
    path("office/counter/queue/", desk.queue, name="queue"),
    path("office/counter/usher/", desk.usher, name="usher"),
    path("office/counter/windows/<int:window_id>/next/", desk.call_next, name="call_next"),
    path("office/counter/windows/<int:window_id>/call/<int:ticket_id>/", desk.call, name="call"),
    path("office/counter/windows/<int:window_id>/<slug:verb>/", desk.window, name="window_deed"),
    path("office/counter/tickets/<int:ticket_id>/transfer/", desk.transfer, name="transfer"),
    path("office/counter/tickets/<int:ticket_id>/<slug:verb>/", desk.ticket, name="ticket_deed"),
    path("office/counter/take/", taking.items, name="items"),
    path("office/counter/take/<str:code>/", taking.take, name="take"),
    path("office/counter/receipts/<int:taken_id>/", taking.receipt, name="receipt"),
    path("office/counter/receipts/<int:taken_id>/paper/", taking.receipt_paper, name="receipt_paper"),
    path("office/counter/find/", cases.find, name="find"),
    path("office/counter/cases/<str:reference>/", cases.case, name="case"),
    path("office/counter/cases/<str:reference>/supply/", cases.supply, name="supply"),
    path("office/counter/cases/<str:reference>/hand-over/", cases.hand_over, name="hand_over"),
    path("office/counter/statistics/", halls.figures, name="figures"),
    path("office/counter/halls/", halls.halls, name="halls"),
    path("office/counter/halls/<slug:code>/", halls.hall, name="hall"),
    path("office/counter/halls/<slug:code>/services/new/", halls.service, name="new_service"),
    path("office/counter/halls/<slug:code>/services/<int:service_id>/", halls.service, name="service"),
    path("office/counter/halls/<slug:code>/windows/new/", halls.window, name="new_window"),
    path("office/counter/halls/<slug:code>/windows/<int:window_id>/", halls.window, name="window"),
    path("office/counter/halls/<slug:code>/windows/<int:window_id>/free/", halls.free, name="free"),
]
