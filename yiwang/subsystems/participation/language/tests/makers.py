"""Small letters made up for tests."""

from yiwang.subsystems.participation.language.rules.training import Labelled

BUS = ("公交车太挤", "公交线路绕远", "公交站台没有雨棚", "晚班公交停得太早", "公交司机甩站")
SCHOOL = ("学校食堂涨价", "幼儿园报不上名", "老师布置作业太多", "学校操场积水", "家长会通知太晚")
WAGES = ("工地拖欠工资", "公司不缴社保", "加班不给工资", "辞退不给补偿", "社保卡办不下来")
SUBJECTS = {"交通": BUS, "教育": SCHOOL, "劳动": WAGES}
ENDINGS = ("请回复", "盼解决", "谢谢", "希望重视", "请核实", "急", "麻烦查一下")


def make_labelled(number: int = 30, source: str = "test") -> list[Labelled]:
    """``number`` letters of each of three subjects, no two alike."""
    return [
        Labelled(
            f"{titles[at % 5]}\n{_place(subject, at)}：{titles[(at + 2) % 5]}，{ENDINGS[at % 7]}",
            subject,
            source,
        )
        for subject, titles in SUBJECTS.items()
        for at in range(number)
    ]


def _place(subject: str, at: int) -> str:
    """Sixteen characters that no other letter has, so that none is taken for a repetition."""
    first = 0x5000 + 16 * at + 600 * list(SUBJECTS).index(subject)
    return "".join(chr(first + step) for step in range(16))


MIXER = (
    "翠竹湾旁边的搅拌站粉尘太大\n翠竹湾业主反映，门口搅拌站日夜施工，粉尘和噪声让人睡不着。",
    "投诉翠竹湾搅拌站噪声\n每天夜里翠竹湾搅拌站的罐车进进出出，噪声很大。",
    "翠竹湾搅拌站什么时候搬走\n请问翠竹湾小区边上的搅拌站是否合法，粉尘污染谁来管？",
    "搅拌站粉尘污染翠竹湾\n孩子咳嗽不止，翠竹湾外的搅拌站没有喷淋设施。",
)
OTHERS = (
    "图书馆周末开门太晚\n希望图书馆早点开门，方便学生自习。",
    "咨询老年证怎么办\n父亲满六十五岁，想办老年证，需要带哪些材料？",
    "桐山县自来水发黄\n桐山县城北片自来水连续几天发黄，不敢喝。",
    "建议广场增加座椅\n滨江广场座椅太少，老人没有地方歇脚。",
    "社保转移手续太慢\n从外地转回社保，已经等了两个月。",
)
