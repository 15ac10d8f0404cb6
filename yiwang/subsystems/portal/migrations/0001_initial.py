import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yiwang.subsystems.portal.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("organizations", "0001_initial"),
        ("organizations", "__first__"),
        ("publications", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="代号")),
                ("name", models.CharField(max_length=80, verbose_name="网站名称")),
                ("domain", models.CharField(max_length=120, unique=True, verbose_name="域名")),
                ("identification_code", models.CharField(max_length=10, verbose_name="网站标识码")),
                ("icp_number", models.CharField(blank=True, max_length=40, verbose_name="ICP 备案编号")),
                ("police_number", models.CharField(blank=True, max_length=60, verbose_name="公安机关备案号")),
                ("sponsor", models.CharField(max_length=120, verbose_name="主办单位")),
                ("host_unit", models.CharField(blank=True, max_length=120, verbose_name="承办单位")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="联系方式")),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="网站简介")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Column",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=60, verbose_name="栏目网址")),
                ("title", models.CharField(max_length=40, verbose_name="栏目名称")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="排序")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("list", "列表栏目"),
                            ("documents", "文件栏目"),
                            ("page", "单页栏目"),
                            ("topic", "专题专栏"),
                            ("link", "链接栏目"),
                        ],
                        default="list",
                        max_length=20,
                        verbose_name="栏目形式",
                    ),
                ),
                (
                    "column_type",
                    models.CharField(
                        choices=[
                            ("工作动态", "工作动态"),
                            ("通知公告", "通知公告"),
                            ("政策文件", "政策文件"),
                            ("政策解读", "政策解读"),
                            ("概况信息", "概况信息"),
                            ("机构职能", "机构职能"),
                            ("领导信息", "领导信息"),
                            ("人事信息", "人事信息"),
                            ("规划计划", "规划计划"),
                            ("数据发布", "数据发布"),
                            ("信息公开", "信息公开"),
                            ("办事服务", "办事服务"),
                            ("互动交流", "互动交流"),
                            ("专题专栏", "专题专栏"),
                        ],
                        default="工作动态",
                        max_length=20,
                        verbose_name="栏目类别",
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="栏目说明")),
                ("keywords", models.CharField(blank=True, max_length=200, verbose_name="栏目关键词")),
                (
                    "link",
                    models.CharField(
                        blank=True, help_text="only of a link column", max_length=300, verbose_name="链接地址"
                    ),
                ),
                (
                    "update_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="longest time without anything new",
                        null=True,
                        verbose_name="更新期限（天）",
                    ),
                ),
                ("is_two_step", models.BooleanField(default=False, verbose_name="审核人可以签发")),
                ("is_open", models.BooleanField(default=True, verbose_name="开放")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="专题开始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="专题结束日期")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="portal.column",
                        verbose_name="上级栏目",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                        verbose_name="责任单位",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="columns", to="portal.site"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "slug"), name="column_slug_once_a_site"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True), ("parent__isnull", False)),
                        fields=("site", "parent", "title"),
                        name="column_title_once_among_siblings",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True), ("parent__isnull", True)),
                        fields=("site", "title"),
                        name="column_title_once_at_the_top",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="column_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None),
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="column_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
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
                        choices=[
                            ("news", "政务动态"),
                            ("notice", "通知公告"),
                            ("document", "政府文件"),
                            ("interpretation", "政策解读"),
                            ("information", "政府信息"),
                        ],
                        default="news",
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("subtitle", models.CharField(blank=True, max_length=200, verbose_name="副标题")),
                ("summary", models.CharField(blank=True, max_length=500, verbose_name="摘要")),
                ("keywords", models.CharField(blank=True, max_length=200, verbose_name="关键词")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="来源")),
                ("author", models.CharField(blank=True, max_length=120, verbose_name="作者")),
                ("body", models.TextField(blank=True, verbose_name="正文")),
                ("cover_alt", models.CharField(blank=True, max_length=200, verbose_name="封面图片说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待审核"),
                            ("reviewed", "待签发"),
                            ("scheduled", "定时发布"),
                            ("published", "已发布"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤下"),
                        ],
                        default=yiwang.subsystems.portal.rules.State["DRAFT"],
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, help_text="number of the newest text; the optimistic lock"
                    ),
                ),
                (
                    "live_version",
                    models.PositiveIntegerField(
                        blank=True, help_text="number of the text the public reads", null=True
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True, help_text="when the public could first read it", null=True
                    ),
                ),
                ("publish_at", models.DateTimeField(blank=True, null=True, verbose_name="定时发布时间")),
                ("expire_at", models.DateTimeField(blank=True, null=True, verbose_name="到期撤下时间")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="why returned, withdrawn or forced, the last time",
                        max_length=300,
                    ),
                ),
                (
                    "withdrawal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("error", "内容有误"),
                            ("superseded", "已被新的内容替代"),
                            ("expired", "已过公开期限"),
                            ("legal", "依法不宜继续公开"),
                            ("other", "其他原因"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "is_forced",
                    models.BooleanField(
                        default=False, help_text="the live text was published without the usual steps"
                    ),
                ),
                (
                    "deleted_at",
                    models.DateTimeField(blank=True, help_text="in the recycle bin since", null=True),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        help_text="last changed the text",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="封面图片",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publications.publication",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                        verbose_name="报送单位",
                    ),
                ),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="portal.column",
                        verbose_name="栏目",
                    ),
                ),
                (
                    "more_columns",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="portal.column", verbose_name="同时发布到"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="articles", to="portal.site"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-changed_at"], name="article_by_state"),
                    models.Index(fields=["unit", "state", "-changed_at"], name="article_by_unit"),
                    models.Index(fields=["column", "-changed_at"], name="article_by_column"),
                    models.Index(fields=["-changed_at"], name="article_by_change"),
                    models.Index(
                        condition=models.Q(("state", yiwang.subsystems.portal.rules.State["SCHEDULED"])),
                        fields=["publish_at"],
                        name="article_due",
                    ),
                    models.Index(
                        condition=models.Q(("expire_at__isnull", False)),
                        fields=["expire_at"],
                        name="article_expiring",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", yiwang.subsystems.portal.rules.State["PUBLISHED"]), _negated=True
                            ),
                            models.Q(("live_version__isnull", False), ("publication__isnull", False)),
                            _connector="OR",
                        ),
                        name="article_published_is_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication__isnull", True), ("published_at__isnull", False), _connector="OR"
                        ),
                        name="article_live_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deleted_at__isnull", True), ("publication__isnull", True), _connector="OR"
                        ),
                        name="article_live_is_not_binned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", yiwang.subsystems.portal.rules.State["SCHEDULED"]), _negated=True
                            ),
                            ("publish_at__isnull", False),
                            _connector="OR",
                        ),
                        name="article_scheduled_has_moment",
                    ),
                ],
            },
        ),
    ]
