# Constraints and indexes of the tables that 0001 makes.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("nodes", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="node",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_own", True)), fields=("is_own",), name="node_one_is_own"
            ),
        ),
        migrations.AddConstraint(
            model_name="node",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit__isnull", False)), fields=("unit",), name="node_one_a_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="node",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("carrier", "loopback"), ("is_own", True), ("role", "own")),
                    models.Q(
                        ("is_own", False),
                        models.Q(("role", "own"), _negated=True),
                        models.Q(("carrier", "loopback"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="node_own_is_loopback",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelfile",
            constraint=models.UniqueConstraint(fields=("parcel", "file"), name="parcel_file_once"),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["node", "id"], name="parcel_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("state", "carried")), fields=["node", "beat", "id"], name="parcel_carried"
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("state__in", ["stuck", "refused"])),
                fields=["node", "-id"],
                name="parcel_failed",
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("state__in", ["acknowledged", "refused", "dropped"])),
                fields=["created_at"],
                name="parcel_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number__isnull", False)),
                fields=("node", "number"),
                name="parcel_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True), fields=("node", "key"), name="parcel_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "acknowledged"), _negated=True),
                    ("acknowledged_at__isnull", False),
                    _connector="OR",
                ),
                name="parcel_acknowledged_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["refused", "stuck", "dropped"]), _negated=True),
                    models.Q(("last_error", ""), _negated=True),
                    _connector="OR",
                ),
                name="parcel_failed_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="piece",
            index=models.Index(fields=["touched_at"], name="piece_by_age"),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.UniqueConstraint(fields=("node", "digest"), name="piece_once"),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.CheckConstraint(
                condition=models.Q(("have__lte", models.F("size"))), name="piece_within_size"
            ),
        ),
        migrations.AddIndex(
            model_name="received",
            index=models.Index(
                condition=models.Q(("state", "refused")), fields=["node", "number"], name="received_refused"
            ),
        ),
        migrations.AddIndex(
            model_name="received",
            index=models.Index(fields=["received_at"], name="received_by_age"),
        ),
        migrations.AddConstraint(
            model_name="received",
            constraint=models.UniqueConstraint(fields=("node", "number"), name="received_once"),
        ),
        migrations.AddIndex(
            model_name="rejection",
            index=models.Index(fields=["node", "-rejected_at"], name="rejection_by_node"),
        ),
    ]
