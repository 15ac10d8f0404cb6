import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("deadlines", "0002_shipped_calendar"),
        ("files", "0001_initial"),
        ("organizations", "0001_initial"),
        ("processes", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Urge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("person", models.CharField(max_length=80)),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("text", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="urges", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.CharField(max_length=80)),
                ("is_public", models.BooleanField(default=False, help_text="the party was given it")),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "stored"), name="case_attachment_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.TextField()),
                ("due_on", models.DateField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=80)),
                ("asked_unit", models.CharField(blank=True, help_text="of whoever asked", max_length=200)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=80)),
                (
                    "asker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consultations",
                        to="cases.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)),
                        fields=["unit", "due_on"],
                        name="case_consultation_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("case", "unit"),
                        name="case_unit_consulted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="case_consultation_answered_with_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        help_text="a verb of cases.rules, or one of the kind's own", max_length=20
                    ),
                ),
                ("label", models.CharField(help_text="what was done, as officials read it", max_length=120)),
                ("at", models.DateTimeField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("person", models.CharField(max_length=80)),
                (
                    "post",
                    models.CharField(blank=True, help_text="a deputy's names the principal", max_length=200),
                ),
                ("unit_id", models.BigIntegerField(null=True)),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("outcome", models.CharField(blank=True, help_text="of the step, code", max_length=60)),
                ("outcome_label", models.CharField(blank=True, max_length=60)),
                ("opinion", models.TextField(blank=True, help_text="internal")),
                (
                    "public_label",
                    models.CharField(blank=True, help_text="empty: the party does not see it", max_length=60),
                ),
                ("public_text", models.TextField(blank=True)),
                ("due_on", models.DateField(help_text="told to the party with it", null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="cases.case"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.step",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("public_label", ""), _negated=True),
                            ("public_text", ""),
                            _connector="OR",
                        ),
                        name="case_event_public_has_label",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "待批准"), ("granted", "已批准"), ("refused", "未批准")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="in the unit of the case's extension")),
                ("ground", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=80)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "settled_by",
                    models.CharField(
                        blank=True, help_text="who granted or refused, with the post", max_length=80
                    ),
                ),
                ("reply", models.CharField(blank=True, max_length=300)),
                (
                    "document",
                    models.CharField(
                        blank=True, help_text="number of the paper that told the party", max_length=80
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")),
                        fields=["asked_at"],
                        name="case_extension_to_settle",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "granted")), fields=("case",), name="case_extended_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("case",),
                        name="case_one_extension_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("state", "asked")),
                            models.Q(("settled_at__isnull", False), ("state__in", ["granted", "refused"])),
                            _connector="OR",
                        ),
                        name="case_extension_settled_with_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                (
                    "form",
                    models.CharField(
                        choices=[("electronic", "电子"), ("paper", "纸质"), ("both", "电子和纸质")],
                        default="electronic",
                        max_length=10,
                    ),
                ),
                (
                    "originals",
                    models.PositiveSmallIntegerField(default=0, help_text="how many originals are taken in"),
                ),
                ("copies", models.PositiveSmallIntegerField(default=0)),
                ("is_required", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("missing", "未提交"),
                            ("received", "已收取"),
                            ("checked", "已核验"),
                            ("returned", "已退回"),
                        ],
                        default="missing",
                        max_length=8,
                    ),
                ),
                ("is_original_checked", models.BooleanField(default=False)),
                ("checked_by", models.CharField(blank=True, max_length=80)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "wanted",
                    models.TextField(blank=True, help_text="what had to be put right, as the party was told"),
                ),
                ("note", models.CharField(blank=True, help_text="internal", max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="materials", to="cases.case"
                    ),
                ),
                ("files", models.ManyToManyField(related_name="+", to="files.storedfile")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "code"), name="case_material_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_original_checked", True), _negated=True),
                            ("checked_at__isnull", False),
                            _connector="OR",
                        ),
                        name="case_material_checked_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("hearing", "听证"),
                            ("tender", "招标"),
                            ("auction", "拍卖"),
                            ("inspection", "检验"),
                            ("testing", "检测"),
                            ("quarantine", "检疫"),
                            ("appraisal", "鉴定"),
                            ("expert_review", "专家评审"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                (
                    "announced",
                    models.CharField(help_text="how long it will take, as the party was told", max_length=60),
                ),
                (
                    "notice",
                    models.CharField(
                        blank=True, help_text="number of the paper that told the party", max_length=80
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("began_by", models.CharField(max_length=80)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=80)),
                ("result", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case",), name="case_one_open_pause"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("began_at")), _connector="OR"
                        ),
                        name="case_pause_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Phrase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="常用语")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("person", "text"), name="case_phrase_once")],
            },
        ),
    ]
