"""What is asked for with each deed on the page of a letter?"""

from typing import Any

from django import forms

from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.forms.deeds import UnitsField
from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.forms import UploadField
from yiwang.kernel.organizations.forms.pickers import UnitField
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.actions import publishing
from yiwang.subsystems.participation.letters.actions.publishing import Words
from yiwang.subsystems.participation.letters.sight import Sight

REPLY_START = "您好！您的来信收悉。经核实，\n\n感谢您的关心和支持。"
LIKELY = 60
"""How near in per cent a letter must be to be proposed for merging."""


def text_area(label: str, longest: int, *, required: bool = True, rows: int = 3, **more: Any) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
        **more,
    )


def choice(label: str, choices: Any, **more: Any) -> Any:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": f"请选择{label}。"},
        **more,
    )


def unit_field(label: str, *, required: bool = True, **more: Any) -> UnitField:
    return UnitField(label=label, required=required, error_messages={"required": f"请填写{label}。"}, **more)


class DeedForm(forms.Form):
    """``sight``: the letter as the page shows it."""

    def __init__(self, *args: Any, sight: Sight, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sight = sight
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.among = Unit.objects.open()
        self.settle()

    def settle(self) -> None:
        """Fill in what depends on the letter."""


class SortForm(DeedForm):
    type = choice("类型", [])
    subject = forms.ChoiceField(label="主题", required=False)
    urgency = choice("紧急程度", list(rules.URGENCIES.items()), initial="normal")
    against = unit_field("反映的单位", required=False)

    def settle(self) -> None:
        letter = self.sight.letter
        self.fields["type"].choices = list(letter.mailbox.offered_types.items())  # type: ignore[attr-defined]
        self.fields["type"].initial = letter.type
        self.fields["urgency"].initial = letter.urgency
        suggested, sure = self.sight.suggestion
        offered = [*letter.mailbox.subjects, letter.subject, suggested]
        subjects = list(dict.fromkeys(one for one in offered if one))
        self.fields["subject"].choices = [("", "未定"), *((one, one) for one in subjects)]  # type: ignore[attr-defined]
        self.fields["subject"].initial = letter.subject or suggested
        if suggested:
            self.fields["subject"].help_text = f"根据内容推荐“{suggested}”（{sure}%），请核对。"
        self.fields["against"].initial = letter.against or ""
        if letter.named and not letter.against:
            self.fields["against"].help_text = f"来信人写的是“{letter.named}”，请核对后填写。"


class WordsForm(DeedForm):
    """The public words, desensitised beforehand; an official reads them through and confirms."""

    public_title = forms.CharField(
        label="公开标题",
        max_length=rules.TITLE_LENGTH + 20,
        error_messages={"required": "请填写公开标题。"},
    )
    public_text = text_area("公开内容", rules.TEXT_LENGTH * 3, rows=6)
    public_reply = text_area("公开答复", rules.TEXT_LENGTH * 3, rows=6)

    def settle(self) -> None:
        letter = self.sight.letter
        words = publishing.suggested(letter)
        self.fields["public_title"].initial = letter.public_title or words.title
        self.fields["public_text"].initial = letter.public_text or words.text
        self.fields["public_text"].help_text = "姓名、电话、证件号码、门牌号等已自动隐去，请再通读一遍。"
        self.fields["public_reply"].initial = letter.public_reply or words.reply
        if letter.case.state != states.CLOSED:
            del self.fields["public_reply"]

    @property
    def words(self) -> Words:
        said = self.cleaned_data
        return Words(said["public_title"], said["public_text"], said.get("public_reply", ""))


class AcceptForm(SortForm):
    """Of 市民心声 with the words that are public from now on."""

    public_title = forms.CharField(label="公开标题", max_length=rules.TITLE_LENGTH + 20)
    public_text = text_area("公开内容", rules.TEXT_LENGTH * 3, rows=6)

    def settle(self) -> None:
        super().settle()
        letter = self.sight.letter
        if letter.mailbox.exposure != rules.START or not letter.wants_public or letter.lead_id:
            del self.fields["public_title"], self.fields["public_text"]
            return
        words = publishing.suggested(letter)
        self.fields["public_title"].initial, self.fields["public_text"].initial = words.title, words.text
        self.fields["public_text"].help_text = "受理后立即公开。个人信息已自动隐去，请再通读一遍。"

    @property
    def words(self) -> Words | None:
        said = self.cleaned_data
        return Words(said["public_title"], said["public_text"]) if "public_title" in self.fields else None


class AssignForm(DeedForm):
    unit = unit_field("主办单位")
    joint = UnitsField(label="协办单位", required=False, help_text="没有可以不填。每行一个单位。")
    reason = text_area("分办意见", 250, required=False, rows=2)
    is_named = forms.BooleanField(label="指定承办（不得退回）", required=False)

    def settle(self) -> None:
        if rules.is_naming(self.sight.letter.returns):
            self.fields["is_named"].help_text = "已退回两次，这次分办即为指定承办，不得再退回。"
            self.fields["is_named"].initial = True


class DeclineForm(DeedForm):
    ground = choice("不予受理的情形", [(code, one.label) for code, one in rules.GROUNDS.items()])
    reason = text_area("补充说明", 800, required=False, help_text="应当走的渠道会自动写给来信人。")


class TextForm(DeedForm):
    text = text_area("内容", 2_000)


class AskForm(DeedForm):
    text = text_area("需要来信人补充的内容", 2_000, help_text="只能请来信人补充一次，请一次写全。")


class UrgeForm(DeedForm):
    text = text_area("催办内容", 300, rows=2)


class ReasonForm(DeedForm):
    reason = text_area("理由", 300)


class GiveBackForm(DeedForm):
    reason = text_area("退回的理由", 300, help_text="说明为什么不属于本单位的职责，应当由哪个单位办理。")


class HandDownForm(DeedForm):
    unit = unit_field("转给本单位的下属单位")
    reason = text_area("说明", 250, required=False, rows=2)


class InvolveForm(DeedForm):
    units = UnitsField(
        label="协办单位", help_text="每行一个单位。", error_messages={"required": "请填写协办单位。"}
    )
    question = text_area("需要协办的内容", 1_000)


class JointForm(DeedForm):
    answer = text_area("协办意见", 2_000, help_text="供主办单位答复时使用，来信人看不到。")


class DelayForm(DeedForm):
    number = forms.IntegerField(
        label="延长", min_value=1, error_messages={"required": "请填写延长多少。", "invalid": "请填写整数。"}
    )
    ground = text_area("延期的理由", 300, help_text="批准后会告知来信人。")

    def settle(self) -> None:
        most = self.sight.case.terms.extension
        if most:
            self.fields["number"].help_text = f"最多延长{most}，只能延长一次。"


class GrantForm(DeedForm):
    reply = text_area("批复意见", 300, required=False, rows=2)


class RefuseForm(DeedForm):
    reply = text_area("不批准的理由", 300, rows=2)


class ReplyForm(DeedForm):
    """``seen``: the version of the letter that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    outcome = choice("办理结果", [])
    text = text_area("答复内容", rules.REPLY_LENGTH, rows=9)
    ground = forms.CharField(
        label="办理依据", required=False, max_length=300, help_text="法规、政策或者规定的名称和条款。"
    )
    excuse = text_area("对检查提示的说明", 300, required=False, rows=2)
    file_1 = UploadField(label="附件", required=False, kinds=DOCUMENTS | IMAGES, help_text="随答复给来信人。")
    step = forms.ChoiceField(
        label="这次",
        choices=[("submit", "报送审核"), ("save", "先存草稿")],
        initial="submit",
        widget=forms.RadioSelect,
    )

    def settle(self) -> None:
        letter, reply = self.sight.letter, self.sight.last_reply
        outcomes = list(rules.outcomes_of(letter.case.kind).items())
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        self.fields["seen"].initial = letter.version
        if reply:
            for name in ("outcome", "text", "ground", "excuse"):
                self.fields[name].initial = getattr(reply, name)
        else:
            self.fields["text"].initial = REPLY_START


class ApproveForm(DeedForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    verdict = text_area("审核意见", 300, required=False, rows=2)

    def settle(self) -> None:
        self.fields["seen"].initial = self.sight.letter.version


class SendBackForm(DeedForm):
    verdict = text_area("修改意见", 300)


class MergeForm(DeedForm):
    numbers = text_area("合并进来的信件编号", 2_000, help_text="每行一个编号；合并后由这一封统一办理和答复。")

    def settle(self) -> None:
        """What the language suggests stands there already; the official strikes out what does not belong."""
        likely = [
            one.number
            for one, score in self.sight.near
            if score >= LIKELY and one.is_open and one.lead_id is None and one.part_of_id is None
        ]
        self.fields["numbers"].initial = "\n".join(likely)

    def clean_numbers(self) -> list[str]:
        return [line.strip().upper() for line in self.cleaned_data["numbers"].splitlines() if line.strip()]


class SplitForm(DeedForm):
    type = choice("另一件事的类型", [])
    title = forms.CharField(
        label="另一件事的标题", max_length=rules.TITLE_LENGTH, error_messages={"required": "请填写标题。"}
    )
    text = text_area("另一件事的内容", rules.TEXT_LENGTH, rows=4)

    def settle(self) -> None:
        self.fields["type"].choices = list(self.sight.letter.mailbox.offered_types.items())  # type: ignore[attr-defined]


class TakeDownForm(DeedForm):
    ground = choice("撤下的原因", list(rules.TAKE_DOWN_GROUNDS.items()))


class ReachedForm(DeedForm):
    level = choice("满意度", list(states.LEVELS.items()))
    solved = choice("是否解决", list(rules.OUTCOMES.items()))
    text = text_area("回访情况", 500, required=False)


class MissedForm(DeedForm):
    text = text_area(
        "情况", 500, required=False, rows=2, help_text="例如：无人接听。三次都联系不上的记为“无法回访”。"
    )


class FollowUpForm(DeedForm):
    result = choice("跟进结果", list(rules.FOLLOW_UP_RESULTS.items()))
    text = text_area("跟进情况", 500)


class AgainForm(DeedForm):
    reason = text_area("重新办理的理由", 500, help_text="会产生新的编号和查询码，请告知来信人。")
