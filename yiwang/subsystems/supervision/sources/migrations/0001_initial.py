import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("organizations", "0002_oversight"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldPrice",
            fields=[
                ("reference", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("said_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                ("source", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "silent_days",
                    models.PositiveSmallIntegerField(help_text="days without a record until it is silent"),
                ),
                ("since", models.DateField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=80)),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="answers for it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                (
                    "name",
                    models.CharField(help_text="of the file, or of the system that called", max_length=200),
                ),
                ("by", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "正在导入"),
                            ("done", "已完成"),
                            ("undone", "已撤销"),
                            ("broken", "中途停止"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("reached", models.PositiveIntegerField(default=0)),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("same", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                (
                    "reason",
                    models.CharField(blank=True, help_text="why it stopped or was undone", max_length=500),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="handed it in",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["state"], name="import_waiting"
                    ),
                    models.Index(fields=["source", "-id"], name="import_of_source"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True), ("ended_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="import_ends_with_moment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ground",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fact", models.CharField(help_text="Finding.fact", max_length=160)),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grounds",
                        to="supervision_sources.import",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("imported", "fact"), name="ground_once")],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=64, unique=True)),
                ("institution", models.CharField(max_length=200)),
                ("drug", models.CharField(max_length=120)),
                ("specification", models.CharField(max_length=120)),
                ("package_unit", models.CharField(blank=True, max_length=20)),
                ("price", models.DecimalField(decimal_places=4, max_digits=20)),
                ("median", models.DecimalField(decimal_places=4, max_digits=20)),
                ("purchases", models.PositiveIntegerField(help_text="of the drug in the twelve months")),
                ("reference_price", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ("on", models.DateField(help_text="of the purchase")),
                ("said_at", models.DateTimeField()),
                ("is_shown", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["drug", "specification", "price", "id"], name="price_by_drug")
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=100)),
                ("version", models.PositiveIntegerField(default=1)),
                ("is_current", models.BooleanField(default=True)),
                ("row", models.PositiveIntegerField(help_text="of the file")),
                ("unit_name", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=300)),
                ("on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                ("price", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                (
                    "party",
                    models.CharField(
                        blank=True, help_text="code of supplier, contractor or winner", max_length=18
                    ),
                ),
                ("item", models.CharField(blank=True, help_text="what was bought", max_length=300)),
                (
                    "pending_on",
                    models.DateField(help_text="day since which something is waited for", null=True),
                ),
                ("values", models.JSONField(help_text="code of the field: value; money as text")),
                ("digest", models.CharField(help_text="of the values", max_length=64)),
                ("received_at", models.DateTimeField()),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="supervision_sources.import",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_current", True)),
                        fields=["source", "-on", "-id"],
                        name="record_newest",
                    ),
                    models.Index(
                        condition=models.Q(("is_current", True)),
                        fields=["source", "unit", "-on", "-id"],
                        name="record_of_unit",
                    ),
                    models.Index(
                        condition=models.Q(("is_current", True), models.Q(("item", ""), _negated=True)),
                        fields=["source", "item", "on"],
                        name="record_of_item",
                    ),
                    models.Index(
                        condition=models.Q(("is_current", True), ("pending_on__isnull", False)),
                        fields=["source", "pending_on"],
                        name="record_pending",
                    ),
                    models.Index(fields=["source", "received_at"], name="record_received"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "key", "version"), name="record_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("source", "key"),
                        name="record_one_current",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rejection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("field", models.CharField(blank=True, max_length=60)),
                ("value", models.CharField(blank=True, max_length=200)),
                ("sentence", models.CharField(max_length=300)),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rejections",
                        to="supervision_sources.import",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
    ]
