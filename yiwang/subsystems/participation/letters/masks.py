"""What in a letter could tell who somebody is, and how does it look when everybody reads it?

The house's masking does the work (standards/security.md §6, letters.md §5); here it is found in running text.
What an official confirms is checked once more: ``leaks`` names everything that must not stand there.
"""

import re
from collections.abc import Callable, Collection

from yiwang.kernel.organizations import masking

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}"
)
FIXED = re.compile(r"(?<![\d*])(?:0\d{2,3}[-－\s]?)\d{7,8}(?!\d)")
LOOSE_MOBILE = re.compile(
    r"(?<!\d)1[3-9]\d(?:[-－\s]\d{4}[-－\s]?\d{4}|\d[-－\s]?\d{3,4}[-－\s]\d{3,4})(?!\d)"
)
CONTACT = re.compile(r"((?:微信|QQ|qq|Q\s?Q)(?:号|群)?[是为：:\s]*)([A-Za-z0-9_-]{5,20})")
DIGITS = r"[0-9０-９一二三四五六七八九十百零〇甲乙丙丁A-Za-z]"
HOUSE = re.compile(
    rf"(?<!{DIGITS}){DIGITS}+(?:[-－—]{DIGITS}+)*\s?(?:号楼|号院|幢|栋|单元|室|弄)"
    rf"|(?<=[路街巷道村区里组苑园])\s?{DIGITS}+(?:[-－—]{DIGITS}+)*\s?号"
)
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦马苗"
    "方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于傅皮齐康伍余顾孟黄穆萧尹姚邵汪毛臧戴宋庞熊纪舒项祝"
    "董梁杜阮蓝季麻强贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房丁邓单洪包石崔程裴陆翁段侯武"
    "刘龙叶白蒲邢温庄阎连习向古易廖耿文关曾沙游聂巩辛阚"
)
NAMED = re.compile(
    rf"((?:我叫|我是|姓名|联系人|当事人|来信人|投诉人|举报人|户主|业主|患者|学生|经办人|名叫|叫做)[是为：:\s]*)"
    rf"([{SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[，。、；：,.;:\s（(）)]|的|$|男|女|今年|家住|住|电话|手机|身份证)"
)
TITLES = "先生|女士|同志|老师|医生|师傅|主任|科长|局长|书记|经理|村长"
TITLED = re.compile(rf"(?<![\u4e00-\u9fff*])([{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?={TITLES})")
# In the middle of a sentence too: what is masked too much an official puts right, what is too little nobody.
LOOSELY_TITLED = re.compile(rf"([{SURNAMES}][^\W\da-zA-Z务副办局科处院校班]{{1,2}}?)(?={TITLES})")


def desensitised(text: str, names: Collection[str] = ()) -> str:
    """The text as everybody may read it, for an official to read through; ``names``: who is known by name."""
    for name in sorted({one.strip() for one in names if len(one.strip()) > 1}, key=len, reverse=True):
        text = text.replace(name, masking.name(name))
    text = EMAIL.sub(lambda found: masking.email(found[0]), text)
    text = masking.text(text)
    text = masking.ID_NUMBER.sub(lambda found: masking.id_number(found[0]), text)
    text = LOOSE_MOBILE.sub(lambda found: masking.mobile(re.sub(r"\D", "", found[0])), text)
    text = FIXED.sub(lambda found: masking.fixed_phone(found[0]), text)
    text = PLATE.sub(lambda found: masking.plate(found[0]), text)
    text = CONTACT.sub(lambda found: f"{found[1]}****", text)
    text = re.sub(r"(?:\*\*号)+", "**号", HOUSE.sub("**号", text))
    text = NAMED.sub(lambda found: found[1] + masking.name(found[2]), text)
    return LOOSELY_TITLED.sub(lambda found: masking.name(found[1]), text)


FOUND: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("身份证号码", masking.ID_NUMBER.search),
    ("手机号码", lambda text: masking.MOBILE.search(text) or LOOSE_MOBILE.search(text)),
    ("银行卡号", masking.BANK_ACCOUNT.search),
    ("固定电话", FIXED.search),
    ("电子邮箱", lambda text: next((one for one in EMAIL.findall(text) if "***@" not in one), None)),
    ("车牌号", PLATE.search),
    ("微信、QQ号", CONTACT.search),
    ("门牌号", HOUSE.search),
    ("姓名", lambda text: NAMED.search(text) or TITLED.search(text)),
)
# A reply by an organ gives its own telephone, address and officers: these are no secret of anybody.
OF_AN_ORGAN = frozenset({"固定电话", "电子邮箱", "门牌号", "姓名"})


def leaks(text: str, names: Collection[str] = (), *, is_reply: bool = False) -> list[str]:
    """What in it may still tell who somebody is, in words; ``is_reply``: an organ may name its own line."""
    bare = re.sub(r"\w?\*{2,}\S?@\S+", "", text)
    found = [label for label, search in FOUND if search(bare) and not (is_reply and label in OF_AN_ORGAN)]
    known = [one for one in names if len(one.strip()) > 1 and one.strip() in text]
    return [*found, *(["来信人姓名"] if known else [])]
