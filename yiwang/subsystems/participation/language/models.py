"""Which models were trained, which texts can be found by their likes, and what is common in them?"""

from django.db import models


class Training(models.Model):
    """One trained classifier, with what it was measured on; never changed, taken into use or out of it."""

    version = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    is_in_use = models.BooleanField(default=False)
    letters = models.PositiveIntegerField(help_text="texts learned from, those kept back included in the end")
    held_out = models.PositiveIntegerField(help_text="texts of the measure, unknown to the model measured")
    macro_f1 = models.FloatField(help_text="on the texts kept back, 0 to 1")
    figures = models.JSONField(help_text="baselines, F1 by subject and by file")
    body = models.BinaryField(help_text="zlib of JSON, see rules/storing.py")
    digest = models.CharField(max_length=64, help_text="SM3 of the body")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_in_use"], condition=models.Q(is_in_use=True), name="language_one_training_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"来信分类模型第{self.version}版"


class Text(models.Model):
    """A text that can be found by its likes: the few tokens it is known by, not its words."""

    kind = models.CharField(max_length=40, help_text="letters are only compared with letters")
    key = models.CharField(max_length=64, help_text="by which its owner knows it")
    codes = models.BinaryField(help_text="whole numbers of 8 bytes, see rules/weighing.py::code")
    length = models.FloatField()
    vocabulary = models.BinaryField(
        null=True, help_text="zlib of all its tokens; kept of a sample, from which rarity is counted"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="language_text_once")]


class Posting(models.Model):
    """In which texts does a token stand? The newest of each token are read, in the order of the key."""

    pk = models.CompositePrimaryKey("token", "text_id")
    token = models.BigIntegerField()
    text_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["text_id"], name="language_posting_of_text")]


class Rarity(models.Model):
    """How common tokens were when it was last counted; the newest row counts."""

    counted_at = models.DateTimeField()
    documents = models.PositiveIntegerField()
    texts = models.PositiveIntegerField(help_text="that could be found then, counted or not")
    frequency = models.BinaryField(help_text="zlib of JSON: token to number of texts")
