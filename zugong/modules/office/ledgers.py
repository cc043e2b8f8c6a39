"""What the office keeps lists of: units, people, posts, Party bodies, task forces, accounts, grants, deputies, the catalogue of forms."""

from zugong.kernel.access.models import ApiToken, Deputy, Grant, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.registry.models import PartyBody, Person, Post, Taskforce, TaskforceMember, Unit
from zugong.modules.office.models import CatalogueEntry


class Units(Ledger):
    """市、县区、开发区、乡镇街道、村社区及其部门科室；新设、改名、划转、合并在单位页办理。"""

    model = Unit
    columns = ("name", "code", "kind", "parent", "official_parent", "valid_from", "valid_to")
    filters = {"name": ["icontains"], "kind": ["exact"], "parent": ["within"], "valid_to": ["isnull"]}
    ordering = ("position", "code")
    search_fields = ("name", "short_name", "initials", "code")


class People(Ledger):
    """登记在册的人员，一人一条；身份证号和手机号加密保存，只显示首尾几位。"""

    model = Person
    columns = ("name", "sex", "unit", "birth_date", "identity_number", "phone")
    filters = {
        "name": ["icontains"],
        "unit": ["within"],
        "sex": ["exact"],
        "identity_number": ["exact"],
        "phone": ["exact"],
    }
    ordering = ("name", "pk")
    search_fields = ("name", "identity_number", "phone")
    form_fields = ("name", "identity_number", "sex", "birth_date", "phone", "unit")
    verbs = {"read": Verb.EDIT}


class Posts(Ledger):
    """谁在哪个单位任什么职务，从何时到何时。"""

    model = Post
    columns = ("person", "unit", "title", "rank", "start_date", "end_date")
    filters = {"title": ["icontains"], "unit": ["within"], "start_date": ["gte", "lte"], "end_date": ["isnull"]}
    ordering = ("-start_date", "pk")
    search_fields = ("person__name", "title")
    form_fields = ("person", "unit", "title", "rank", "start_date", "end_date")
    verbs = {"read": Verb.EDIT}


class PartyBodies(Ledger):
    """党委、党总支、党支部及其组建方式、覆盖单位、书记和任期。"""

    model = PartyBody
    columns = ("name", "rank", "kind", "unit", "parent", "secretary", "term_to")
    filters = {"name": ["icontains"], "rank": ["exact"], "kind": ["exact"], "unit": ["within"], "term_to": ["lte"]}
    ordering = ("name", "pk")
    search_fields = ("name",)
    form_fields = ("name", "rank", "kind", "unit", "parent", "secretary", "start_date", "term_from", "term_to")


class Taskforces(Ledger):
    """为一项任务从各单位抽调人员组成的专班。"""

    model = Taskforce
    columns = ("name", "unit", "purpose", "start_date", "end_date")
    filters = {"name": ["icontains"], "unit": ["within"], "end_date": ["isnull"]}
    ordering = ("name", "pk")
    search_fields = ("name", "purpose")
    form_fields = ("name", "unit", "purpose", "document", "start_date", "end_date")


class TaskforceMembers(Ledger):
    """专班里有谁，各担任什么。"""

    model = TaskforceMember
    columns = ("taskforce", "person", "part", "start_date", "end_date")
    filters = {"taskforce": ["exact"], "part": ["exact"]}
    ordering = ("taskforce", "part", "pk")
    search_fields = ("taskforce__name", "person__name")
    form_fields = ("taskforce", "person", "part", "start_date", "end_date")
    verbs = {"read": Verb.EDIT}


class Accounts(Ledger):
    """谁可以登录；新建、重置、停用、移交在账号页办理。"""

    model = User
    columns = ("username", "person", "unit", "is_active", "last_login")
    filters = {"username": ["icontains"], "unit": ["within"], "is_active": ["exact"]}
    ordering = ("username",)
    search_fields = ("username", "person__name")


class Grants(Ledger):
    """谁在哪个单位有什么角色，管到哪里，从何时到何时。"""

    model = Grant
    columns = ("user", "role", "unit", "reach", "state", "valid_from", "valid_to")
    filters = {"role": ["exact"], "unit": ["within"], "state": ["exact"]}
    ordering = ("user", "role", "pk")


class Deputies(Ledger):
    """谁在哪段时间代理谁。"""

    model = Deputy
    columns = ("principal", "deputy", "start_date", "end_date", "reason")
    filters = {"start_date": ["gte", "lte"]}
    ordering = ("-start_date", "pk")


class ApiTokens(Ledger):
    """程序用哪些令牌代替哪个账号读写台账；本人在“接口令牌”页生成，本人或安全保密员停用。"""

    model = ApiToken
    columns = ("user", "user__unit", "name", "writes", "reads", "created_at", "expires_on", "last_used_at", "state")
    filters = {"user__unit": ["within"], "writes": ["exact"], "expires_on": ["gte", "lte"], "withdrawn_at": ["isnull"]}
    ordering = ("-created_at", "-pk")
    search_fields = ("name", "user__username", "user__person__name")


class FormCatalogue(Ledger):
    """可以向下发的报表：目录编号、批准单位和有效期；不在目录或已到期的，收表单位可以拒填。"""

    model = CatalogueEntry
    name = "form-catalogue"
    columns = ("number", "title", "unit", "document", "valid_from", "valid_to")
    filters = {"number": ["icontains"], "unit": ["within"], "valid_to": ["gte", "lte"]}
    ordering = ("number", "pk")
    search_fields = ("number", "title")
    form_fields = ("number", "title", "unit", "document", "valid_from", "valid_to")
    verbs = {"edit": Verb.PLAN}
