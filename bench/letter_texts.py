"""Letters made up for measuring: places, matters and sentences put together at random, always the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

FIRST = "云泽锦绣金桂碧水龙湖春晓翠竹银杏紫荆东方盛世和谐阳光海棠丰华安居兴隆万福嘉禾明珠凤凰长青"
SECOND = "湾苑庭园里城府邸轩居岸郡坊台洲谷"
ROADS = "人民解放建设中山和平青年滨江环城文化体育科技迎宾工业育才朝阳广场"
DISTRICTS = (
    "东湖区",
    "西岭区",
    "南浦区",
    "北辰区",
    "云泽高新区",
    "清河县",
    "桐山县",
    "白石镇",
    "柳林乡",
    "望江街道",
)
HOURS = ("每天早上六点", "凌晨两点", "晚上十点以后", "中午休息时间", "周末整天", "上下班高峰")
SINCE = ("三个月", "半年", "两年多", "一个星期", "十几天", "整整一年")
OPENINGS = (
    "您好，我住在{place}，想反映{thing}的问题。",
    "我是{place}的业主，关于{thing}，已经找过好几个单位。",
    "{place}一带的居民联名写信，说的是{thing}。",
    "本人在{place}附近上班，{thing}困扰我们{since}了。",
    "领导好！{district}{place}{thing}，请派人看看。",
)
DETAILS = (
    "{hour}最厉害，家里的老人和孩子都受不了。",
    "打过热线，回复说已转办，可是{since}过去没有下文。",
    "社区干部来过一次，拍了照片就走了。",
    "据邻居讲，{road}那边也是一样的情况。",
    "我们愿意出一部分费用，但希望政府牵头。",
    "门口的公告写着要整改，日期早就过了。",
    "我咨询过律师，认为{unit}应当依法履行职责。",
    "上次开会时{unit}承诺过，现在没有人再提。",
    "如果继续这样下去，迟早会出事故。",
    "附上照片三张，时间和地点都写在背面。",
    "这件事牵涉{number}户人家，请不要再拖。",
    "我手里有合同和收据，可以随时提供。",
)
CLOSINGS = (
    "请尽快核实处理，并给予答复。",
    "盼复，谢谢！",
    "希望{unit}给我们一个说法。",
    "请问什么时候能解决？",
)
MATTERS: dict[str, tuple[tuple[str, ...], str]] = {
    "住房物业": (
        (
            "物业乱收停车费",
            "电梯经常困人",
            "外墙瓷砖脱落",
            "公共收益去向不明",
            "开发商迟迟不办产权证",
            "地下车库漏水",
            "业主大会选举有猫腻",
            "维修资金用不出来",
        ),
        "住房和城乡建设局",
    ),
    "道路交通": (
        (
            "路灯整段不亮",
            "公交车半小时一班",
            "路口没有红绿灯",
            "断头路多年不通",
            "货车夜间抢道",
            "共享单车堵住盲道",
            "学校门前没有斑马线",
            "道路坑洼积水",
        ),
        "交通运输局",
    ),
    "生态环境": (
        (
            "搅拌站粉尘呛人",
            "河水发黑发臭",
            "餐馆油烟直排",
            "夜里施工噪声大",
            "垃圾中转站恶臭",
            "养猪场污水横流",
            "喷漆车间气味刺鼻",
            "焚烧秸秆冒浓烟",
        ),
        "生态环境局",
    ),
    "教育": (
        (
            "学区划分不合理",
            "幼儿园学费涨价",
            "补习班跑路不退钱",
            "食堂饭菜有异物",
            "课后托管强制缴费",
            "转学手续办不下来",
            "校车超员",
            "教师体罚学生",
        ),
        "教育局",
    ),
    "医疗卫生": (
        (
            "社区医院没有儿科",
            "医保报销比例算错",
            "疫苗接种约不上",
            "药店以次充好",
            "急救车来得太慢",
            "体检报告丢失",
            "挂号被号贩子抢光",
            "诊所无证行医",
        ),
        "卫生健康委员会",
    ),
    "劳动社保": (
        (
            "工地拖欠工资",
            "公司不缴养老保险",
            "失业金领不到",
            "退休认证失败",
            "加班不给报酬",
            "工伤认定拖延",
            "劳动合同被单方解除",
            "招聘骗取押金",
        ),
        "人力资源和社会保障局",
    ),
    "市场消费": (
        (
            "预付卡商家关门",
            "菜场缺斤短两",
            "加油站计量不准",
            "网购退货遭拒",
            "饭店宰客",
            "二手车隐瞒事故",
            "健身房闭店不退款",
            "景区门票重复收费",
        ),
        "市场监督管理局",
    ),
}


@dataclass(frozen=True)
class Written:
    subject: str
    title: str
    body: str
    place: str
    matter: str

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.body}"


def letters(count: int, seed: int = 7) -> Iterator[Written]:
    """``count`` letters; about one in five tells a matter of a place that somebody told before."""
    random = Random(seed)
    told: list[tuple[str, str, str]] = []
    for _ in range(count):
        if told and random.random() < 0.2:
            subject, thing, place = random.choice(told[-2_000:])
        else:
            subject = random.choice(list(MATTERS))
            thing, place = random.choice(MATTERS[subject][0]), _place(random)
            told.append((subject, thing, place))
        yield _written(random, subject, thing, place)


def _place(random: Random) -> str:
    name = "".join(random.sample(FIRST, random.choice((2, 2, 3)))) + random.choice(SECOND)
    return name + random.choice(("", "小区", "一期", "二期", "社区", "家园"))


def _written(random: Random, subject: str, thing: str, place: str) -> Written:
    road = "".join(random.sample(ROADS, 2)) + random.choice(("路", "大道", "街", "巷"))
    words = {
        "place": place,
        "thing": thing,
        "road": road,
        "district": random.choice(DISTRICTS),
        "unit": MATTERS[subject][1],
        "hour": random.choice(HOURS),
        "since": random.choice(SINCE),
        "number": random.randint(20, 900),
    }
    sentences = [
        random.choice(OPENINGS),
        *random.sample(DETAILS, random.randint(3, 7)),
        random.choice(CLOSINGS),
    ]
    form = random.choice(
        ("{place}{thing}", "反映{place}{thing}", "{district}{place}{thing}", "{thing}，{place}业主求助")
    )
    body = "".join(sentences).format(**words)
    return Written(subject, form.format(**words), body, place, thing)
