"""What of the handling of letters does the city itself decide? The environment says."""

from yiwang import environment
from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.subsystems.participation.letters import rules

PETITION_MOVES = environment.flag("YIWANG_PETITION_MOVES")
"""Whether a petition's calendar days that end on a rest day end on the working day after it."""
SAMPLE_PERCENT = environment.number("YIWANG_LETTERS_CALL_BACK_PERCENT", 20)
"""How many of a hundred answered letters are called back, beside all that were rated badly."""
SITE_LETTERS_AN_HOUR = environment.number("YIWANG_LETTERS_PER_SITE_AND_HOUR", 200)
"""Suggestions that one department site may hand in."""
SECONDINGS_AN_HOUR = environment.number("YIWANG_LETTERS_SECONDINGS_PER_HOUR", 30)
"""How often one address (of IPv6 one /64) may say that a public letter is its matter too."""
SECONDINGS_OF_ONE_AN_HOUR = environment.number("YIWANG_LETTERS_SECONDINGS_OF_ONE_PER_HOUR", 5)
"""The same of one and the same letter: a household."""
ACCEPTANCE = {
    rules.LETTER: Limits(
        "本市信件办理规定：收到来信后2个工作日内受理",
        Limit(environment.number("YIWANG_LETTERS_ACCEPT_DAYS", 2), Unit.WORKING_DAYS),
    ),
    rules.PETITION: Limits(
        "《信访工作条例》第二十二条：15日内登记并转送、交办", rules.PETITION_NOTICE, moves=PETITION_MOVES
    ),
}
RETURN = {
    rules.LETTER: Limit(environment.number("YIWANG_LETTERS_RETURN_DAYS", 2), Unit.WORKING_DAYS),
    rules.PETITION: rules.OBJECTION,
}
