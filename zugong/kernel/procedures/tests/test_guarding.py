"""No other door than a declared move."""

import pytest

from zugong.kernel.history import writing
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.guarding import UndeclaredMove


def test_writing_a_record_with_another_state_is_refused_and_nothing_is_written(make, city):
    record = make("draft")
    record.state, record.source = "approved", "改过"
    with pytest.raises(UndeclaredMove, match="规则参数"):
        writing.save(record, by=city.officer)
    stored = Parameter.objects.get(pk=record.pk)
    assert (stored.state, stored.source) == ("draft", "测试")


def test_other_values_are_written_as_ever(make, city):
    record = make("draft")
    record.source = "改过"
    writing.save(record, by=city.officer)
    assert Parameter.objects.get(pk=record.pk).source == "改过"
