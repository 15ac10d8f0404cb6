import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LedgerImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="name of the file", max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("on", models.DateField(help_text="the day from which the changes hold")),
                ("by", models.CharField(max_length=80)),
                ("person_id", models.BigIntegerField(null=True)),
                ("is_dry_run", models.BooleanField()),
                ("opened", models.PositiveIntegerField()),
                ("changed", models.PositiveIntegerField()),
                ("unchanged", models.PositiveIntegerField()),
                ("rejected", models.PositiveIntegerField()),
                (
                    "rejections",
                    models.JSONField(
                        default=list, help_text="number, code, name, reason of each row not taken"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="账号")),
                ("name", models.CharField(db_index=True, max_length=60, verbose_name="姓名")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("mobile", models.CharField(blank=True, max_length=20, verbose_name="手机号码")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "administration",
                    models.CharField(
                        blank=True,
                        help_text="the one administrator's office of three that this person holds (三员分立)",
                        max_length=30,
                    ),
                ),
                ("password_changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "must_change_password",
                    models.BooleanField(default=False, help_text="signs in with a one-time password"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("username", django.db.models.functions.text.Lower("username"))),
                        name="person_username_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "administration__in",
                                ["", "system_administrator", "security_administrator", "audit_administrator"],
                            )
                        ),
                        name="person_one_administration",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerPassword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=128)),
                ("set_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-set_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="stable code of the unit ledger",
                        max_length=40,
                        unique=True,
                        verbose_name="机构代码",
                    ),
                ),
                (
                    "path",
                    models.CharField(
                        help_text="four digits a level; subtree = range of paths", max_length=64, unique=True
                    ),
                ),
                ("depth", models.PositiveSmallIntegerField(help_text="1 for the root")),
                ("name", models.CharField(db_index=True, max_length=120, verbose_name="名称")),
                ("short_name", models.CharField(blank=True, max_length=60, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "人民政府"),
                            ("department", "工作部门"),
                            ("institution", "事业单位"),
                            ("committee", "园区管委会"),
                            ("stationed", "驻市单位"),
                            ("window", "服务窗口"),
                            ("office", "内设机构"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "document_mark",
                    models.CharField(
                        blank=True,
                        help_text="as in 云政办〔2026〕1号",
                        max_length=20,
                        verbose_name="机关代字",
                    ),
                ),
                ("order", models.PositiveIntegerField(default=0, verbose_name="排序")),
                ("opened_on", models.DateField(verbose_name="设立日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="organizations.unit",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["parent", "order", "path"], name="unit_children")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("depth", 1), ("parent", None), ("path", "0001")),
                            models.Q(("depth__gt", 1), ("parent__isnull", False), ("path__gt", "0001")),
                            _connector="OR",
                        ),
                        name="unit_one_root",
                        violation_error_message="全市只能有一个根机构。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="unit_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on", None), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                        ),
                        name="unit_closes_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None), ("closed_on__isnull", False), _connector="OR"
                        ),
                        name="unit_merged_is_closed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("closed_on", None), models.Q(("document_mark", ""), _negated=True)
                        ),
                        fields=("document_mark",),
                        name="unit_mark_once_among_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="岗位名称")),
                (
                    "roles",
                    models.JSONField(
                        blank=True, default=list, help_text="codes declared in organizations.roles"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                (
                    "ends_on",
                    models.DateField(blank=True, help_text="last day", null=True, verbose_name="截止日期"),
                ),
                (
                    "permissions",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="of a deputy: only these; empty = all that the lent roles grant",
                    ),
                ),
                (
                    "ground",
                    models.CharField(blank=True, help_text="why the delegation is given", max_length=200),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, help_text="ended at once, before the last day ran out", null=True
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stands_in_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputies",
                        to="organizations.post",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "ends_on"], name="post_of_unit"),
                    models.Index(fields=["person", "ends_on"], name="post_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="post_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stands_in_for", None), ("ends_on__isnull", False), _connector="OR"
                        ),
                        name="post_deputy_has_last_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stands_in_for", models.F("id")), _negated=True),
                        name="post_not_its_own_deputy",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=120, verbose_name="别名")),
                (
                    "kind",
                    models.CharField(
                        choices=[("former", "曾用名"), ("abbreviation", "简称"), ("plate", "加挂牌子")],
                        default="abbreviation",
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "name"],
                "constraints": [models.UniqueConstraint(fields=("unit", "name"), name="alias_once_a_unit")],
            },
        ),
        migrations.CreateModel(
            name="UnitVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("opened", "设立"),
                            ("renamed", "更名"),
                            ("remarked", "变更机关代字"),
                            ("reclassified", "调整类别"),
                            ("moved", "调整隶属"),
                            ("merged", "并入其他机构"),
                            ("absorbed", "吸收其他机构"),
                            ("split", "分设"),
                            ("closed", "撤销"),
                            ("reopened", "恢复"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("short_name", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "人民政府"),
                            ("department", "工作部门"),
                            ("institution", "事业单位"),
                            ("committee", "园区管委会"),
                            ("stationed", "驻市单位"),
                            ("window", "服务窗口"),
                            ("office", "内设机构"),
                        ],
                        max_length=20,
                    ),
                ),
                ("document_mark", models.CharField(blank=True, max_length=20)),
                (
                    "ground",
                    models.CharField(blank=True, help_text="the document behind the change", max_length=200),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "other",
                    models.ForeignKey(
                        help_text="the other unit of a merge or split",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-id"],
                "indexes": [models.Index(fields=["unit", "-starts_on", "-id"], name="unit_version_newest")],
            },
        ),
    ]
