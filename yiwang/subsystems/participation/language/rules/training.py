"""How does a file of labelled letters become a model whose quality is known?"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yiwang.subsystems.participation.language.rules import features, learning, profile, splitting, telling

FEWEST_LETTERS = 50
FEWEST_OF_A_SUBJECT = 10
MOST_SUBJECTS = 60


@dataclass(frozen=True)
class Labelled:
    """``source``: the file, or whatever else a letter came from; each is measured by itself too."""

    text: str
    subject: str
    source: str = ""


@dataclass(frozen=True)
class Trained:
    model: learning.Weights
    letters: int
    held_out: int
    macro_f1: float
    figures: dict[str, Any]


def usable(examples: Sequence[Labelled]) -> list[Labelled]:
    """Without letters told twice in the same words and without subjects that too few letters show."""
    once = list({(each.text, each.subject): each for each in reversed(examples)}.values())[::-1]
    number = Counter(each.subject for each in once)
    return [each for each in once if number[each.subject] >= FEWEST_OF_A_SUBJECT]


def trained(examples: Sequence[Labelled], step: Callable[[], object] = lambda: None) -> Trained:
    """Measured on a fifth that the model measured never saw; the model given back learned from all.

    ``step`` is called twice for each subject. The same examples in the same order give the same model.
    """
    counts = [features.grams(each.text) for each in examples]
    labels = [each.subject for each in examples]
    back = splitting.held_out([each.text for each in examples], labels, splitting.families(counts))
    kept = [at for at, is_back in enumerate(back) if not is_back]
    unseen = [at for at, is_back in enumerate(back) if is_back]
    model = learning.learned([counts[at] for at in kept], [labels[at] for at in kept], step)
    teller = telling.Teller(model)
    margins = [teller.margins(counts[at]) for at in unseen]
    truth = [labels[at] for at in unseen]
    said = [model.subjects[max(range(len(each)), key=each.__getitem__)] for each in margins]
    right = [model.subjects.index(subject) for subject in truth]
    sharpness = telling.fitting_sharpness(margins, right)
    baselines = _baselines([examples[at] for at in kept], [examples[at] for at in unseen])
    sources = [examples[at].source for at in unseen]
    figures = baselines | _figures(truth, said, sources)
    whole = replace(learning.learned(counts, labels, step), sharpness=sharpness)
    return Trained(whole, len(examples), len(unseen), learning.macro_f1(truth, said), figures)


def _figures(truth: Sequence[str], said: Sequence[str], sources: Sequence[str]) -> dict[str, Any]:
    by_source = {}
    for source in sorted(set(sources)):
        ours = [at for at, each in enumerate(sources) if each == source]
        f1 = learning.macro_f1([truth[at] for at in ours], [said[at] for at in ours])
        by_source[source] = {"letters": len(ours), "macro_f1": round(f1, 4)}
    right = sum(1 for one, other in zip(truth, said, strict=True) if one == other)
    each_f1 = learning.f1_by_subject(truth, said)
    return {
        "accuracy": round(right / max(len(truth), 1), 4),
        "by_subject": {subject: round(f1, 4) for subject, f1 in each_f1.items()},
        "by_source": by_source,
    }


def _baselines(kept: Sequence[Labelled], unseen: Sequence[Labelled]) -> dict[str, float]:
    """What is reached without learning: always the commonest subject; the subject whose words occur.

    The profile has subjects of its own; each is read as the label that its letters mostly carry.
    """
    truth = [each.subject for each in unseen]
    commonest = Counter(each.subject for each in kept).most_common(1)[0][0]
    meanings: dict[str, Counter[str]] = {}
    for each in kept:
        if found := profile.told(each.text):
            meanings.setdefault(found[0][0], Counter())[each.subject] += 1
    by_words = []
    for each in unseen:
        found = profile.told(each.text)
        meaning = meanings.get(found[0][0]) if found else None
        by_words.append(meaning.most_common(1)[0][0] if meaning else commonest)
    return {
        "macro_f1_majority": round(learning.macro_f1(truth, [commonest] * len(truth)), 4),
        "macro_f1_keywords": round(learning.macro_f1(truth, by_words), 4),
    }
