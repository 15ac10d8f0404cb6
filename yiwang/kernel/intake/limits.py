"""How much may one address send and ask, how large, how long is it kept? The environment decides."""

from yiwang import environment

KEEP_DAYS = environment.number("YIWANG_INTAKE_KEEP_DAYS", 180)
"""Days after which contact and free text of an ended submission are wiped from the outer zone."""
SUBMISSIONS_AN_HOUR = environment.number("YIWANG_INTAKE_SUBMISSIONS_PER_HOUR", 20)
"""Submissions, supplements and ratings of one address."""
REQUESTS_AN_HOUR = environment.number("YIWANG_INTAKE_REQUESTS_PER_HOUR", 120)
"""Forms that one address sends, right or wrong."""
FAILURES_AN_HOUR = environment.number("YIWANG_INTAKE_FAILURES_PER_HOUR", 10)
"""Wrong pairs of number and code, from one address and for one number."""
LARGEST_REQUEST_MB = environment.number("YIWANG_INTAKE_MAX_REQUEST_MB", 30)
TRACKING_MINUTES = environment.number("YIWANG_INTAKE_TRACKING_MINUTES", 30)
"""How long a browser may go on reading after number and code were given."""
RECEIPT_MINUTES = 10
"""How long a browser can show the receipt with its code again."""
FORM_HOURS = 24
"""How long a form may lie open before it is sent."""
