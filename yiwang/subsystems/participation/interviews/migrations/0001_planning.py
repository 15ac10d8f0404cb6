# What is planned and prepared: interviews, guests, the guide's steps, studios and their bookings.

import django.db.models.deletion
from django.db import migrations, models

import yiwang.subsystems.participation.interviews.models.interviews


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("organizations", "0002_oversight"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuideStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=30, unique=True)),
                ("order", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60, verbose_name="步骤")),
                ("who", models.CharField(max_length=60, verbose_name="由谁办")),
                ("what", models.CharField(blank=True, max_length=300, verbose_name="要求")),
                (
                    "days",
                    models.SmallIntegerField(
                        help_text="from the start of the interview; negative: before",
                        verbose_name="期限（天）",
                    ),
                ),
                (
                    "marked_by",
                    models.CharField(blank=True, help_text="the deed that ticks it by itself", max_length=20),
                ),
                (
                    "before",
                    models.CharField(blank=True, help_text="the deed that has to wait for it", max_length=20),
                ),
                ("is_required", models.BooleanField(default=True)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Studio",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="名称")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="地点")),
                ("equipment", models.CharField(blank=True, max_length=200, verbose_name="设备")),
                ("is_open", models.BooleanField(default=True, verbose_name="开放预订")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Interview",
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
                        default=yiwang.subsystems.participation.interviews.models.interviews.new_reference,
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "token",
                    models.CharField(help_text="of the form that proposed it", max_length=64, unique=True),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "month",
                    models.PositiveSmallIntegerField(
                        help_text="as planned; empty: added during the year",
                        null=True,
                        verbose_name="计划月份",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="访谈主题")),
                ("summary", models.TextField(max_length=2000, verbose_name="内容简介")),
                ("host", models.CharField(blank=True, max_length=60, verbose_name="主持人")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "待审批"),
                            ("approved", "筹备中"),
                            ("announced", "已预告"),
                            ("live", "正在直播"),
                            ("ended", "已结束"),
                            ("archived", "已归档"),
                            ("cancelled", "已取消"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("starts_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("ends_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("asking_from", models.DateTimeField(null=True, verbose_name="征集提问开始")),
                ("asking_until", models.DateTimeField(null=True, verbose_name="征集提问截止")),
                (
                    "told_video",
                    models.CharField(
                        blank=True, help_text="digest of the video sent outside last", max_length=64
                    ),
                ),
                (
                    "has_stream",
                    models.BooleanField(default=False, help_text="an encoder sends live pictures"),
                ),
                (
                    "stream_key",
                    models.CharField(
                        default=yiwang.subsystems.participation.interviews.models.interviews.new_reference,
                        help_text="where the encoder sends to",
                        max_length=32,
                    ),
                ),
                ("chapters", models.JSONField(default=list, help_text="[[seconds, title], …] of the replay")),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposer_id", models.BigIntegerField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("approved_by", models.CharField(blank=True, max_length=80)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "transcript_at",
                    models.DateTimeField(help_text="when its transcript was published last", null=True),
                ),
                (
                    "reason",
                    models.CharField(blank=True, help_text="of cancelling, withdrawing", max_length=300),
                ),
                (
                    "last_line",
                    models.PositiveIntegerField(default=0, help_text="the number of the last line"),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("told_revision", models.PositiveIntegerField(default=0)),
                (
                    "trouble",
                    models.CharField(blank=True, help_text="why the outer zone was not told", max_length=300),
                ),
                (
                    "opened",
                    models.PositiveIntegerField(
                        default=0, help_text="how often its page was opened, as told outside"
                    ),
                ),
                (
                    "most_readers",
                    models.PositiveIntegerField(default=0, help_text="at the same moment, as told outside"),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"
                    ),
                ),
                (
                    "video_file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("title", models.CharField(max_length=120, verbose_name="单位和职务")),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guests",
                        to="participation_interviews.interview",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
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
                ("code", models.SlugField(max_length=30)),
                ("order", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("who", models.CharField(max_length=60)),
                ("what", models.CharField(blank=True, max_length=300)),
                ("days", models.SmallIntegerField()),
                ("marked_by", models.CharField(blank=True, max_length=20)),
                ("before", models.CharField(blank=True, max_length=20)),
                ("is_required", models.BooleanField(default=True)),
                ("due_on", models.DateField(help_text="once the interview has a date", null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.CharField(blank=True, max_length=80)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="participation_interviews.interview",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("booked_by", models.CharField(max_length=80)),
                (
                    "interview",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="booking",
                        to="participation_interviews.interview",
                    ),
                ),
                (
                    "studio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="participation_interviews.studio",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(fields=["year", "month"], name="interview_of_year"),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(fields=["state", "-starts_at"], name="interview_by_state"),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(
                condition=models.Q(("told_revision__lt", models.F("revision"))),
                fields=["revision"],
                name="interview_untold",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("month", None), models.Q(("month__gte", 1), ("month__lte", 12)), _connector="OR"
                ),
                name="interview_month_of_the_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at", None), ("starts_at", None)),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="interview_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asking_from", None), ("asking_until", None)),
                    ("asking_until__gt", models.F("asking_from")),
                    _connector="OR",
                ),
                name="interview_asking_ends_after_it_starts",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["due_on"], name="interview_step_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("interview", "code"), name="interview_step_once"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["studio", "ends_at"], name="booking_of_studio"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="booking_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(fields=("studio", "starts_at"), name="booking_one_each_start"),
        ),
    ]
