import datetime
import os
import unittest

from forecast import read_forecast
from weather import line_of

SAMPLE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forecast.json")


class ForecastTest(unittest.TestCase):
    def test_reads_the_days_in_order(self):
        place, days = read_forecast(SAMPLE)
        self.assertEqual(place, "Harbour")
        self.assertEqual([day.date for day in days], sorted(day.date for day in days))
        self.assertEqual(days[0].date, datetime.date(2026, 3, 2))

    def test_prints_a_day_on_one_line(self):
        _, days = read_forecast(SAMPLE)
        self.assertIn("3 to  9 °C", line_of(days[0]))
        self.assertNotIn("\n", line_of(days[0]))


if __name__ == "__main__":
    unittest.main()
