"""How large may a mail be, and how many does one sender or one mailbox bring in? The environment decides."""

from yiwang import environment

LARGEST_MB = environment.number("YIWANG_LETTERS_MAIL_MB", 25)
"""A larger one is not fetched; its head is listed for somebody to look at it in the mailbox itself."""
OF_SENDER_AN_HOUR = environment.number("YIWANG_LETTERS_MAIL_PER_SENDER_AND_HOUR", 5)
"""More from one address are answered to nobody; an official decides about them."""
OF_CHANNEL_AN_HOUR = environment.number("YIWANG_LETTERS_MAIL_PER_MAILBOX_AND_HOUR", 200)
SECONDS = environment.number("YIWANG_LETTERS_MAIL_SECONDS", 30)
"""How long a mail server may keep us waiting."""
BATCH = 50
