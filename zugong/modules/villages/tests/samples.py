"""What a lone field of the village models cannot know about its row."""

from typing import Any

SAMPLES: dict[str, dict[str, Any]] = {
    "villages.NegativeItem": {"closed": False},
}
