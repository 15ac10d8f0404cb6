"""Which acts, permissions and administrator's roles does this package declare?"""

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.actions.people import disable_leavers


def declare() -> None:
    _acts()
    _permissions()
    _administrators()
    ticking.every("organizations.disable_leavers", seconds=3600, call=disable_leavers)


def _acts() -> None:
    events.declare(
        organizations__oversight_begin="设定监督范围",
        organizations__oversight_end="终止监督范围",
        organizations__unit_open="设立机构",
        organizations__unit_rename="机构更名",
        organizations__unit_remark="变更机关代字",
        organizations__unit_reclassify="调整机构类别",
        organizations__unit_move="调整机构隶属",
        organizations__unit_reorder="调整机构排序",
        organizations__unit_merge="合并机构",
        organizations__unit_split="分设机构",
        organizations__unit_close="撤销机构",
        organizations__unit_reopen="恢复机构",
        organizations__alias_add="增加机构别名",
        organizations__alias_remove="删除机构别名",
        organizations__ledger_import="导入机构名录",
        organizations__person_enrol="新增人员",
        organizations__person_amend="修改人员信息",
        organizations__person_deactivate="停用人员账号",
        organizations__person_reactivate="恢复人员账号",
        organizations__post_appoint="任职",
        organizations__post_roles_change="调整岗位角色",
        organizations__post_end="免职",
        organizations__post_delegate="委托代行",
        organizations__post_delegation_end="终止委托",
        organizations__sign_in="登录",
        organizations__sign_in_fail="登录失败",
        organizations__sign_out="退出登录",
        organizations__account_lock="锁定账号",
        organizations__account_unlock="解锁账号",
        organizations__password_change="修改密码",  # noqa: S106 - the name of an act
        organizations__password_issue="签发一次性密码",  # noqa: S106 - the name of an act
        organizations__second_factor_on="启用双因素认证",
        organizations__second_factor_off="停用双因素认证",
        organizations__recovery_codes_make="生成恢复码",
        organizations__session_end="终止会话",
    )


def _permissions() -> None:
    roles.describe(
        organizations__oversee="查看所监督单位的事项（只读）",
        organizations__unit_manage="维护机构名录",
        organizations__people_manage="维护人员与任职",
        organizations__roles_manage="调整岗位角色",
        organizations__accounts_manage="解锁账号、签发一次性密码、终止会话",
        audit__entry_read="查阅审计记录",
    )


def _administrators() -> None:
    """三员分立: GB/T 22239-2019 8.1.5 and 8.1.4, standards/security.md §2."""
    roles.declare(
        roles.SYSTEM_ADMINISTRATOR,
        "系统管理员",
        may=("organizations.unit_manage", "organizations.people_manage"),
        description="维护机构、人员和任职；不能授予任何角色。",
        second_factor=True,
        is_administrator=True,
    )
    roles.declare(
        roles.SECURITY_ADMINISTRATOR,
        "安全管理员",
        may=("organizations.roles_manage", "organizations.accounts_manage"),
        description="调整岗位角色，解锁账号，签发一次性密码，终止会话；不能给自己授权。",
        second_factor=True,
        is_administrator=True,
    )
    roles.declare(
        roles.AUDIT_ADMINISTRATOR,
        "安全审计员",
        may=("audit.entry_read",),
        description="查阅审计记录；不能修改任何业务和配置。",
        second_factor=True,
        is_administrator=True,
    )
