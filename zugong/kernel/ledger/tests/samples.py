"""What a made-up row of this part must say."""

SAMPLES = {
    "ledger.SavedFilter": {"shared": True},
    "ledger.Import": {"ledger_name": "people"},
}
