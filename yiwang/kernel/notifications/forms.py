"""What may be filled in about messages?"""

from django import forms

from yiwang.kernel.notifications.models import Preference


class PreferenceForm(forms.ModelForm):
    class Meta:
        model = Preference
        fields = ["by_email", "by_sms"]
        help_texts = {
            "by_email": "有新消息时同时发到我的电子邮箱。",
            "by_sms": "重要消息同时发到我的手机。",
        }
