"""Which addresses does this room answer?"""

app_name = "disclosure_requests"

urlpatterns: list[object] = []
