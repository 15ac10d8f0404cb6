import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("applications", "0002_ratings_and_publicity"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Phase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "立项用地规划许可"),
                            ("2", "工程建设许可"),
                            ("3", "施工许可"),
                            ("4", "竣工验收"),
                            ("", "其他事项"),
                        ],
                        max_length=1,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待受理"), ("running", "办理中"), ("ended", "已办结")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                (
                    "accepted_at",
                    models.DateTimeField(help_text="of the first case: day 0 of the overall time", null=True),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_extended", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="ShownProject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=24, unique=True)),
                ("revision", models.PositiveIntegerField()),
                ("content", models.JSONField(help_text="messages.Shown")),
                ("said_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="project_part",
                        to="applications.application",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="projects.phase"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=24, unique=True, verbose_name="投资项目代码")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="项目名称")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("01", "审批"), ("02", "核准"), ("03", "备案"), ("", "未定")],
                        max_length=2,
                        verbose_name="项目类型",
                    ),
                ),
                ("known_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=0)),
                ("sent_revision", models.PositiveIntegerField(default=0)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                        verbose_name="牵头单位",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-known_at", "-id"], name="project_newest"),
                    models.Index(
                        condition=models.Q(("sent_revision__lt", models.F("revision"))),
                        fields=["id"],
                        name="project_owed",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="phase",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="projects.project"
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.UniqueConstraint(fields=("project", "stage"), name="phase_once_a_project"),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state", "ended")),
                    models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at", None)),
                    _connector="OR",
                ),
                name="phase_ends_with_moment",
            ),
        ),
    ]
