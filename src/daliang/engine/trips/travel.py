"""Travel times where nobody gave them: from great-circle distance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from daliang.engine.checks import BadInput, Problem
from daliang.engine.trips.problem import City

EARTH_KM = 6371.0
DETOUR = 1.25  # a road or railway is longer than the great circle
WITHIN_CITY = 20.0  # minutes between two addresses of one city
_GROUND = (30.0, 90.0)  # minutes to get away and arrive, km/h between
_AIR = (180.0, 700.0)


def great_circle_km(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return distances between all pairs of points, in km (haversine formula).

    Examples
    --------
    >>> import numpy as np
    >>> round(float(great_circle_km(np.array([48.85, 48.14]), np.array([2.35, 11.58]))[0, 1]))
    684
    """
    phi, theta = np.radians(lat), np.radians(lon)
    half = np.sin((phi[:, None] - phi) / 2) ** 2
    half += np.cos(phi[:, None]) * np.cos(phi) * np.sin((theta[:, None] - theta) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def estimate_travel(cities: Sequence[City]) -> NDArray[np.float64]:
    """Return estimated minutes between all cities, the quicker of ground and air.

    Ground: 30 minutes plus the great circle times 1.25 at 90 km/h; air: 180 minutes plus
    the great circle at 700 km/h; within a city 20 minutes. Rounded up to whole minutes.

    Raises
    ------
    BadInput
        Every city without latitude or longitude.

    Examples
    --------
    >>> estimate_travel([City("甲", 48.85, 2.35), City("乙", 48.14, 11.58)])[0].tolist()
    [20.0, 239.0]
    """
    unplaced = [city for city in cities if not _is_placed(city)]
    if unplaced:
        raise BadInput(
            Problem(
                f"城市“{city.name}”缺少经纬度",
                "填 lat、lon，或给出 travel_minutes",
                column="cities",
            )
            for city in unplaced
        )
    lat = np.array([city.lat for city in cities], dtype=np.float64)
    lon = np.array([city.lon for city in cities], dtype=np.float64)
    km = great_circle_km(lat, lon)
    ground = _GROUND[0] + km * DETOUR / _GROUND[1] * 60
    air = _AIR[0] + km / _AIR[1] * 60
    minutes = np.ceil(np.minimum(ground, air))
    np.fill_diagonal(minutes, WITHIN_CITY)
    return np.asarray(minutes)


def _is_placed(city: City) -> bool:
    if city.lat is None or city.lon is None:
        return False
    return abs(city.lat) <= 90 and abs(city.lon) <= 180
