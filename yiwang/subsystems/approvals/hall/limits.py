"""How long are drafts kept, and how many may one address begin? The environment decides."""

from yiwang import environment

DRAFT_DAYS = environment.number("YIWANG_HALL_DRAFT_DAYS", 90)
"""Days after its last change that a draft with a number is kept."""
UNKEPT_DAYS = 2
"""Days that an application begun without asking for a number is kept."""
DRAFTS_AN_HOUR = environment.number("YIWANG_HALL_DRAFTS_PER_HOUR", 30)
"""Applications that one address may begin."""
COOKIE_HOURS = 24
"""How long a browser may go on with what it began."""
