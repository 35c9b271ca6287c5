"""台账质量 (P42): how much of the ledger is whole, right and written as it should be, place by place."""
