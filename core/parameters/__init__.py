"""Numbers that an office may change: declared where they are used, put otherwise by the district from a day on.

    PUBLICITY_DAYS = Parameter("households.publicity_days", "公示天数", 7, unit="天", lowest=1, highest=90,
                               basis="domain practice …")
    PUBLICITY_DAYS.on(day)      # the Decimal in force on that day; without a day, today's

For deadlines there is `Limit` (core/timekeeping): what is reckoned in working days is a clock, not a parameter.
"""

from core.parameters.declared import Parameter, parameters

__all__ = ["Parameter", "parameters"]
