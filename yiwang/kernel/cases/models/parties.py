"""Who asked for something, kept so that a stolen copy of the database does not give them away?"""

from django.db import models

from yiwang.kernel.cases import rules


class Party(models.Model):
    """A person or an organisation as it stood in one case; see ``cases.parties`` for what is sealed."""

    kind = models.CharField(max_length=12, choices=list(rules.PARTY_KINDS.items()))
    name = models.CharField(max_length=120)
    identifier_kind = models.CharField(max_length=16, blank=True, help_text="kernel.identifiers.rules.KINDS")
    identifier_digest = models.CharField(
        max_length=64, blank=True, help_text="HMAC-SM3 of kind and number: finds other cases of the party"
    )
    sealed = models.TextField(help_text="SM4-GCM: number, phone, address, agent and who else was named")

    class Meta:
        indexes = [
            models.Index(
                fields=["identifier_digest"],
                condition=~models.Q(identifier_digest=""),
                name="party_by_identifier",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（第{self.pk}号）"

    @property
    def is_person(self) -> bool:
        return self.kind == "person"
