"""Which acts, permissions, roles, files and jobs does this package declare?"""

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.files import holders
from yiwang.kernel.nodes import holding, tasks
from yiwang.kernel.nodes.rules import NODES_MANAGE
from yiwang.kernel.organizations import roles

NODE_MANAGER = "node_manager"


def declare() -> None:
    events.declare(
        nodes__node_register="登记节点",
        nodes__node_renew="更新节点身份",
        nodes__node_deactivate="停用节点",
        nodes__node_reactivate="恢复节点",
        nodes__link_pause="节点连接中断",
        nodes__link_rewind="对方恢复备份，补发邮包",
        nodes__gap_notice="发现缺号",
        nodes__parcel_retry="重新发送邮包",
        nodes__parcels_retry="重新发送全部邮包",
        nodes__parcel_drop="取消发送邮包",
        nodes__parcel_stick="邮包多次未能送达",
        nodes__parcel_refuse="拒收邮包",
        nodes__arrival_reject="拒绝来路不明或损坏的邮包",
        nodes__tls_pair_make="生成节点传输证书",
        nodes__links_reseal="重新加密节点连接",
    )
    roles.describe(nodes__manage="管理节点和邮包")
    roles.declare(
        NODE_MANAGER,
        "节点管理员",
        may=(NODES_MANAGE,),
        description="登记和停用节点，查看各节点的连接和待发邮包，重新发送或者取消。",
        second_factor=True,
    )
    holders.register("nodes.parcel", visible=holding.is_visible, references=holding.references)
    ticking.every("nodes.sweep_loopback", seconds=5, call=tasks.sweep_loopback)
    ticking.every("nodes.exchange", seconds=2, call=tasks.exchange, lease=60)
    ticking.every("nodes.beat", seconds=60, call=tasks.beat)
    ticking.every("nodes.sound_alarms", seconds=60, call=tasks.sound_alarms)
    ticking.every("nodes.clean", seconds=3600, call=tasks.clean)
