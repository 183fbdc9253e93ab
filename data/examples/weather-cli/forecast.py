"""Reads a forecast from its file."""

import datetime
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Day:
    date: datetime.date
    low: int
    high: int
    rain: float
    sky: str


def read_forecast(path):
    """The place, and its days in order."""
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    days = [
        Day(datetime.date.fromisoformat(day["date"]), day["low"], day["high"], day["rain"], day["sky"])
        for day in content["days"]
    ]
    return content["place"], sorted(days, key=lambda day: day.date)
