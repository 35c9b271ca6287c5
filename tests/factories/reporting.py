"""三级上报."""

from __future__ import annotations

import datetime

import factory

from households.models import CityExchange, CityExchangeRow, MonthlySummary, StrangeReply, VerificationSample, YearBase
from tests.factories.base import RowFactory
from tests.factories.ledger import ApplicationFactory


class MonthlySummaryFactory(RowFactory):
    class Meta:
        model = MonthlySummary

    month = "2026-10"
    ends_on = datetime.date(2026, 10, 31)


class VerificationSampleFactory(RowFactory):
    class Meta:
        model = VerificationSample

    application = factory.SubFactory(ApplicationFactory)
    village = factory.SelfAttribute("application.village")
    summary = factory.SubFactory(MonthlySummaryFactory, town=factory.SelfAttribute("..village.town"))


class YearBaseFactory(RowFactory):
    class Meta:
        model = YearBase

    year = 2026


class CityExchangeFactory(RowFactory):
    class Meta:
        model = CityExchange

    number = factory.Sequence(lambda n: f"BS20261126-{n}")
    period = "2026年11月"


class CityExchangeRowFactory(RowFactory):
    class Meta:
        model = CityExchangeRow

    application = factory.SubFactory(ApplicationFactory)
    village = factory.SelfAttribute("application.village")
    row_number = 1
    case = factory.SelfAttribute("application.case")
    name = factory.SelfAttribute("application.name")
    id_number = factory.SelfAttribute("application.id_number")
    content = b""


class StrangeReplyFactory(RowFactory):
    class Meta:
        model = StrangeReply

    row = 9
