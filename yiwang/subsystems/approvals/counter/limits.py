"""How many numbers and bookings may one address take? The environment decides."""

from yiwang import environment

TICKETS_AN_HOUR = environment.number("YIWANG_COUNTER_TICKETS_PER_HOUR", 600)
"""Of one kiosk: a busy hall gives out several a minute."""
BOOKINGS_AN_HOUR = environment.number("YIWANG_COUNTER_BOOKINGS_PER_HOUR", 5)
WRONG_CODES_AN_HOUR = environment.number("YIWANG_COUNTER_WRONG_CODES_PER_HOUR", 20)
