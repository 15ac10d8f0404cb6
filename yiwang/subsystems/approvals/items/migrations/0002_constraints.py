from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("items", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("state", "submitted")), fields=["submitted_at"], name="edition_to_review"
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("state", "planned")), fields=["effective_from"], name="edition_planned"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("implementation", "number"), name="edition_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")),
                fields=("implementation",),
                name="edition_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "reviewed", "planned"])),
                fields=("implementation",),
                name="edition_one_worked_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "submitted", "reviewed"]),
                    models.Q(
                        ("effective_from__isnull", False), ("state__in", ["planned", "in_force", "ended"])
                    ),
                    _connector="OR",
                ),
                name="edition_holds_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("effective_until__isnull", False), ("state", "ended")),
                    models.Q(models.Q(("state", "ended"), _negated=True), ("effective_until", None)),
                    _connector="OR",
                ),
                name="edition_ends_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"), models.Q(("digest", ""), _negated=True), _connector="OR"
                ),
                name="edition_is_sealed_when_submitted",
            ),
        ),
        migrations.AddIndex(
            model_name="implementation",
            index=models.Index(fields=["unit", "code"], name="implementation_of_unit"),
        ),
        migrations.AddIndex(
            model_name="implementation",
            index=models.Index(
                condition=models.Q(("standing", "in_force")),
                fields=["checked_on"],
                name="implementation_to_check",
            ),
        ),
        migrations.AddIndex(
            model_name="implementation",
            index=models.Index(
                condition=models.Q(("sequence__gt", models.F("sent_sequence"))),
                fields=["id"],
                name="implementation_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="implementation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("current", None), ("standing", "waiting")),
                    models.Q(("current__isnull", False), ("standing__in", ["in_force", "ended"])),
                    _connector="OR",
                ),
                name="implementation_stands_on_edition",
            ),
        ),
        migrations.AddConstraint(
            model_name="implementation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_on__isnull", False),
                        ("standing", "ended"),
                        models.Q(("ended_because", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("standing", "ended"), _negated=True),
                        ("ended_because", ""),
                        ("ended_on", None),
                        ("merged_into", None),
                    ),
                    _connector="OR",
                ),
                name="implementation_end_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="implementation",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="implementation_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="implementation",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_sequence__lte", models.F("sequence"))),
                name="implementation_sent_what_was_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("agrees", True), models.Q(("text", ""), _negated=True), _connector="OR"),
                name="opinion_objection_says_why",
            ),
        ),
    ]
