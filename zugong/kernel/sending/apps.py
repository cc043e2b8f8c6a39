from django.apps import AppConfig


class SendingConfig(AppConfig):
    name = "zugong.kernel.sending"
    label = "sending"
