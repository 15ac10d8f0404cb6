from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "yiwang.kernel.signatures"
    label = "signatures"
    verbose_name = "签名"
