"""Which blank forms do people find in the guides of the demonstration city?"""

from functools import cache
from io import BytesIO

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.papers import docx
from yiwang.kernel.papers.paper import Block, Facts, Paper, Text

AUTHORISATION = "授权委托书"
SIGNER = "委托人（签名或者盖章）"
LINES = ("委托人", "证件号码", "受托人", "受托人证件号码", "联系电话", "委托期限")
SAID = (
    "兹委托上述受托人代为办理________________（事项名称）的申请、补正、签收文书等事宜，"
    "受托人在委托权限内所实施的行为，由委托人承担法律责任。"
)
UNITS = {"市市场监管局", "市教育局", "市民政局", "市行政审批局"}


def authorisation(by: Actor) -> StoredFile:
    """To be printed, filled in by hand and signed."""
    return receive(by, BytesIO(_drawn()), f"{AUTHORISATION}（空白）.docx")


@cache
def _drawn() -> bytes:
    blocks: list[Block] = [Facts([(label, "") for label in LINES]), Text(SAID)]
    paper = Paper(AUTHORISATION, SIGNER, today(), blocks=blocks, letterhead="空白表格")
    return docx.drawn(paper)
