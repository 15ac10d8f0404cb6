"""Which organs does a title, a signature or an order name?"""

import re

from yiwang.kernel.publications.recognition.characters import one_line, solid

_SUFFIX = (
    "人民政府|政府|人民法院|法院|人民检察院|检察院|代表大会|常务委员会|常委会|委员会|管委会|党委|省委|市委|区委|县委|州委|旗委|"
    "办公厅|办公室|总局|总署|总部|总队|支队|大队|总会|总工会|联合会|协会|学会|商会|基金会|研究院|研究所|科学院|工程院|"
    "国务院|法制办|政府办|发展改革委|国资委|住建委|工信委|经贸委|建委|计委|教委|科委|农委|卫计委|卫健委|经信委|军委|中央|党组|"
    "领导小组|工作组|专家组|调查组|指挥部|联席会议|银行|分行|中心|公司|集团|大学|学院|学校|医院|"
    "部|委|局|厅|署|司|处|院|会|办|站|所|庭|室|厂|社|科|股|组|团|镇|乡|街道"
)
_ORGAN = re.compile(f"[\u3400-\u9fff（）()·A-Za-z0-9]{{1,40}}?(?:{_SUFFIX})(?:（[^（）]{{1,20}}）)?")
_ACTS = (
    "关于|印发|转发|批转|颁布|公布|发布|公告|通告|通报|命令|令|任免|任命|"
    "办理|批准|贯彻|表彰|决定|同意|召开|实施|授予|致"
)
_ACT = re.compile(_ACTS)
_BEFORE_ACT = re.compile(f"(?P<organs>[^《（(]{{2,80}}?)(?:{_ACTS})")
_BARE_SUFFIX = re.compile(_SUFFIX)
_PERSON = re.compile(
    r"(?:国家主席|代主席|主席|总理|副?省长|代省长|副?市长|代市长|区长|县长|州长|旗长|镇长|部长|局长|署长|主任|行长|院长|秘书长|厅长|司令员|政委|检察长|会长)"
    r"[:：]?[\u3400-\u9fff·]{2,12}"
)
_NO_NAME = re.compile("关于|印发|转发|批转")
_COUNTRY = "中华人民共和国"
# Names that keep the country in front; elsewhere it is left out as on the organ's own site.
_KEEPS_COUNTRY: tuple[str, ...] = ("中华人民共和国主席",)


def is_organ(text: str) -> bool:
    """Whether the text can be the name of one organ and nothing else."""
    name = solid(text)
    if not 2 <= len(name) <= 45 or (_BARE_SUFFIX.fullmatch(name) and name != "国务院"):
        return False
    return _ORGAN.fullmatch(name) is not None and not _NO_NAME.search(name)


def split(text: str) -> tuple[str, ...]:
    """The organs of a joint signature: 国务院 中央军委, 教育部、财政部; empty when a part is no organ."""
    parts = [part for part in re.split("[、,，; ]+", one_line(text)) if part]
    if parts and all(is_organ(part) for part in parts):
        return tuple(short(part) for part in parts)
    return (short(text),) if is_organ(text) else ()


def short(name: str) -> str:
    """An organ's name without blanks and without 中华人民共和国 in front."""
    name = solid(name)
    if name.startswith(_COUNTRY) and len(name) > len(_COUNTRY) + 1 and not name.startswith(_KEEPS_COUNTRY):
        return name[len(_COUNTRY) :]
    return name


def of_title(title: str) -> tuple[str, ...]:
    """The organs a title begins with: 国务院、中央军委关于…, 市政府印发《…》的通知."""
    if _ACT.match(title):
        return ()
    match = _BEFORE_ACT.match(title[:120])
    return split(match["organs"]) if match else ()


def is_person(text: str) -> bool:
    """Whether the line is the office and name of a signing leader: 省长 ×××."""
    return len(text) <= 40 and _PERSON.fullmatch(solid(text)) is not None


def related(first: str, second: str) -> bool:
    """Whether two names can mean the same organ: one ends with the other, 人民政府 or 政府 aside."""
    a, b = _bare(first), _bare(second)
    return a.endswith(b) or b.endswith(a)


def _bare(name: str) -> str:
    return re.sub("人民政府|政府|府", "", short(name)) or name
