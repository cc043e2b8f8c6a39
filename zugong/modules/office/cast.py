"""The people of the demonstration whom a visitor can be, one for each role. All of them are made up."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.roles import Role


@dataclass(frozen=True, slots=True)
class Member:
    """One account: where the person sits (code of the home unit), which role it holds and where, and what to try with it."""

    username: str
    home: str
    role: str
    place: str
    label: Any
    title: str
    can_try: Any


CAST: tuple[Member, ...] = (
    Member("demo-city", "3415D01S06", Role.CITY_OFFICER, "3415", _("市委组织部组织一科"), "科长",
           _("上传计划、分解任务、确认填报、制发通报")),
    Member("demo-jinan", "341502D01", Role.COUNTY_OFFICER, "341502", _("金安区委组织部经办人"), "干事",
           _("认领任务、填报进度、确认乡镇填报")),
    Member("demo-jinan-signer", "341502D01", Role.UNIT_SIGNER, "341502", _("金安区签发人"), "部长", _("签发本区填报")),
    Member("demo-shucheng", "341523D01", Role.COUNTY_OFFICER, "341523", _("舒城县委组织部经办人"), "干事",
           _("看到的只有舒城县")),
    Member("demo-shucheng-signer", "341523D01", Role.UNIT_SIGNER, "341523", _("舒城县签发人"), "部长", _("签发本县填报")),
    Member("demo-zone", "341502400D01", Role.COUNTY_OFFICER, "341502400", _("六安经济开发区经办人"), "干事",
           _("开发区与市直接往来")),
    Member("demo-zone-signer", "341502400D01", Role.UNIT_SIGNER, "341502400", _("六安经济开发区签发人"), "部长",
           _("签发开发区填报")),
    Member("demo-leader", "3415D01", Role.LEADER, "3415", _("市委组织部领导"), "副部长", _("审批分解方案、签发通报和督办单")),
    Member("demo-supervisor", "3415D01S12", Role.SUPERVISOR, "3415", _("督查专员"), "督查专员", _("督办、核查销号")),
    Member("demo-department", "3415D02", Role.DEPARTMENT_OFFICER, "3415D02", _("市人社局联络员"), "联络员",
           _("填报本局承担的任务")),
    Member("demo-police", "341502D09", Role.DEPARTMENT_OFFICER, "341502D09", _("金安区公安局联络员"), "联络员",
           _("答复联审征求意见")),
    Member("demo-township", "341502100", Role.TOWNSHIP_OFFICER, "341502100", _("木厂镇组织委员"), "组织委员",
           _("填报、确认各村填报")),
    Member("demo-village", "", Role.VILLAGE_WORKER, "", _("村工作者"), "村党组织书记", _("用手机填报本村数字")),
    Member("demo-cadre", "3415D03", Role.CADRE, "3415D03", _("市直干部"), "四级主任科员", _("只看到自己的记录")),
    Member("demo-enterprise", "341502400", Role.ENTERPRISE, "341502400", _("开发区企业"), "人事经理", _("只看到与本企业有关的")),
    Member("demo-resident", "", Role.RESIDENT, "", _("居民"), "居民", _("只看到公开的和自己的")),
    Member("demo-auditor", "3415D01", Role.AUDITOR, "3415", _("审计人员"), "审计员", _("可看不可改，姓名打码")),
    Member("demo-system", "3415D01S01", Role.SYSTEM_ADMIN, "3415", _("系统管理员"), "系统管理员",
           _("建账号、发激活码、导入单位")),
    Member("demo-security", "3415D01S01", Role.SECURITY_ADMIN, "3415", _("安全保密员"), "安全保密员", _("批准授权")),
    Member("demo-audit", "3415D01S01", Role.AUDIT_ADMIN, "3415", _("安全审计员"), "安全审计员", _("查访问日志、校验日志链")),
)  # fmt: skip
