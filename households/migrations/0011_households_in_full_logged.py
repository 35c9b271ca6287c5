from django.db import migrations

from accounts.audit_operations import AuditTable, AuditTableAgain, PlacedTogether

PLACED = (
    "VerificationSample",
    "YearBase",
    "CityExchangeRow",
    "ReconciliationRow",
    "MeterReading",
    "UsageAnomaly",
    "EmergencyFuelIssue",
    "FuelPoint",
    "HeatingCost",
    "Pilot",
    "PilotHousehold",
    "Objection",
    "QualificationReview",
    "ExcludedVillage",
    "Construction",
    "Acceptance",
    "HeatGap",
)
AUDITED = (
    "MonthlySummary",
    "VerificationSample",
    "YearBase",
    "CityExchange",
    "StrangeReply",
    "Reconciliation",
    "ReconciliationRow",
    "UsageAnomaly",
    "EmergencyFuelIssue",
    "EnergyTarget",
    "FuelMove",
    "FuelPoint",
    "Pilot",
    "PilotHousehold",
    "Publicity",
    "Objection",
    "QualificationReview",
    "ExcludedVillage",
    "TechOption",
    "RenovationPlan",
    "BudgetLine",
    "FundLine",
    "EnergyConfirmation",
    "Qualification",
    "Construction",
    "Acceptance",
    "AcceptanceItem",
    "AcceptanceScore",
    "HeatGap",
    "SeasonClose",
)


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0010_first_acceptance_items"),
    ]

    operations = [
        *(PlacedTogether(model) for model in PLACED),
        *(AuditTable(model) for model in AUDITED),
        AuditTable("MeterReading", versions=True),
        AuditTable("CityExchangeRow", hidden=["content"]),
        AuditTableAgain("Household", versions=True),
        AuditTableAgain("Application"),
    ]
