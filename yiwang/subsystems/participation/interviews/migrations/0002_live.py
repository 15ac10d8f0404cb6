# What is asked and said, what the public sees of it, and how its videos are cut.

import django.db.models.deletion
from django.db import migrations, models

import yiwang.subsystems.participation.interviews.models.interviews


class Migration(migrations.Migration):
    dependencies = [
        ("participation_interviews", "0001_planning"),
        ("files", "0001_initial"),
        ("intake", "0003_entries"),
        ("organizations", "0002_oversight"),
    ]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=30, unique=True)),
            ],
            options={
                "ordering": ["text"],
            },
        ),
        migrations.CreateModel(
            name="Broadcast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("revision", models.PositiveIntegerField()),
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
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("summary", models.TextField()),
                ("unit_name", models.CharField(max_length=120)),
                ("organizer_name", models.CharField(max_length=120)),
                ("host", models.CharField(blank=True, max_length=60)),
                ("guests", models.JSONField(default=list, help_text='[{"name", "title"}, …]')),
                (
                    "names",
                    models.TextField(blank=True, help_text="of the guests, for the search of the list"),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("asking_from", models.DateTimeField(null=True)),
                ("asking_until", models.DateTimeField(null=True)),
                (
                    "stream",
                    models.CharField(blank=True, help_text="address of the live playlist", max_length=300),
                ),
                ("chapters", models.JSONField(default=list)),
                ("publication_id", models.BigIntegerField(help_text="of the transcript", null=True)),
                ("changed", models.PositiveIntegerField(default=0)),
                (
                    "state_changed",
                    models.PositiveIntegerField(
                        default=0, help_text="which change was the last of the state"
                    ),
                ),
                (
                    "opened",
                    models.PositiveBigIntegerField(default=0, help_text="how often its page was opened"),
                ),
                ("most_readers", models.PositiveIntegerField(default=0, help_text="at the same moment")),
                ("told_opened", models.PositiveBigIntegerField(default=0)),
                ("told_readers", models.PositiveIntegerField(default=0)),
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
            name="BroadcastLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("revision", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField(help_text="its place")),
                (
                    "changed",
                    models.PositiveIntegerField(help_text="which change of the broadcast was its last"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("host", "主持人"),
                            ("guest", "嘉宾"),
                            ("question", "网友提问"),
                            ("notice", "现场"),
                        ],
                        max_length=10,
                    ),
                ),
                ("speaker", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                (
                    "is_waiting",
                    models.BooleanField(
                        default=False, help_text="a question that was let out, not answered yet"
                    ),
                ),
                ("is_removed", models.BooleanField(default=False)),
                ("is_corrected", models.BooleanField(default=False)),
                ("said_at", models.DateTimeField()),
                (
                    "broadcast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="participation_interviews.broadcast",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Cutting",
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
                        choices=[
                            ("waiting", "等待切片"),
                            ("running", "正在切片"),
                            ("done", "已切片"),
                            ("failed", "切片失败"),
                            ("unable", "未安装 ffmpeg"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "claim",
                    models.CharField(blank=True, help_text="of the worker that is at it", max_length=32),
                ),
                ("claimed_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=300)),
                (
                    "stored",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nickname", models.CharField(max_length=20, verbose_name="称呼")),
                ("text", models.TextField(max_length=500, verbose_name="提问")),
                ("essence", models.CharField(help_text="by which repeats are found", max_length=500)),
                ("shown_text", models.TextField(blank=True, help_text="as the moderator let it out")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待审核"),
                            ("released", "已公开"),
                            ("answered", "已回答"),
                            ("declined", "未采用"),
                            ("taken_back", "提问人撤回"),
                        ],
                        default="pending",
                        max_length=12,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unrelated", "与本期访谈主题无关"),
                            ("repeated", "与已经公开的提问重复"),
                            ("abusive", "含有辱骂、攻击他人的内容"),
                            ("private", "涉及个人信息或者他人隐私"),
                            ("advert", "属于广告、灌水内容"),
                            ("elsewhere", "属于个案诉求，请通过领导信箱反映"),
                            ("unlawful", "含有法律法规禁止发布的内容"),
                        ],
                        max_length=20,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="participation_interviews.interview",
                    ),
                ),
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.matter"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Line",
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
                ("token", models.CharField(help_text="of the form that sent it", max_length=64, unique=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("host", "主持人"),
                            ("guest", "嘉宾"),
                            ("question", "网友提问"),
                            ("notice", "现场"),
                        ],
                        max_length=10,
                    ),
                ),
                ("speaker", models.CharField(help_text="as it was called then", max_length=200)),
                ("text", models.TextField(blank=True)),
                ("said_at", models.DateTimeField()),
                ("written_by", models.CharField(max_length=80)),
                ("is_removed", models.BooleanField(default=False)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("told_revision", models.PositiveIntegerField(default=0)),
                ("trouble", models.CharField(blank=True, max_length=300)),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="participation_interviews.interview",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="participation_interviews.question",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddIndex(
            model_name="broadcast",
            index=models.Index(fields=["state", "-starts_at", "-id"], name="broadcast_list"),
        ),
        migrations.AddIndex(
            model_name="broadcastline",
            index=models.Index(fields=["broadcast", "number"], name="broadcast_line_place"),
        ),
        migrations.AddConstraint(
            model_name="broadcastline",
            constraint=models.UniqueConstraint(
                fields=("broadcast", "changed"), name="broadcast_one_line_a_change"
            ),
        ),
        migrations.AddIndex(
            model_name="cutting",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "running", "unable"])),
                fields=["id"],
                name="cutting_open",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["interview", "state", "received_at"], name="question_by_state"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["interview", "essence"], name="question_repeats"),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(
                condition=models.Q(("told_revision__lt", models.F("revision"))),
                fields=["id"],
                name="line_untold",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("interview", "number"), name="line_one_each_number"),
        ),
    ]
