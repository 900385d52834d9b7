"""The small world of all tests: one made-up city, its bodies, and a user for each role."""

from __future__ import annotations

from dataclasses import dataclass

from daliang.base.actions import create_organisation, create_user, grant_role
from daliang.base.choices import OrganisationKind as Kind
from daliang.base.models import Organisation, Post, User

PASSWORD = "jiangchuan-2024"


@dataclass(frozen=True, slots=True)
class World:
    """江川市: three districts, five bureaux, the office, one company, and who works there."""

    city: Organisation
    office: Organisation
    development: Organisation
    industry: Organisation
    commerce: Organisation
    housing: Organisation
    safety: Organisation
    east: Organisation
    west: Organisation
    river: Organisation
    town: Organisation  # in the eastern district
    company: Organisation  # owned by the city

    clerk: User  # 督查室经办
    head: User  # 督查室负责人
    leader: User  # 市领导
    analyst: User
    east_liaison: User
    east_head: User
    west_liaison: User
    town_liaison: User
    industry_liaison: User
    industry_head: User
    company_liaison: User
    auditor: User
    system_officer: User
    security_officer: User
    stranger: User  # an account without any role

    vice_mayor: Post  # in charge of industry and the east

    @property
    def users(self) -> tuple[User, ...]:
        """Every user, for tests that go through all roles."""
        found = (getattr(self, name) for name in self.__slots__)
        return tuple(item for item in found if isinstance(item, User))


_BODIES = (
    ("office", "江川市委市政府督查室", "督查室", Kind.OFFICE, "督查、督办、考核"),
    ("development", "江川市发展和改革委员会", "市发改委", Kind.DEPARTMENT, "重大项目、投资、规划"),
    ("industry", "江川市工业和信息化局", "市工信局", Kind.DEPARTMENT, "工业、技改、算力、人工智能"),
    ("commerce", "江川市商务局", "市商务局", Kind.DEPARTMENT, "外资、外贸、消费、招商"),
    ("housing", "江川市住房和城乡建设局", "市住建局", Kind.DEPARTMENT, "老旧小区、加装电梯"),
    ("safety", "江川市应急管理局", "市应急局", Kind.DEPARTMENT, "安全生产、隐患"),
    ("east", "东港区", "东港区", Kind.DISTRICT, ""),
    ("west", "西塘区", "西塘区", Kind.DISTRICT, ""),
    ("river", "临川区", "临川区", Kind.DISTRICT, ""),
    ("company", "江川城市建设集团有限公司", "江川城建", Kind.SOE, "城市更新、资产"),
)
_PEOPLE = (
    ("clerk", "督查室经办甲", "office_clerk", "office"),
    ("head", "督查室负责人", "office_head", "office"),
    ("leader", "分管副市长", "leader", "city"),
    ("analyst", "统计分析员", "analyst", "development"),
    ("east_liaison", "东港区联络员", "liaison", "east"),
    ("east_head", "东港区负责人", "unit_head", "east"),
    ("west_liaison", "西塘区联络员", "liaison", "west"),
    ("town_liaison", "青石镇联络员", "liaison", "town"),
    ("industry_liaison", "市工信局联络员", "liaison", "industry"),
    ("industry_head", "市工信局负责人", "unit_head", "industry"),
    ("company_liaison", "江川城建联络员", "liaison", "company"),
    ("auditor", "审计员", "auditor", "city"),
    ("system_officer", "系统管理员", "system_officer", "city"),
    ("security_officer", "安全管理员", "security_officer", "city"),
)


def build_world() -> World:
    """Write the small world through the actions, as the system itself."""
    bodies = _build_bodies()
    people = {
        name: create_user(by=None, username=name, display_name=title, password=PASSWORD)
        for name, title, _role, _body in _PEOPLE
    }
    for name, _title, role, body in _PEOPLE:
        grant_role(by=None, user=people[name], role=role, organisation=bodies[body])
    stranger = create_user(
        by=None, username="stranger", display_name="无角色账号", password=PASSWORD
    )
    vice_mayor = Post.objects.create(title="分管工业的副市长", holder=people["leader"])
    vice_mayor.portfolio.set([bodies["industry"], bodies["east"]])
    return World(**bodies, **people, stranger=stranger, vice_mayor=vice_mayor)


def _build_bodies() -> dict[str, Organisation]:
    city = create_organisation(by=None, name="江川市", kind=Kind.CITY, position=1)
    bodies = {"city": city}
    for position, (key, name, short_name, kind, duties) in enumerate(_BODIES, 10):
        bodies[key] = create_organisation(
            by=None,
            name=name,
            short_name=short_name,
            kind=kind,
            parent=city,
            position=position,
            duties=duties,
            aliases=[short_name.removeprefix("市")] if short_name.startswith("市") else [],
        )
    bodies["town"] = create_organisation(
        by=None, name="青石镇", kind=Kind.TOWN, parent=bodies["east"]
    )
    return bodies
