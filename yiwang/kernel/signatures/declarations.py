"""Which acts, permissions, roles and jobs does this package declare?"""

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.organizations import roles
from yiwang.kernel.signatures import tasks
from yiwang.kernel.signatures.rules import KEYS_MANAGE, MANAGER


def declare() -> None:
    events.declare(
        signatures__key_issue="签发密钥和证书",
        signatures__key_rotate="更换密钥",
        signatures__keys_reseal="重新加密密钥库",
        signatures__certificate_revoke="吊销证书",
        signatures__certificate_take="收录其他节点的证书",
        signatures__authority_trust="信任签发机构",
        signatures__authority_distrust="取消信任签发机构",
        signatures__revocations_take="收录吊销名单",
    )
    roles.describe(**{KEYS_MANAGE.replace(".", "__"): "管理签名密钥和证书"})
    roles.declare(
        MANAGER,
        "签名管理员",
        may=(KEYS_MANAGE,),
        description="查看签名证书，更换密钥，吊销证书，决定信任哪些节点的签发机构。",
        second_factor=True,
    )
    ticking.every("signatures.tell_of_ends", seconds=3600, call=tasks.tell_of_ends)
    ticking.every("signatures.renew_unit_keys", seconds=3600, call=tasks.renew_unit_keys, lease=3600)
