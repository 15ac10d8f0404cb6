"""How often may one address answer the same survey? The environment decides."""

from yiwang import environment

ANSWERS_AN_HOUR = environment.number("YIWANG_SURVEY_ANSWERS_PER_HOUR", 60)
"""Answers to one survey from one address (of IPv6 from one /64): a household, an office, a public hall."""
FAILURES_AN_HOUR = environment.number("YIWANG_SURVEY_FAILURES_PER_HOUR", 30)
"""Wrong or used identity numbers from one address."""
FRESH_SECONDS = 15
"""How often an open page of figures asks for new ones."""
