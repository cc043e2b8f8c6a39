"""People who handle clues in the small city, and a clue taken as far as a test needs it."""

import datetime as dt

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.clues import PROCEDURE, register_clue
from zugong.modules.villages.models import Clue, VillageCadre

D = dt.date
TEXT = "反映低保评议不公开"
FACTS = "经走访核实评议会未公示"


class Handlers:
    """More people than the small city has: checking takes two, deciding a third."""

    def __init__(self, city):
        self.city = city
        for name, home, role, place in [
            ("jinan_second", "jinan_department", Role.COUNTY_OFFICER, "jinan"),
            ("jinan_third", "jinan_department", Role.COUNTY_OFFICER, "jinan"),
            ("muchang_second", "muchang", Role.TOWNSHIP_OFFICER, "muchang"),
            ("section_second", "section", Role.CITY_OFFICER, "city"),
        ]:
            person = Person.objects.create(name=f"测{name[-3:]}", unit=city.units[home])
            user = User.objects.create_user(name, person=person, unit=city.units[home])
            Grant.objects.create(user=user, role=role, unit=city.units[place])
            city.users[name] = user

    def cadre(self, name="许明河", unit="village"):
        """A village cadre of the test."""
        person = Person.objects.create(name=name, unit=self.city.unit(unit))
        VillageCadre.objects.create(unit=self.city.unit(unit), person=person)
        return person

    def clue(self, person=None, *, by="jinan_officer", unit="jinan_department", village="village", **said):
        """A clue as it comes in."""
        about = {"person": person or (None if "team" in said else self.cadre(unit=village))}
        given = about | {"source": "12345", "kind": "favour", "received": calendar.today(), "text": TEXT} | said
        return register_clue(unit=self.city.unit(unit), village=self.city.unit(village), by=self.city.user(by), **given)

    def move(self, clue, name, by, **changes):
        """Take a move."""
        return take(PROCEDURE, name, clue, by=self.city.user(by), changes=changes)

    def checked(self, clue, finding="substantiated"):
        """Charge the township, which checks with a second signature."""
        self.move(clue, "assign", "jinan_officer", handler=self.city.unit("muchang"))
        self.move(clue, "check", "township_officer", finding=finding, facts=FACTS)
        self.move(clue, "countercheck", "muchang_second")
        return clue

    def handled(self, clue, measure="admonition", **said):
        """Check it and decide a measure."""
        self.checked(clue)
        given = {"measure": measure, "handled_on": calendar.today(), "opinion": "给予相应处理"} | said
        self.move(clue, "handle", "jinan_second", **given)
        return clue

    def rectified(self, clue, on=None):
        """Tell the person and mend."""
        self.handled(clue)
        self.move(clue, "tell", "jinan_officer", told_on=calendar.today())
        self.move(clue, "rectify", "township_officer", rectification="已补公示", rectified_on=on or calendar.today())
        return clue


def seen_by(city, name):
    """How many clues a user sees."""
    return Clue.objects.visible_to(city.user(name)).count()
