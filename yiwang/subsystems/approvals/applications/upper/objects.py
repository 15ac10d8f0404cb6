"""In which shape does a case go to an upper platform? The ten objects with their common keys.

Names are those of the interface (shared standards/approvals.md §4); moments are written YYYYMMDDThhmmss.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Short = Annotated[str, StringConstraints(max_length=200)]
Long = Annotated[str, StringConstraints(max_length=4_000)]


class Object(BaseModel):
    """Common keys: 流水号, 事项编码, 区划, 版本, 备注, 备用."""

    model_config = ConfigDict(frozen=True)

    SBLSH: Short = Field(title="申办流水号")
    SXBM: Short = Field(title="事项编码")
    XZQHDM: Short = Field("", title="行政区划代码")
    SJBBH: Short = Field("1", title="数据版本号")
    BZ: Long = Field("", title="备注")
    BYZDA: Short = Field("", title="备用字段A")
    BYZDB: Short = Field("", title="备用字段B")
    BYZDC: Short = Field("", title="备用字段C")
    BYZDD: Short = Field("", title="备用字段D")


class Applied(Object):
    """0 申办."""

    SXMC: Short = Field(title="事项名称")
    FSXBM: Short = Field("", title="父事项编码")
    FSXMC: Short = Field("", title="父事项名称")
    SQRLX: Short = Field(title="申请人类型")
    SQRMC: Short = Field(title="申请人名称")
    SQRZJLX: Short = Field(title="申请人证件类型")
    SQRZJHM: Short = Field(title="申请人证件号码")
    LXRXM: Short = Field("", title="联系人姓名")
    LXRZJLX: Short = Field("", title="联系人证件类型")
    LXRSFZJHM: Short = Field("", title="联系人证件号码")
    LXRSJ: Short = Field("", title="联系人手机")
    LXRYX: Short = Field("", title="联系人邮箱")
    SBXMMC: Short = Field("", title="申报项目名称")
    SBCLQD: Long = Field("", title="申报材料清单")
    TJFS: Short = Field(title="提交方式")
    SBHZH: Short = Field("", title="申报回执号")
    SBSJ: Short = Field(title="申报时间")
    SBJTWD: Short = Field("", title="申报具体网点")
    YSBLSH: Short = Field("", title="原申办流水号")
    XMHGCBH: Short = Field("", title="项目或工程编号")
    LXWH: Short = Field("", title="立项文号")


class Reviewed(Object):
    """1 预受理."""

    YWLSH: Short = Field(title="业务流水号")
    YSLBMMC: Short = Field(title="预受理部门名称")
    YSLBMZZJGDM: Short = Field("", title="预受理部门组织机构代码")
    BLRXM: Short = Field("", title="办理人姓名")
    BLRGH: Short = Field("", title="办理人工号")
    YSLZTDM: Short = Field(title="预受理状态代码")
    BSLYY: Long = Field("", title="不受理原因")
    BJBZSM: Long = Field("", title="补交补正说明")
    YSLSJ: Short = Field(title="预受理时间")
    YSLJTDD: Short = Field("", title="预受理具体地点")


class Accepted(Object):
    """2 受理."""

    SLBMMC: Short = Field(title="受理部门名称")
    SLBMZZJDDM: Short = Field("", title="受理部门组织机构代码")
    SLZTDM: Short = Field(title="受理状态代码")
    BSLYY: Long = Field("", title="不受理原因")
    SLHZH: Short = Field("", title="受理回执号")
    SLSJ: Short = Field(title="受理时间")
    GXDXZQHDM: Short = Field("", title="管辖地行政区划代码")
    CXMM: Short = Field("", title="查询密码", description="本平台不保存查询密码，总是为空")
    SPSXMC: Short = Field("", title="审批事项名称")
    GDBLSX: Short = Field("", title="规定办理时限")
    GDBLSXDDW: Short = Field("", title="规定办理时限单位")
    GDSF: Short = Field("", title="规定收费")
    SLJTDD: Short = Field("", title="受理具体地点")
    SLZLQD: Long = Field("", title="受理资料清单")
    PDH: Short = Field("", title="排队号")


class Examined(Object):
    """3 审批: a step that an official finished."""

    SPHJDM: Short = Field(title="审批环节代码")
    SPHJMC: Short = Field(title="审批环节名称")
    SPBMMC: Short = Field(title="审批部门名称")
    SPBMZZJGDM: Short = Field("", title="审批部门组织机构代码")
    SPRXM: Short = Field("", title="审批人姓名")
    SPRZWDM: Short = Field("", title="审批人职务代码")
    SPRZWMC: Short = Field("", title="审批人职务名称")
    SPYJ: Long = Field("", title="审批意见")
    SPSJ: Short = Field(title="审批时间")
    SPHJZTDM: Short = Field(title="审批环节状态代码")
    SPBZH: Short = Field("", title="审批步骤号")


class Ended(Object):
    """4 办结."""

    BJBMMC: Short = Field(title="办结部门名称")
    BJBMZZJGDM: Short = Field("", title="办结部门组织机构代码")
    BJJGDM: Short = Field(title="办结结果代码")
    BJJGMS: Long = Field("", title="办结结果描述")
    ZFHTHYY: Long = Field("", title="作废或退回原因")
    ZJGZMC: Short = Field("", title="证件名称")
    ZJBH: Short = Field("", title="证件编号")
    ZJYXQX: Short = Field("", title="证件有效期限")
    FZGZDW: Short = Field("", title="发证盖章单位")
    SFJE: Short = Field("0", title="收费金额")
    JEDWDM: Short = Field("CNY", title="金额单位代码")
    BJSJ: Short = Field(title="办结时间")


class SpecialAsked(Object):
    """5 特别程序申请."""

    XH: Short = Field(title="序号")
    TBCXZL: Short = Field(title="特别程序种类")
    TBCXZLMC: Short = Field(title="特别程序种类名称")
    TBCXKSRQ: Short = Field(title="特别程序开始日期")
    TBCXPZR: Short = Field("", title="特别程序批准人")
    TBCXPZRDH: Short = Field("", title="特别程序批准人电话")
    TBCXPZRSJ: Short = Field("", title="特别程序批准人手机")
    TBCXQDLY: Long = Field("", title="特别程序启动理由")
    SQNR: Long = Field("", title="申请内容")
    TBCXSX: Short = Field("", title="特别程序时限")
    TBCXSXDW: Short = Field("", title="特别程序时限单位")


class SpecialEnded(Object):
    """6 特别程序结果."""

    XH: Short = Field(title="序号")
    TBCXJG: Long = Field("", title="特别程序结果")
    JGCSRQ: Short = Field("", title="结果产生日期")
    TBCXJSRQ: Short = Field(title="特别程序结束日期")
    TBCXSFJE: Short = Field("0", title="特别程序收费金额")


class MissingAsked(Object):
    """7 补交告知."""

    BZGZFCRXM: Short = Field("", title="补正告知发出人姓名")
    BZGZYY: Long = Field("", title="补正告知原因")
    BZCLQD: Long = Field("", title="补正材料清单")
    BZGZSJ: Short = Field(title="补正告知时间")


class MissingTaken(Object):
    """8 补交受理."""

    BZSLBLRXM: Short = Field("", title="补正受理办理人姓名")
    BZCLQD: Long = Field("", title="补正材料清单")
    BZSJ: Short = Field(title="补正时间")
    BZSLJTDD: Short = Field("", title="补正受理具体地点")


class Collected(Object):
    """9 领取登记."""

    LQRXM: Short = Field("", title="领取人姓名")
    LQRZJLX: Short = Field("", title="领取人证件类型")
    LQRSFZJHM: Short = Field("", title="领取人身份证件号码")
    LQFS: Short = Field(title="领取方式")
    LQSJ: Short = Field(title="领取时间")


SHAPES: tuple[type[Object], ...] = (
    Applied,
    Reviewed,
    Accepted,
    Examined,
    Ended,
    SpecialAsked,
    SpecialEnded,
    MissingAsked,
    MissingTaken,
    Collected,
)
AnyObject = (
    Applied
    | Reviewed
    | Accepted
    | Examined
    | Ended
    | SpecialAsked
    | SpecialEnded
    | MissingAsked
    | MissingTaken
    | Collected
)
