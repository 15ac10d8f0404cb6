from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="publication",
            name="publication_withdrawn_with_reason",
        ),
        migrations.AlterField(
            model_name="publication",
            name="state",
            field=models.CharField(
                choices=[("published", "已公开"), ("waiting", "待网站开通"), ("withdrawn", "已撤回")],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["published", "waiting"]),
                        ("withdrawal_reason", ""),
                        ("withdrawn_at", None),
                    ),
                    models.Q(
                        ("state", "withdrawn"),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="publication_withdrawn_with_reason",
            ),
        ),
    ]
