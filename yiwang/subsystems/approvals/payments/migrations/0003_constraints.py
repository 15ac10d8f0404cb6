# What the database itself keeps right, and the indexes that lists are read off.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_paying_outside"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["-issued_at", "-id"], name="bill_newest"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["unit", "-issued_at"], name="bill_of_unit"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(condition=models.Q(("state", "due")), fields=["due_on"], name="bill_due"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["payer"], name="bill_payer"),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gte", 0)), name="bill_total_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "free"), ("total", 0)),
                    models.Q(models.Q(("state", "free"), _negated=True), ("total__gt", 0)),
                    ("state", "voided"),
                    _connector="OR",
                ),
                name="bill_free_is_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paid_at__isnull", False), ("state__in", ["paid", "partly", "refunded"])),
                    models.Q(("paid_at", None), ("state__in", ["due", "free", "voided"])),
                    _connector="OR",
                ),
                name="bill_paid_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "voided"),
                        ("voided_at__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(models.Q(("state", "voided"), _negated=True), ("voided_at", None)),
                    _connector="OR",
                ),
                name="bill_voided_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.UniqueConstraint(fields=("bill", "code"), name="bill_line_once"),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("amount__lte", models.F("full")), ("full__gt", 0)),
                name="bill_line_in_standard",
            ),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount", models.F("full")), ("relief", "")),
                    models.Q(
                        models.Q(("relief", ""), _negated=True), models.Q(("ground", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="bill_line_relief_has_ground",
            ),
        ),
        migrations.AddIndex(
            model_name="owed",
            index=models.Index(
                condition=models.Q(("envelope", ""), ("trouble", "")),
                fields=["id"],
                name="payment_owed_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="owed",
            index=models.Index(
                condition=models.Q(("trouble", ""), _negated=True), fields=["id"], name="payment_owed_stuck"
            ),
        ),
        migrations.AddIndex(
            model_name="owed",
            index=models.Index(
                condition=models.Q(("envelope", ""), _negated=True),
                fields=["envelope"],
                name="payment_owed_envelope",
            ),
        ),
        migrations.AddConstraint(
            model_name="payable",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gte", 0)), name="payable_not_negative"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["asked_at"], name="order_to_ask"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("transaction", ""), _negated=True),
                fields=("driver", "transaction"),
                name="order_transaction_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paid"), _negated=True),
                    models.Q(
                        ("paid_amount__isnull", False),
                        ("paid_at__isnull", False),
                        models.Q(("transaction", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="order_paid_has_proof",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["driver", "paid_at"], name="payment_of_day"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("driver", "transaction"), name="payment_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing", "effective")), fields=("bill",), name="payment_settles_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), ("refunded__gte", 0), ("refunded__lte", models.F("amount"))
                ),
                name="payment_not_overrefunded",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("state", "asked")), fields=["asked_at"], name="refund_to_approve"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="refund_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "failed", "declined"]), _negated=True),
                    ("ended_at__isnull", False),
                    _connector="OR",
                ),
                name="refund_ends_with_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(fields=("statement", "transaction"), name="difference_once"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settlement", "")),
                    models.Q(("settled_at__isnull", False), models.Q(("settlement", ""), _negated=True)),
                    _connector="OR",
                ),
                name="difference_settled_says_how",
            ),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(condition=models.Q(("stored", None)), fields=["id"], name="voucher_to_draw"),
        ),
    ]
