"""Which gateway takes the money, how long is an order good, how often is the gateway asked?"""

from django.conf import settings

from yiwang import environment

DRIVER = environment.text("YIWANG_PAYMENT_DRIVER", "" if settings.MODE == "production" else "sandbox")
"""Code of the driver; empty: bills are paid at the counter only."""
KEY = environment.text("YIWANG_PAYMENT_KEY")
"""What the gateway signs its notifications with; the sandbox without one derives its own from SECRET_KEY."""
ORDER_MINUTES = environment.number("YIWANG_PAYMENT_ORDER_MINUTES", 120)
"""After which an order that nobody paid is closed."""
ASK_SECONDS = 60
"""After which the gateway is asked about an order that it said nothing of."""
STATEMENT_DAYS = 7
"""How many past days are fetched again if their statement did not come."""
LARGEST_NOTICE = 65_536
FALSE_NOTICES_AN_HOUR = 100
"""Notifications without a good signature that one address may send."""
