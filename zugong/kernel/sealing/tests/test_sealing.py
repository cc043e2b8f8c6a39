from base64 import b64decode, b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zugong.kernel.sealing import chains, fields, keys, masks
from zugong.kernel.sealing.models import DataKey

ONE, TWO = "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"


@pytest.mark.django_db
class TestSealing:
    def test_what_was_sealed_opens_again(self):
        key = keys.new_key()
        token = fields.seal(key, "13800000000", place="person.phone")
        assert "13800000000" not in token
        assert fields.unseal(key, token, place="person.phone") == "13800000000"

    def test_the_same_value_is_sealed_differently_each_time(self):
        key = keys.new_key()
        assert fields.seal(key, "1", place="x") != fields.seal(key, "1", place="x")

    def test_nothing_stays_nothing(self):
        key = keys.new_key()
        assert fields.seal(key, "", place="x") == fields.unseal(key, "", place="x") == fields.digest("") == ""

    def test_a_value_does_not_open_in_another_place(self):
        key = keys.new_key()
        with pytest.raises(keys.Tampered):
            fields.unseal(key, fields.seal(key, "1", place="person.phone"), place="person.identity_number")

    def test_a_value_does_not_open_with_another_persons_key(self):
        token = fields.seal(keys.new_key(), "1", place="x")
        with pytest.raises(keys.Tampered):
            fields.unseal(keys.new_key(), token, place="x")

    @pytest.mark.parametrize(
        "spoil",
        [lambda t: t[:-4] + "AAA=", lambda t: ("B" if t[0] == "A" else "A") + t[1:], lambda t: t[:8], lambda t: "非"],
    )
    def test_a_changed_value_does_not_open(self, spoil):
        key = keys.new_key()
        with pytest.raises(keys.Tampered):
            fields.unseal(key, spoil(fields.seal(key, "13800000000", place="x")), place="x")

    def test_a_destroyed_key_opens_nothing_any_more(self):
        key = keys.new_key()
        token = fields.seal(key, "1", place="x")
        keys.destroy(key)
        for stored in (key, DataKey.objects.get(pk=key.pk)):
            with pytest.raises(keys.Erased):
                fields.unseal(stored, token, place="x")
        assert DataKey.objects.get(pk=key.pk).wrapped == ""

    def test_rotation_wraps_every_key_anew_and_touches_no_value(self, settings):
        settings.MASTER_KEYS = [ONE]
        key = keys.new_key()
        token, digest = fields.seal(key, "1", place="x"), fields.digest("1")
        settings.MASTER_KEYS = [TWO, ONE]
        assert keys.rotate() == 2
        assert keys.rotate() == 0
        settings.MASTER_KEYS = [TWO]
        assert fields.unseal(DataKey.objects.get(pk=key.pk), token, place="x") == "1"
        assert fields.digest("1") == digest

    def test_rotation_leaves_destroyed_keys_destroyed(self, settings):
        settings.MASTER_KEYS = [ONE]
        keys.destroy(keys.new_key())
        settings.MASTER_KEYS = [TWO, ONE]
        assert keys.rotate() == 0

    def test_a_rotation_that_was_killed_goes_on_where_it_was(self, settings, monkeypatch):
        settings.MASTER_KEYS = [ONE]
        tokens = [(key, fields.seal(key, "1", place="x")) for key in (keys.new_key() for _ in range(5))]
        settings.MASTER_KEYS = [TWO, ONE]
        monkeypatch.setattr(keys, "BATCH", 2)
        whole, steps = keys._rotate_some, iter([True, False])

        def killed_after_one_step(stale):
            if not next(steps):
                raise KeyboardInterrupt
            return whole(stale)

        monkeypatch.setattr(keys, "_rotate_some", killed_after_one_step)
        with pytest.raises(KeyboardInterrupt):
            keys.rotate()
        monkeypatch.setattr(keys, "_rotate_some", whole)
        assert keys.rotate() == 3
        settings.MASTER_KEYS = [TWO]
        assert [fields.unseal(DataKey.objects.get(pk=key.pk), token, place="x") for key, token in tokens] == ["1"] * 5

    def test_a_rotation_that_cannot_end_does_not_begin(self, settings):
        settings.MASTER_KEYS = [ONE]
        key = keys.new_key()
        settings.MASTER_KEYS = ["0" * 32]
        other = keys.new_key()
        settings.MASTER_KEYS = [TWO, ONE]
        with pytest.raises(keys.MasterKeyMissing):
            keys.rotate()
        assert {one.master for one in DataKey.objects.all()} == {key.master, other.master}

    def test_without_its_master_key_nothing_opens(self, settings):
        settings.MASTER_KEYS = [ONE]
        key = keys.new_key()
        token = fields.seal(key, "1", place="x")
        settings.MASTER_KEYS = [TWO]
        with pytest.raises(keys.MasterKeyMissing):
            fields.unseal(key, token, place="x")

    @pytest.mark.parametrize("bad", ["", "00", "zz" * 16, "00" * 32])
    def test_a_bad_master_key_is_refused(self, settings, bad):
        settings.MASTER_KEYS = [bad]
        with pytest.raises(keys.BadMasterKey):
            keys.new_key()

    def test_equal_values_have_equal_digests_however_they_are_written(self):
        assert fields.digest("34150219900101123x") == fields.digest(" 341502 19900101 123Ｘ")
        assert fields.digest("1") != fields.digest("2")
        assert fields.matches("1", fields.digest("1"))
        assert not fields.matches("1", "")


@given(value=st.text(max_size=60), place=st.text(max_size=20))
def test_any_value_opens_again_in_its_place_and_in_no_other(value, place):
    key = bytes(16)
    token = keys.encrypt(key, value.encode(), place)
    assert keys.decrypt(key, token, place).decode() == value
    with pytest.raises(keys.Tampered):
        keys.decrypt(key, token, f"{place}!")


@given(value=st.binary(min_size=1, max_size=40), data=st.data())
def test_no_bit_of_a_sealed_value_can_be_turned(value, data):
    raw = bytearray(b64decode(keys.encrypt(bytes(16), value, "x")))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(keys.Tampered):
        keys.decrypt(bytes(16), b64encode(raw).decode(), "x")


def test_sm3_is_the_published_one():
    assert keys.sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masks.mask_identity_number, "341502199001011234", "3415****1234"),
        (masks.mask_identity_number, "123", "****"),
        (masks.mask_identity_number, "", ""),
        (masks.mask_phone, "13800000000", "138****0000"),
        (masks.mask_phone, "110", "****"),
        (masks.mask_account, "6222020200112233", "****2233"),
        (masks.mask_account, "1234", "****"),
        (masks.mask_name, "李小明", "李*明"),
        (masks.mask_name, "李明", "李*"),
        (masks.mask_name, "欧阳小明", "欧**明"),
        (masks.mask_name, "", ""),
        (masks.mask_date, "1990-01-02", "1990-**-**"),
        (masks.mask_date, "", ""),
        (masks.hide, "共青团员", "****"),
    ],
)
def test_masks(mask, value, shown):
    assert mask(value) == shown


def chain(contents):
    links, previous = [], chains.START
    for number, content in enumerate(contents, start=1):
        previous = chains.link_hash(previous, content)
        links.append(chains.Link(number, content, previous))
    return links


CONTENTS = st.lists(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3)), min_size=1, max_size=8)


@settings(deadline=None)
@given(CONTENTS)
def test_an_untouched_chain_is_whole(contents):
    verdict = chains.verify(chain(contents))
    assert verdict.whole
    assert verdict.checked == len(contents)


@settings(deadline=None)
@given(CONTENTS, st.data())
def test_a_changed_link_is_named(contents, data):
    links = chain(contents)
    place = data.draw(st.integers(0, len(links) - 1))
    changed = chains.Link(place + 1, {**links[place].content, "planted": 1}, links[place].hash)
    assert chains.verify([*links[:place], changed, *links[place + 1 :]]).broken_at == place + 1


@settings(deadline=None)
@given(CONTENTS, st.data())
def test_a_missing_link_is_named(contents, data):
    links = chain([*contents, {"last": 1}])
    place = data.draw(st.integers(0, len(links) - 2))
    assert chains.verify([*links[:place], *links[place + 1 :]]).broken_at == place + 1


def test_exchanged_links_are_named():
    links = chain([{"a": 1}, {"a": 2}, {"a": 3}])
    assert chains.verify([links[0], links[2], links[1]]).broken_at == 2


def test_the_order_of_names_does_not_matter():
    assert chains.link_hash("", {"a": 1, "b": 2}) == chains.link_hash("", {"b": 2, "a": 1})
