from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """The same columns as every row that the outer zone is told of; what was told stays told."""

    dependencies = [
        ("participation_interviews", "0002_live"),
    ]

    operations = [
        migrations.RemoveIndex("interview", "interview_untold"),
        migrations.RemoveIndex("line", "line_untold"),
        *(
            migrations.RenameField(model, before, after)
            for model in ("interview", "line")
            for before, after in (("revision", "sequence"), ("told_revision", "sent_sequence"))
        ),
        *(
            operation
            for model in ("interview", "line")
            for operation in (
                migrations.AlterField(
                    model,
                    "sequence",
                    models.PositiveIntegerField(default=0, help_text="what the outer zone has to know"),
                ),
                migrations.AlterField(
                    model,
                    "trouble",
                    models.CharField(blank=True, help_text="why it did not get there", max_length=300),
                ),
                migrations.AddIndex(
                    model,
                    models.Index(
                        fields=["id"],
                        condition=Q(sequence__gt=F("sent_sequence"), trouble=""),
                        name=f"{model}_owed",
                    ),
                ),
            )
        ),
    ]
