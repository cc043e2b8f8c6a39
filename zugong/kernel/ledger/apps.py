from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "zugong.kernel.ledger"
    label = "ledger"
