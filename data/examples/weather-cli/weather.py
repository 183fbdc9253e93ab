"""Prints a forecast: weather.py [--days N] [--file FILE]"""

import argparse
import os

from forecast import read_forecast

HERE = os.path.dirname(os.path.abspath(__file__))


def line_of(day):
    return f"{day.date:%a %d %b}  {day.low:>3} to {day.high:>2} °C  {day.rain:>4.0%} rain  {day.sky}"


def main():
    parser = argparse.ArgumentParser(description="Prints a forecast.")
    parser.add_argument("--days", type=int, default=7, help="how many days at most")
    parser.add_argument("--file", default=os.path.join(HERE, "forecast.json"), help="where the forecast is")
    arguments = parser.parse_args()

    place, days = read_forecast(arguments.file)
    print(place)
    for day in days[: arguments.days]:
        print(line_of(day))


if __name__ == "__main__":
    main()
