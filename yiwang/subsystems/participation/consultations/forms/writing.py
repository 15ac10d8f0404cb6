"""What does somebody fill in who has an opinion on a draft, on the whole or clause by clause?"""

from typing import Any

from django import forms

from yiwang.kernel.intake.forms import SubmissionForm
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.models import OpenConsultation

WHOLE = "clause_0"


class OpinionForm(SubmissionForm):
    """One field a clause; what is left empty is no opinion."""

    kind = rules.KIND

    def __init__(self, *args: Any, shown: OpenConsultation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.shown = shown
        self.fields[WHOLE] = _field("对全文的意见")
        for clause in shown.clauses:
            self.fields[f"clause_{clause['number']}"] = _field(f"对{clause['label']}的意见", rows=3)

    @property
    def parts(self) -> list[tuple[dict[str, Any], forms.BoundField, bool]]:
        """Each clause with its field, and whether it stands open: something is written there, or wrong."""
        return [
            (clause, bound, bool(bound.value() or bound.errors))
            for clause in self.shown.clauses
            for bound in [self[f"clause_{clause['number']}"]]
        ]

    @property
    def whole(self) -> forms.BoundField:
        return self[WHOLE]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        labels = {0: "全文"} | {one["number"]: one["label"] for one in self.shown.clauses}
        texts = {number: said.get(f"clause_{number}", "").strip() for number in labels}
        remarks = [{"clause": number, "text": text} for number, text in texts.items() if text]
        if not remarks and not self.errors:
            self.add_error(WHOLE, "请至少写一条意见。")
        if len(remarks) > rules.MOST_REMARKS:
            self.add_error(None, f"一次最多对{rules.MOST_REMARKS}条提意见，其余的请另外提交。")
        said["reference"], said["draft"] = self.shown.reference, self.shown.title[:300]
        said["remarks"] = remarks
        said["said"] = "\n".join(f"【{labels[one['clause']]}】{one['text']}" for one in remarks)
        return said


def _field(label: str, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        min_length=2,
        max_length=rules.OPINION_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"min_length": "请说得再具体一些。"},
    )
