"""What is kept of everything that can be found?"""

from django.db import models


class Entry(models.Model):
    """One findable thing, whoever owns it. The words themselves are in the engine's own tables, see
    engine.py.
    """

    class Audience(models.TextChoices):
        PUBLIC = "public", "公众"
        OFFICE = "office", "工作人员"

    kind = models.CharField(max_length=60, help_text="what it is for the program, such as publication")
    object_id = models.CharField(max_length=64, help_text="its id where it lives")
    category = models.CharField(max_length=40, blank=True, help_text="what it is for readers, such as notice")
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True, help_text="plain text")
    number = models.CharField(max_length=120, blank=True, help_text="document or case number")
    unit_id = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=200, blank=True, help_text="as it was called")
    on = models.DateField(null=True, help_text="newer is nearer")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    path = models.CharField(
        max_length=64, blank=True, help_text="path of the unit, whose officials may find it"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_one_entry_each")]
