# Constraints and indexes of the tables that 0001 makes.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="addressgroup",
            constraint=models.UniqueConstraint(fields=("unit", "name"), name="group_once_a_unit"),
        ),
        migrations.AddConstraint(
            model_name="addressgroup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit", None)), fields=("name",), name="group_once_for_all"
            ),
        ),
        migrations.AddConstraint(
            model_name="dailycount",
            constraint=models.UniqueConstraint(fields=("day", "category", "unit"), name="daily_count_once"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["unit", "-changed_at"], name="draft_of_unit"),
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(fields=["sender_unit", "-id", "category"], name="envelope_outbox"),
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(
                condition=models.Q(("sender_system__isnull", False)),
                fields=["sender_system", "-id"],
                name="envelope_of_system",
            ),
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(
                condition=models.Q(("reference__gt", "")), fields=["reference"], name="envelope_reference"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("is_here", True)),
                fields=["unit", "-id", "category"],
                name="delivery_inbox",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("is_here", True)),
                fields=["unit", "-id"],
                name="delivery_to_sign",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("system__isnull", False)),
                fields=["system", "id"],
                name="delivery_of_system",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("is_here", True), ("state", "waiting")),
                fields=["id"],
                name="delivery_waiting_here",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("envelope", "number"), name="delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state__in", ["waiting", "delivered", "opened"])),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("state__in", ["signed", "returned", "withdrawn", "refused"]),
                    ),
                    _connector="OR",
                ),
                name="delivery_ends_with_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["returned", "refused"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="delivery_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="envelopefile",
            constraint=models.UniqueConstraint(fields=("envelope", "number"), name="envelope_file_once"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("is_followed", False)), fields=["id"], name="receipt_to_follow"
            ),
        ),
    ]
