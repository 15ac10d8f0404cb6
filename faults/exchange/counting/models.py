"""How often did an envelope have its effect?"""

from django.db import models


class Effect(models.Model):
    """An envelope was taken in for a recipient. Nothing here is unique: a second effect is to be seen."""

    uid = models.CharField(max_length=32)
    number = models.PositiveSmallIntegerField()
