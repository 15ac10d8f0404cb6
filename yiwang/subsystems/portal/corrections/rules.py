"""What may happen to a correction that the public hands in, within which time, and by whom?"""

from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused

HANDLE = "portal.correction_handle"
KIND, PREFIX, LABEL = "portal.correction", "JC", "网站纠错"

FAULTS = ("错别字", "链接失效", "内容过期", "功能不可用", "其他")

RECEIVED, HANDLING, ASKED = "received", "handling", "asked"
ANSWERED, DISMISSED, WITHDRAWN = "answered", "dismissed", "withdrawn"
STATES = {
    RECEIVED: "待受理",
    HANDLING: "处理中",
    ASKED: "待补充",
    ANSWERED: "已答复",
    DISMISSED: "未采纳",
    WITHDRAWN: "网民已撤回",
}
TONES = {RECEIVED: "warn", HANDLING: "info", ASKED: "info", ANSWERED: "good", DISMISSED: "", WITHDRAWN: ""}
OPEN = frozenset({RECEIVED, HANDLING, ASKED})
ENDED = frozenset({ANSWERED, DISMISSED, WITHDRAWN})

# Which state a step leads to, and from which it may be taken.
STEPS = {
    "accept": (HANDLING, frozenset({RECEIVED})),
    "ask": (ASKED, frozenset({RECEIVED, HANDLING})),
    "answer": (ANSWERED, OPEN),
    "dismiss": (DISMISSED, OPEN),
}
STEP_LABELS = {"accept": "受理", "ask": "要求补充", "answer": "答复", "dismiss": "不予采纳"}

# An answer within three working days is what is commonly asked (websites.md §3, messages: C). Confirmed is
# only what costs points: not closed −3 each, closed after more than a month −2 (国办秘函〔2019〕19号: A).
LIMITS = Limits(
    basis="“我为政府网站找错”留言3个工作日内答复（国办秘函〔2019〕19号，天数为通行做法）",
    legal=Limit(3, Unit.WORKING_DAYS),
    warn=1,
)
PROMISE = "网站管理单位一般在3个工作日内核实答复。"

PAGE_LENGTH, TEXT_LENGTH, ANSWER_LENGTH = 500, 2_000, 2_000


def next_state(state: str, step: str) -> str:
    """Raises Refused where the state does not allow the step."""
    after, before = STEPS[step]
    if state not in before:
        raise Refused(f"这件纠错{STATES[state]}，不能再{STEP_LABELS[step]}，请刷新页面。")
    return after


def allowed(state: str) -> list[str]:
    """The steps that may be taken, in order."""
    return [step for step, (_, before) in STEPS.items() if state in before]


def words_given(text: str) -> str:
    """What the public is told. Raises Refused where it says nothing or too much."""
    given = text.replace("\x00", "").strip()
    if len(given) < 2:
        raise Refused("请填写给网民看的说明。", field="text")
    if len(given) > ANSWER_LENGTH:
        raise Refused(f"说明请不要超过{ANSWER_LENGTH}字。", field="text")
    return given


def path_of(page: str) -> str:
    """The path of an address on any host: ``/a/12/`` of ``https://www.yunze.gov.cn/a/12/?from=x``."""
    rest = page.split("://", 1)[-1] if "://" in page else page
    path = rest if rest.startswith("/") else "/" + rest.partition("/")[2]
    return path.partition("?")[0].partition("#")[0]


def article_of(page: str) -> int | None:
    """The number of the publication that an address shows, where it shows one."""
    path = path_of(page)
    number = path[3:].strip("/") if path.startswith("/a/") else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


def is_address(page: str) -> bool:
    """A path on this site or an address of the web."""
    if any(character.isspace() or ord(character) < 32 for character in page):
        return False
    is_path = page.startswith("/") and not page.startswith("//")
    return is_path or (page.startswith(("http://", "https://")) and len(page) > 10)
