import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("organizations", "0002_oversight"),
        ("participation_letters", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="mailbox",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="participation_letters.mailbox",
            ),
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草拟中"),
                            ("submitted", "待审核"),
                            ("returned", "已退回修改"),
                            ("sent", "已答复"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("outcome", models.CharField(max_length=20)),
                ("text", models.TextField(verbose_name="答复")),
                ("ground", models.CharField(blank=True, max_length=300, verbose_name="办理依据")),
                (
                    "faults",
                    models.JSONField(default=list, help_text="sentences of the check when it was submitted"),
                ),
                (
                    "excuse",
                    models.CharField(blank=True, help_text="why it is right all the same", max_length=300),
                ),
                ("drafted_by", models.CharField(max_length=80)),
                ("drafter_id", models.BigIntegerField(null=True)),
                ("drafted_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.CharField(blank=True, max_length=80)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("verdict", models.CharField(blank=True, max_length=300)),
                ("files", models.ManyToManyField(related_name="+", to="files.storedfile")),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="participation_letters.letter",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sequence",
                    models.PositiveIntegerField(default=0, help_text="what the outer zone has to know"),
                ),
                ("sent_sequence", models.PositiveIntegerField(default=0)),
                (
                    "trouble",
                    models.CharField(blank=True, help_text="why it did not get there", max_length=300),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=80, verbose_name="网站名称")),
                ("origins", models.JSONField(default=list, help_text="https://host[:port] of its pages")),
                (
                    "key_digest",
                    models.CharField(help_text="SM3 of the key, shown once", max_length=64, unique=True),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="participation_letters.mailbox",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="whose site it is",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="letter",
            name="site",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participation_letters.site",
            ),
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.CharField(max_length=32, unique=True)),
                ("sequence", models.PositiveIntegerField()),
                ("box_code", models.SlugField(max_length=40)),
                ("type", models.CharField(blank=True, help_text="empty: not told", max_length=12)),
                ("unit_name", models.CharField(blank=True, help_text="empty: not told", max_length=120)),
                ("state", models.CharField(max_length=10)),
                ("received_on", models.DateField()),
                ("accepted_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("working_days", models.PositiveSmallIntegerField(null=True)),
                ("is_in_time", models.BooleanField(null=True)),
                ("level", models.CharField(blank=True, help_text="the writer's rating", max_length=20)),
                ("is_shown", models.BooleanField(default=False)),
                ("title", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField(blank=True)),
                ("reply", models.TextField(blank=True)),
                ("subject", models.CharField(blank=True, max_length=60)),
                ("shown_on", models.DateField(null=True)),
                ("note", models.CharField(blank=True, help_text="why it was taken down", max_length=200)),
                ("publication_id", models.BigIntegerField(help_text="of kernel.publications", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-received_on", "-id"], name="letter_trace_newest"),
                    models.Index(fields=["box_code", "-received_on", "-id"], name="letter_trace_of_box"),
                    models.Index(
                        condition=models.Q(("is_shown", True)),
                        fields=["-shown_on", "-id"],
                        name="letter_trace_shown",
                    ),
                    models.Index(
                        condition=models.Q(("publication_id__isnull", False)),
                        fields=["publication_id"],
                        name="letter_trace_of_publication",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_shown", False), ("reply", ""), ("text", ""), ("title", "")),
                            models.Q(("is_shown", True), models.Q(("title", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="letter_trace_keeps_no_words_unless_shown",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("explained", "已向来信人解释"),
                            ("rectified", "已责成整改"),
                            ("again", "已重新办理"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_up",
                        to="participation_letters.letter",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["opened_at"], name="letter_bad_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", ""), ("settled_at", None)),
                            models.Q(models.Q(("result", ""), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_follow_up_settled_with_result",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("state", "calling")), fields=["owed_at"], name="letter_call_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", "calling")),
                    models.Q(models.Q(("state", "calling"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="letter_call_back_ends_with_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "reached"), models.Q(("level", ""), _negated=True)),
                    models.Q(models.Q(("state", "reached"), _negated=True), ("level", "")),
                    _connector="OR",
                ),
                name="letter_call_back_reached_has_level",
            ),
        ),
        migrations.AddIndex(
            model_name="mailbox",
            index=models.Index(fields=["order", "id"], name="letter_mailbox_in_order"),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "petition"), _negated=True), ("exposure", "never"), _connector="OR"
                ),
                name="letter_mailbox_of_petitions_is_confidential",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(fields=("letter", "number"), name="letter_reply_number_once"),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "submitted"])),
                fields=("letter",),
                name="letter_reply_in_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "sent")), fields=("letter",), name="letter_reply_sent"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["returned", "sent"]), _negated=True),
                    ("reviewed_at__isnull", False),
                    _connector="OR",
                ),
                name="letter_reply_judged_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["-received_at", "-id"], name="letter_newest"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["mailbox", "-received_at"], name="letter_of_mailbox"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["desk", "-received_at"], name="letter_of_desk"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["holder", "-received_at"], name="letter_of_holder"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("writer", ""), _negated=True),
                fields=["writer", "received_at"],
                name="letter_of_writer",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("sequence__gt", models.F("sent_sequence")), ("trouble", "")),
                fields=["id"],
                name="letter_owed",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("exposure", "shown"), _negated=True),
                    models.Q(models.Q(("public_title", ""), _negated=True), ("shown_at__isnull", False)),
                    _connector="OR",
                ),
                name="letter_shown_has_public_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_repeat", False), ("lead__isnull", False), _connector="OR"),
                name="letter_repeat_has_a_lead",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("lead", models.F("id")), _negated=True), name="letter_leads_others"
            ),
        ),
    ]
