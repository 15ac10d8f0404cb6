# What the database itself keeps right, and the indexes that lists are read off.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("counter", "0002_bookings_and_records"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("hall", "letter"), name="service_letter_once"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["service", "day", "begins"], name="booking_of_day"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("state", "booked")), fields=["day"], name="booking_expected"
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.UniqueConstraint(fields=("hall", "number"), name="window_number_once"),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.UniqueConstraint(
                condition=models.Q(("clerk__isnull", False)), fields=("clerk",), name="window_one_for_a_clerk"
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clerk", None), ("sat_at", None)),
                    models.Q(("clerk__isnull", False), ("sat_at__isnull", False)),
                    _connector="OR",
                ),
                name="window_sat_since",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["service", "-is_priority", "queued_at", "id"],
                name="ticket_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["hall", "day", "state"], name="ticket_of_day"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["window", "day"], name="ticket_of_window"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                fields=("hall", "day", "number"), name="ticket_number_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["called", "serving"])),
                fields=("window",),
                name="ticket_one_at_a_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["called", "serving"]), _negated=True),
                    models.Q(
                        ("called_at__isnull", False), ("clerk__isnull", False), ("window__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="ticket_called_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ["done", "no_show", "lapsed"])),
                    models.Q(("ended_at", None), ("state__in", ["waiting", "called", "serving"])),
                    _connector="OR",
                ),
                name="ticket_ends_with_moment",
            ),
        ),
        migrations.AddIndex(
            model_name="takenin",
            index=models.Index(fields=["clerk", "-at"], name="taken_in_by_clerk"),
        ),
        migrations.AddIndex(
            model_name="takenin",
            index=models.Index(fields=["window", "at"], name="taken_in_at_window"),
        ),
        migrations.AddConstraint(
            model_name="takenin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_first", True)), fields=("case",), name="taken_in_begins_once"
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["hall", "-id"], name="call_newest"),
        ),
    ]
