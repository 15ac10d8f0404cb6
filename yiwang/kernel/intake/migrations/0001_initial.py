import django.db.models.deletion
from django.db import migrations, models

import yiwang.kernel.intake.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("nodes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealingKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public", models.CharField(max_length=130, unique=True)),
                (
                    "sealed",
                    models.TextField(blank=True, help_text="the private half under organizations.sealing"),
                ),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.CharField(max_length=4)),
                ("day", models.DateField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("prefix", "day"), name="series_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=yiwang.kernel.intake.models.new_reference, max_length=32, unique=True
                    ),
                ),
                ("kind", models.CharField(help_text="declared in intake.kinds", max_length=81)),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="编号")),
                (
                    "code_digest",
                    models.CharField(help_text="HMAC-SM3 of number and tracking code", max_length=64),
                ),
                (
                    "token_digest",
                    models.CharField(help_text="one form is submitted once", max_length=64, unique=True),
                ),
                ("data", models.JSONField(default=dict, help_text="as the kind's body describes it")),
                ("contact", models.TextField(blank=True, help_text="sealed: see intake.contacts")),
                ("submitted_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("handling", "办理中"),
                            ("supplement", "等待您补充"),
                            ("answered", "已答复"),
                            ("closed", "已办结"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(help_text="answered, closed or withdrawn", null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("stars", models.PositiveSmallIntegerField(help_text="1 to 5", null=True)),
                ("comment", models.TextField(blank=True)),
                ("rated_at", models.DateTimeField(null=True)),
                ("wiped_at", models.DateTimeField(help_text="contact and free text are gone", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False), ("wiped_at", None)),
                        fields=["ended_at"],
                        name="submission_to_wipe",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at", None), ("state__in", ["received", "handling", "supplement"])
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["answered", "closed", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="submission_ends_with_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rated_at", None), ("stars", None)),
                            models.Q(("rated_at__isnull", False), ("stars__range", (1, 5))),
                            _connector="OR",
                        ),
                        name="submission_rated_once_with_stars",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="as the inner side counts")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "办理进展"),
                            ("ask", "请补充材料"),
                            ("answer", "答复"),
                            ("close", "办结"),
                        ],
                        max_length=6,
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="who says so, as it was called then", max_length=120
                    ),
                ),
                ("due_on", models.DateField(help_text="until when something is asked for", null=True)),
                ("at", models.DateTimeField()),
                (
                    "envelope",
                    models.CharField(help_text="uid of the envelope that brought it", max_length=32),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="intake.submission",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("submission", "number"), name="step_once")],
            },
        ),
        migrations.CreateModel(
            name="HeldFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_from_applicant", models.BooleanField()),
                ("name", models.CharField(max_length=200)),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="held_files",
                        to="intake.step",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="held_files",
                        to="intake.submission",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(help_text="of the envelope: see intake.messages", max_length=40)),
                (
                    "body",
                    models.JSONField(
                        default=dict, help_text="without the contact, which is sealed when it is sent"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "envelope",
                    models.CharField(blank=True, help_text="uid; empty: not handed over yet", max_length=32),
                ),
                ("delivered_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, help_text="why it was not taken", max_length=300)),
                ("files", models.ManyToManyField(related_name="+", to="intake.heldfile")),
                (
                    "submission",
                    models.ForeignKey(
                        help_text="None: a question to the inner zone about no submission",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers",
                        to="intake.submission",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("envelope", ""), ("trouble", "")),
                        fields=["id"],
                        name="handover_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("trouble", ""), _negated=True),
                        fields=["id"],
                        name="handover_stuck",
                    ),
                    models.Index(
                        condition=models.Q(("delivered_at", None)), fields=["id"], name="handover_unproved"
                    ),
                    models.Index(
                        condition=models.Q(("envelope", ""), _negated=True),
                        fields=["envelope"],
                        name="handover_of_envelope",
                    ),
                    models.Index(
                        condition=models.Q(("submission", None)),
                        fields=["created_at"],
                        name="handover_question",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("handed_in_at", models.DateTimeField()),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supplement",
                        to="intake.step",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="empty: only its withdrawal has come", max_length=81
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=24, verbose_name="编号")),
                ("contact", models.TextField(blank=True, help_text="sealed to one of our SealingKeys")),
                ("submitted_at", models.DateTimeField(help_text="by the clock of the outer side", null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "办理中"), ("ended", "已办结"), ("withdrawn", "申请人已撤回")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("steps", models.PositiveIntegerField(default=0, help_text="how many were reported")),
                (
                    "node",
                    models.ForeignKey(
                        help_text="where it came from",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="nodes.node",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("node", "number"),
                        name="matter_number_once_a_node",
                    )
                ],
            },
        ),
    ]
