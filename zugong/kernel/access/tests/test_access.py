from datetime import date

import pytest

from zugong.kernel.access import granting
from zugong.kernel.access.accounts import CannotMakeAccount, close_account, make_account, username_for
from zugong.kernel.access.deciding import acts_for, may, signed_as, stands_in_for
from zugong.kernel.access.deputising import CannotDeputise, appoint_deputy, dismiss_deputy
from zugong.kernel.access.granting import CannotGrant
from zugong.kernel.access.handing_over import CannotHandOver, hand_over, on_hand_over
from zugong.kernel.access.models import AccessLog, Deputy, Grant, User
from zugong.kernel.access.roles import VERBS, Role, Verb
from zugong.kernel.access.testing import small_city
from zugong.kernel.registry.models import Post

TODAY = date(2023, 7, 3)


@pytest.fixture
def city(db):
    return small_city()


class TestMay:
    @pytest.mark.parametrize(
        ("who", "verb", "where", "answer"),
        [
            ("officer", Verb.PLAN, "village", True),
            ("jinan_officer", Verb.CONFIRM, "village", True),
            ("jinan_officer", Verb.CONFIRM, "jinan", True),
            ("jinan_officer", Verb.CONFIRM, "city", False),
            ("jinan_officer", Verb.CONFIRM, "far_village", False),
            ("jinan_signer", Verb.SIGN, "jinan", True),
            ("jinan_signer", Verb.REPORT, "jinan", False),
            ("villager", Verb.REPORT, "village", True),
            ("villager", Verb.REPORT, "other_village", False),
            ("auditor", Verb.READ, "far_village", True),
            ("auditor", Verb.EDIT, "far_village", False),
            ("system_admin", Verb.READ, "city", False),
            ("resident", Verb.READ, "village", False),
        ],
    )
    def test_a_verb_holds_at_the_grants_unit_and_below(self, city, who, verb, where, answer):
        assert may(city.user(who), verb, at=city.unit(where)) is answer

    def test_grants_are_read_once(self, city, django_assert_num_queries):
        user = city.user("officer")
        with django_assert_num_queries(1):
            (
                may(user, Verb.READ),
                may(user, Verb.EDIT, at=city.jinan),
                user.reach(),
                acts_for(user, Verb.PLAN, city.city),
            )

    def test_somebody_acts_for_the_grants_unit_and_the_own_section(self, city):
        user = city.user("jinan_officer")
        assert acts_for(user, Verb.REPORT, city.jinan)
        assert acts_for(user, Verb.REPORT, city.jinan_department)
        assert not acts_for(user, Verb.REPORT, city.muchang)

    @pytest.mark.parametrize(
        ("dates", "counts"),
        [
            ({}, True),
            ({"valid_from": TODAY}, True),
            ({"valid_to": TODAY}, True),
            ({"valid_from": date(2023, 7, 4)}, False),
            ({"valid_to": date(2023, 7, 2)}, False),
            ({"state": Grant.State.REQUESTED}, False),
        ],
    )
    def test_a_grant_counts_from_its_first_to_its_last_day_once_approved(self, city, dates, counts):
        Grant.objects.create(user=city.resident, role=Role.VILLAGE_WORKER, unit=city.village, **dates)
        assert may(city.user("resident"), Verb.REPORT, at=city.village) is counts

    def test_administrators_do_no_business(self):
        for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
            assert not VERBS[role] & {Verb.READ, Verb.EDIT, Verb.SIGN, Verb.REPORT, Verb.UNMASK, Verb.EXPORT}
        assert VERBS[Role.AUDIT_ADMIN] == {Verb.AUDIT}


class TestGranting:
    def give(self, city, who="resident", role=Role.VILLAGE_WORKER, unit="village", by="security_admin", **more):
        by = city.user(by) if by else None
        return granting.grant(user=city.user(who), role=role, unit=city.unit(unit), by=by, **more)

    def test_the_security_administrator_gives_a_role(self, city):
        self.give(city, why="换届")
        assert may(city.user("resident"), Verb.REPORT, at=city.village)
        assert AccessLog.objects.get().kind == AccessLog.Kind.GRANTED

    @pytest.mark.parametrize("who", ["system_admin", "officer", "audit_admin", "leader", "jinan_officer"])
    def test_nobody_else_gives_roles(self, city, who):
        with pytest.raises(CannotGrant, match="不能办理"):
            self.give(city, by=who)
        assert not may(city.user("resident"), Verb.REPORT)

    def test_not_to_oneself(self, city):
        with pytest.raises(CannotGrant, match="自己"):
            self.give(city, who="security_admin")

    def test_a_countys_security_administrator_stays_in_the_county(self, city):
        self.give(city, who="cadre", role=Role.CADRE, unit="jinan", by=None)
        local = make_account(username="local-security", unit=city.jinan_department, by=None)
        granting.grant(user=local, role=Role.SECURITY_ADMIN, unit=city.jinan, by=None)
        assert granting.grant(user=city.user("resident"), role=Role.VILLAGE_WORKER, unit=city.village, by=local)
        with pytest.raises(CannotGrant, match="不能办理"):
            granting.grant(user=city.user("resident"), role=Role.VILLAGE_WORKER, unit=city.far_village, by=local)

    @pytest.mark.parametrize(
        ("who", "role"),
        [("system_admin", Role.SECURITY_ADMIN), ("audit_admin", Role.CITY_OFFICER), ("officer", Role.SYSTEM_ADMIN)],
    )
    def test_administrators_are_separate_people(self, city, who, role):
        with pytest.raises(CannotGrant, match="不同的人"):
            self.give(city, who=who, role=role, unit="city")

    def test_the_same_role_is_not_given_twice(self, city):
        self.give(city)
        with pytest.raises(CannotGrant, match="已有此角色"):
            self.give(city)

    def test_an_ended_role_is_given_again(self, city):
        self.give(city, valid_to=date(2023, 6, 1))
        self.give(city)
        assert may(city.user("resident"), Verb.REPORT)

    def test_roles_without_verbs_reach_only_the_own_records(self, city):
        given = self.give(city, who="villager", role=Role.CADRE)
        assert given.reach == Grant.Extent.OWN

    def test_a_closed_account_gets_no_role(self, city):
        close_account(user=city.resident, by=None, why="迁出")
        with pytest.raises(CannotGrant, match="已停用"):
            self.give(city)

    def test_a_request_gives_nothing_until_it_is_approved(self, city):
        admin = city.user("system_admin")
        asked = granting.request_grant(user=city.resident, role=Role.VILLAGE_WORKER, unit=city.village, by=admin)
        assert not may(city.user("resident"), Verb.REPORT)
        with pytest.raises(CannotGrant):
            granting.approve(asked=asked, by=admin)
        granting.approve(asked=asked, by=city.user("security_admin"))
        assert may(city.user("resident"), Verb.REPORT)
        with pytest.raises(CannotGrant, match="已经批准"):
            granting.approve(asked=asked, by=city.user("security_admin"))

    def test_two_requests_cannot_join_what_must_be_separate(self, city):
        user = make_account(username="both", unit=city.department, by=None)
        first = granting.request_grant(user=user, role=Role.SECURITY_ADMIN, unit=city.city, by=None)
        with pytest.raises(CannotGrant, match="不同的人"):
            granting.request_grant(user=user, role=Role.AUDIT_ADMIN, unit=city.city, by=None)
        assert granting.approve(asked=first, by=None)

    def test_a_role_taken_back_ends_at_once(self, city):
        given = self.give(city)
        with pytest.raises(CannotGrant, match="理由"):
            granting.take_back(held=given, by=city.user("security_admin"), why="")
        granting.take_back(held=given, by=city.user("security_admin"), why="离任")
        assert not may(city.user("resident"), Verb.REPORT)

    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            ("security_admin", 22),
            ("system_admin", 22),
            ("audit_admin", 22),
            ("auditor", 22),
            ("officer", 1),
            ("resident", 1),
        ],
    )
    def test_who_sees_accounts_and_grants(self, city, who, sees):
        user = city.user(who)
        assert User.objects.visible_to(user).count() == Grant.objects.visible_to(user).count() == sees


class TestDeputies:
    def appoint(self, city, principal="jinan_signer", deputy="jinan_officer", by=None, **more):
        dates = {"start_date": TODAY, "end_date": date(2023, 7, 7)} | more
        return appoint_deputy(
            principal=city.user(principal),
            deputy=city.user(deputy),
            reason="休假",
            by=city.user(by or principal),
            **dates,
        )

    def test_the_deputy_holds_the_principals_roles_and_signs_as_deputy(self, city):
        self.appoint(city)
        deputy, principal = city.user("jinan_officer"), city.user("jinan_signer")
        assert may(deputy, Verb.SIGN, at=city.jinan)
        assert acts_for(deputy, Verb.SIGN, city.jinan)
        assert stands_in_for(deputy, Verb.SIGN, city.jinan) == principal
        assert signed_as(deputy, Verb.SIGN, city.jinan) == f"{deputy}（代{principal}）"

    def test_where_the_own_right_suffices_nobody_is_deputised_for(self, city):
        self.appoint(city)
        deputy = city.user("jinan_officer")
        assert signed_as(deputy, Verb.REPORT, city.jinan) == str(deputy)
        assert stands_in_for(city.user("resident"), Verb.SIGN, city.jinan) is None

    @pytest.mark.parametrize("dates", [{"start_date": date(2023, 7, 4)}, {"start_date": date(2023, 6, 1)}])
    def test_the_roles_are_lent_only_while_it_lasts(self, city, dates, settings):
        self.appoint(city, **dates)
        settings.TODAY = date(2023, 7, 8)
        assert not may(city.user("jinan_officer"), Verb.SIGN)
        settings.TODAY = date(2023, 7, 7)
        assert may(city.user("jinan_officer"), Verb.SIGN)

    def test_what_is_lent_is_not_lent_on(self, city):
        self.appoint(city)
        appoint_deputy(
            principal=city.user("township_officer"), deputy=city.user("jinan_signer"),
            start_date=date(2023, 7, 8), end_date=date(2023, 7, 9), reason="休假", by=city.user("township_officer"),
        )  # fmt: skip
        Deputy.objects.create(
            principal=city.jinan_officer, deputy=city.villager, start_date=TODAY, end_date=TODAY, reason="休假"
        )
        assert not may(city.user("villager"), Verb.SIGN)
        assert may(city.user("villager"), Verb.CONFIRM)

    def test_a_closed_account_lends_nothing(self, city):
        self.appoint(city)
        close_account(user=city.user("jinan_signer"), by=None, why="离任")
        assert not may(city.user("jinan_officer"), Verb.SIGN)

    def test_the_right_of_a_deputy_ends_when_dismissed(self, city):
        held = self.appoint(city)
        dismiss_deputy(held=held, by=city.user("jinan_signer"), why="提前返岗")
        assert not may(city.user("jinan_officer"), Verb.SIGN)

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"deputy": "jinan_signer"}, "本人"),
            ({"by": "jinan_officer"}, "只有本人"),
            ({"end_date": date(2023, 7, 1)}, "止期"),
            ({"start_date": date(2023, 6, 1), "end_date": date(2023, 6, 2)}, "已经过去"),
            ({"deputy": "security_admin"}, "不能代理"),
            ({"principal": "system_admin", "deputy": "officer"}, "不能代理"),
        ],
    )
    def test_who_cannot_deputise(self, city, more, words):
        with pytest.raises(CannotDeputise, match=words):
            self.appoint(city, **more)
        assert not Deputy.objects.exists()

    def test_one_deputy_at_a_time_who_is_not_away(self, city):
        self.appoint(city)
        with pytest.raises(CannotDeputise, match="已有代理人"):
            self.appoint(city, deputy="township_officer")
        with pytest.raises(CannotDeputise, match="不在岗"):
            self.appoint(city, principal="township_officer", deputy="jinan_signer")

    def test_the_security_administrator_may_appoint_for_others(self, city):
        assert self.appoint(city, by="security_admin")

    @pytest.mark.parametrize(
        ("who", "sees"), [("jinan_signer", 1), ("jinan_officer", 1), ("auditor", 1), ("officer", 0)]
    )
    def test_who_sees_deputies(self, city, who, sees):
        self.appoint(city)
        assert Deputy.objects.visible_to(city.user(who)).count() == sees


class TestHandOver:
    def go(self, city, **more):
        given = {"leaving": city.user("jinan_officer"), "successor": city.user("jinan_signer"), "on": TODAY}
        given |= {"by": city.user("system_admin"), "why": "任免文件"} | more
        return hand_over(**given)

    def test_posts_and_roles_end_and_the_account_closes(self, city):
        post = Post.objects.create(person=city.jinan_officer.person, unit=city.jinan_department, title="干事")
        done = self.go(city)
        post.refresh_from_db()
        leaving = city.user("jinan_officer")
        assert (post.end_date, leaving.is_active, leaving.roles) == (TODAY, False, frozenset())
        assert (done.posts, done.grants, done.requested) == (1, 1, 1)

    def test_the_successor_waits_for_the_security_administrator(self, city):
        self.go(city)
        assert not may(city.user("jinan_signer"), Verb.CONFIRM)
        asked = Grant.objects.get(user=city.jinan_signer, state=Grant.State.REQUESTED)
        granting.approve(asked=asked, by=city.user("security_admin"))
        assert may(city.user("jinan_signer"), Verb.CONFIRM, at=city.village)

    def test_whoever_registered_is_told(self, city, monkeypatch):
        told = []
        monkeypatch.setattr(
            "zugong.kernel.access.handing_over.on_hand_over", [lambda a, b, by: told.append((a, b)) or 3]
        )
        assert self.go(city).duties == 3
        assert told == [(city.jinan_officer, city.jinan_signer)]
        assert isinstance(on_hand_over, list)

    def test_with_a_new_unit_the_account_moves_on_without_roles(self, city):
        self.go(city, new_unit=city.labour)
        moved = city.user("jinan_officer")
        assert (moved.is_active, moved.unit, moved.person.unit, moved.roles) == (
            True,
            city.labour,
            city.labour,
            frozenset(),
        )

    def test_deputies_of_and_by_the_leaving_end(self, city):
        Deputy.objects.create(
            principal=city.jinan_officer,
            deputy=city.villager,
            start_date=TODAY,
            end_date=date(2023, 7, 9),
            reason="休假",
        )
        self.go(city)
        assert not Deputy.objects.exists()

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"successor": "jinan_officer"}, "本人"),
            ({"on": date(2023, 7, 4)}, "不能晚于今天"),
            ({"why": " "}, "依据"),
            ({"by": "security_admin"}, "不能管理"),
        ],
    )
    def test_what_is_refused_changes_nothing(self, city, more, words):
        more = {key: city.user(value) if key in {"successor", "by"} else value for key, value in more.items()}
        with pytest.raises(CannotHandOver, match=words):
            self.go(city, **more)
        assert city.user("jinan_officer").is_active
        assert may(city.user("jinan_officer"), Verb.CONFIRM)

    def test_a_closed_account_does_not_take_over(self, city):
        close_account(user=city.user("jinan_signer"), by=None, why="离任")
        with pytest.raises(CannotHandOver, match="已停用"):
            self.go(city)


class TestAccounts:
    def test_the_system_administrator_makes_an_account_that_cannot_be_used_yet(self, city):
        user = make_account(username="wang-wu", unit=city.village, by=city.user("system_admin"))
        assert not user.has_usable_password()
        assert user.roles == frozenset()

    @pytest.mark.parametrize("who", ["security_admin", "officer", "audit_admin", "villager"])
    def test_nobody_else_makes_accounts(self, city, who):
        with pytest.raises(CannotMakeAccount, match="不能管理"):
            make_account(username="wang-wu", unit=city.village, by=city.user(who))

    @pytest.mark.parametrize("username", ["", "ab", "王五", "Wang", "a b c", "x" * 41, "-abc"])
    def test_account_names_are_plain(self, city, username):
        with pytest.raises(CannotMakeAccount, match="账号由"):
            make_account(username=username, unit=city.village, by=None)

    def test_an_account_name_and_a_person_are_used_once(self, city):
        with pytest.raises(CannotMakeAccount, match="已有人使用"):
            make_account(username="officer", unit=city.village, by=None)
        with pytest.raises(CannotMakeAccount, match="已有账号"):
            make_account(username="second", unit=city.village, person=city.officer.person, by=None)

    def test_names_are_made_from_pinyin(self):
        taken = {"zhangwei"}
        assert [username_for("张伟", taken), username_for("张伟", taken)] == ["zhangwei2", "zhangwei3"]
        assert len(username_for("乙", set())) >= 3

    def test_one_does_not_close_ones_own_account(self, city):
        admin = city.user("system_admin")
        with pytest.raises(CannotMakeAccount, match="自己"):
            close_account(user=admin, by=admin, why="试试")
