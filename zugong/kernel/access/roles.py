"""Roles and the verbs each of them has."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(StrEnum):
    """Something a person may do."""

    READ = "read"
    EDIT = "edit"
    EXPORT = "export"
    PLAN = "plan"
    BREAK_DOWN = "break_down"
    COMMENT = "comment"
    APPROVE = "approve"
    ASSIGN = "assign"
    REPORT = "report"
    SIGN = "sign"
    CONFIRM = "confirm"
    SUPERVISE = "supervise"
    DIRECT = "direct"
    CLOSE = "close"
    AUDIT = "audit"
    MANAGE_UNITS = "manage_units"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_GRANTS = "manage_grants"
    MANAGE_SYSTEM = "manage_system"
    MANAGE_PARAMETERS = "manage_parameters"
    UNMASK = "unmask"


class Role(models.TextChoices):
    """What somebody is to the platform."""

    CITY_OFFICER = "city_officer", _("市级科室人员")
    COUNTY_OFFICER = "county_officer", _("县区组织部人员")
    DEPARTMENT_OFFICER = "department_officer", _("市直单位联络员")
    TOWNSHIP_OFFICER = "township_officer", _("乡镇组织委员")
    VILLAGE_WORKER = "village_worker", _("村（社区）工作者")
    UNIT_SIGNER = "unit_signer", _("单位签发人")
    LEADER = "leader", _("部领导")
    SUPERVISOR = "supervisor", _("督查专员")
    CADRE = "cadre", _("干部")
    ENTERPRISE = "enterprise", _("企业")
    RESIDENT = "resident", _("居民")
    AUDITOR = "auditor", _("审计人员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全保密员")
    AUDIT_ADMIN = "audit_admin", _("安全审计员")


V = Verb
VERBS: dict[str, frozenset[Verb]] = {
    Role.CITY_OFFICER: frozenset(
        {V.READ, V.EDIT, V.EXPORT, V.PLAN, V.BREAK_DOWN, V.ASSIGN, V.REPORT, V.CONFIRM, V.SUPERVISE, V.COMMENT}
        | {V.MANAGE_UNITS, V.MANAGE_PARAMETERS, V.UNMASK}
    ),
    Role.COUNTY_OFFICER: frozenset(
        {
            V.READ,
            V.EDIT,
            V.EXPORT,
            V.PLAN,
            V.BREAK_DOWN,
            V.ASSIGN,
            V.REPORT,
            V.CONFIRM,
            V.SUPERVISE,
            V.COMMENT,
            V.UNMASK,
        }
    ),
    Role.DEPARTMENT_OFFICER: frozenset({V.READ, V.EXPORT, V.REPORT, V.COMMENT}),
    Role.TOWNSHIP_OFFICER: frozenset({V.READ, V.EDIT, V.EXPORT, V.BREAK_DOWN, V.REPORT, V.CONFIRM, V.COMMENT}),
    Role.VILLAGE_WORKER: frozenset({V.READ, V.REPORT, V.COMMENT}),
    Role.UNIT_SIGNER: frozenset({V.READ, V.SIGN, V.COMMENT}),
    Role.LEADER: frozenset({V.READ, V.EXPORT, V.APPROVE, V.SIGN, V.DIRECT, V.ASSIGN, V.COMMENT}),
    Role.SUPERVISOR: frozenset({V.READ, V.EXPORT, V.SUPERVISE, V.CLOSE}),
    Role.CADRE: frozenset(),
    Role.ENTERPRISE: frozenset(),
    Role.RESIDENT: frozenset(),
    Role.AUDITOR: frozenset({V.READ, V.EXPORT, V.AUDIT}),
    Role.SYSTEM_ADMIN: frozenset({V.MANAGE_SYSTEM, V.MANAGE_ACCOUNTS, V.MANAGE_UNITS}),
    Role.SECURITY_ADMIN: frozenset({V.MANAGE_GRANTS}),
    Role.AUDIT_ADMIN: frozenset({V.AUDIT}),
}

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""Three separate people: one makes accounts, one grants, one reads the log. None of them does business, none can be deputised for."""
