# What the public pays, the orders for it, what the zones owe each other, and the sandbox's books.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Owed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zone", models.CharField(max_length=5)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=120)),
                ("body", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "envelope",
                    models.CharField(blank=True, help_text="uid; empty: not handed over yet", max_length=32),
                ),
                ("taken_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=300)),
                (
                    "stored",
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
            name="Payable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("number", models.CharField(max_length=24, unique=True)),
                (
                    "submission",
                    models.CharField(blank=True, db_index=True, help_text="intake reference", max_length=32),
                ),
                ("title", models.CharField(help_text="of the matter", max_length=200)),
                ("unit", models.CharField(max_length=120)),
                ("payer", models.CharField(help_text="masked", max_length=120)),
                ("lines", models.JSONField(default=list, help_text="messages.BillLine")),
                ("total", models.BigIntegerField(help_text="fen")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "待缴"),
                            ("paid", "已缴"),
                            ("partly", "部分退款"),
                            ("refunded", "已退款"),
                            ("voided", "已撤销"),
                            ("free", "免缴"),
                        ],
                        max_length=8,
                    ),
                ),
                ("due_on", models.DateField()),
                ("paid_at", models.DateTimeField(null=True)),
                ("refunded", models.BigIntegerField(default=0)),
                ("version", models.PositiveIntegerField()),
                ("voucher_number", models.CharField(blank=True, max_length=24)),
                (
                    "voucher",
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
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True)),
                ("driver", models.CharField(max_length=20)),
                ("amount", models.BigIntegerField(help_text="fen")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "等待支付"),
                            ("paid", "支付成功"),
                            ("failed", "支付未成功"),
                            ("lapsed", "已关闭"),
                        ],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(help_text="when the gateway was last asked or began it")),
                ("way", models.JSONField(default=dict, help_text="how it is paid: drivers.driver.Way")),
                ("transaction", models.CharField(blank=True, max_length=64)),
                ("paid_amount", models.BigIntegerField(help_text="fen, as the gateway says", null=True)),
                ("paid_at", models.DateTimeField(null=True)),
                (
                    "payable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="payments.payable",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RefundOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("driver", models.CharField(max_length=20)),
                ("order", models.CharField(max_length=64)),
                ("transaction", models.CharField(max_length=64)),
                ("amount", models.BigIntegerField(help_text="fen")),
                ("reason", models.CharField(max_length=300)),
                ("taken_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["next_at"],
                        name="refund_order_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SandboxNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.TextField(help_text="the signed bytes")),
                ("signature", models.CharField(max_length=64)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken_at", None)), fields=["next_at"], name="sandbox_notice_due"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SandboxPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(help_text="in the address of its page", max_length=32, unique=True),
                ),
                ("order", models.CharField(max_length=40, unique=True)),
                ("amount", models.BigIntegerField(help_text="fen, asked for")),
                ("subject", models.CharField(max_length=200)),
                ("back", models.CharField(help_text="path that the payer returns to", max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "等待支付"), ("paid", "已支付"), ("failed", "支付失败")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("transaction", models.CharField(blank=True, max_length=40)),
                ("paid_amount", models.BigIntegerField(null=True)),
                ("paid_at", models.DateTimeField(null=True)),
                ("refunded", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("transaction", ""), _negated=True),
                        fields=("transaction",),
                        name="sandbox_transaction_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SandboxRefund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("transaction", models.CharField(max_length=40, unique=True)),
                ("amount", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refunds",
                        to="payments.sandboxpayment",
                    ),
                ),
            ],
        ),
    ]
