"""What can be said of a text's subject before any model was trained? Words that belong to it, nothing more.

A small profile made up for this purpose: a starting point that says how weak it is, replaced by the first
training (``yiwang train-letters``).
"""

from collections.abc import Mapping
from types import MappingProxyType

from yiwang.kernel.search.rules import normalised

LONGEST_TEXT = 20_000
TITLE_TIMES = 3
_PROFILE = {
    "住房和物业": "物业 业主 小区 房产 产权证 开发商 住房 电梯 公积金 楼盘 拆迁 房屋 危房 廉租 棚改 征收",
    "城市管理": "占道 违建 违章 摊贩 城管 路灯 广告牌 井盖 绿化 垃圾 市容 公厕 施工 渣土 规划",
    "交通出行": "公交 地铁 出租车 网约车 堵车 拥堵 红绿灯 公路 客运 停车 高速 站台 驾驶 驾校 线路 货车",
    "教育": "学校 老师 教师 幼儿园 学生 招生 入学 补课 学区 培训班 高考 中考 家长 学费 教育局 文凭",
    "医疗卫生": "医院 医生 看病 护士 药品 疫苗 门诊 手术 生育 诊所 卫生院 体检 病人 计划生育 医疗",
    "就业和社会保障": "工资 社保 养老金 退休 医保 劳动 工伤 失业 加班 拖欠 农民工 参保 职称 编制 待遇",
    "生态环境": "污染 噪音 噪声 油烟 废气 污水 臭味 粉尘 扬尘 排放 河道 环保 异味 焚烧 水质 辐射",
    "市场和消费": "消费者 商家 退款 欺诈 价格 食品 传销 假货 超市 合同 预付卡 酒店 经营 发票 快递 收费",
    "文化体育和旅游": "旅游 景区 图书馆 文物 体育 健身 球场 演出 博物馆 导游 旅行社 公园",
    "治安和消防": "派出所 报警 诈骗 盗窃 赌博 消防 户口 身份证 打架 黑车 民警 安全隐患",
    "农业农村": "农村 村委 农民 土地 宅基地 耕地 种植 养殖 灌溉 村民 扶贫 林地 承包",
    "民政和养老": "养老院 低保 残疾 救助 社区 婚姻 殡葬 五保 老人 孤儿 退役 优抚",
    "供水供电供气": "停水 停电 燃气 自来水 供暖 暖气 电费 水费 水压 管道 变压器 天然气",
    "政务服务": "办证 窗口 大厅 审批 工作人员 态度 材料 盖章 营业执照 网上办理 热线",
}
PROFILE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {subject: tuple(words.split()) for subject, words in _PROFILE.items()}
)


def told(text: str) -> list[tuple[str, float]]:
    """Subjects of which words occur, each with its share of them; the first line counts three times.

    Empty where nothing was found.
    """
    whole = normalised(text[:LONGEST_TEXT])
    title, _, _ = whole.partition("\n")
    scores = {
        subject: float(sum(TITLE_TIMES * (word in title) + (word in whole) for word in words))
        for subject, words in PROFILE.items()
    }
    total = sum(scores.values())
    found = [(subject, score / total) for subject, score in scores.items() if score]
    return sorted(found, key=lambda each: (-each[1], each[0]))
