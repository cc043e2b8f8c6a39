"""The outlines on which the board draws the city's units."""

from pathlib import Path

from zugong.kernel.indicators.declaring import declare_outline

declare_outline("3415", Path(__file__).parent / "data" / "luan-counties.geojson")
