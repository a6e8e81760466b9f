"""The headlines: what the figures say, in a sentence one would say to a colleague.

Each function is pure and picks one of a few wordings; the wordings themselves are native in each language and
stand in ``texts/``. Small numbers are told as counts, never as shares, and ties are told as ties.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.insights.rates import SATISFACTION_TARGET, SUPPRESSED_BELOW, Direction, Rate, against_target
from api.insights.words import Words, lower_first, unbroken


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Something counted, with what it is called."""

    label: str
    number: int


def overview(words: Words, *, total: int, before: int, alone: int, days: int) -> str:
    """How many conversations there were, whether that is more than before, and how many the bot did alone."""
    first = words.say("say.overview.conversations", total, change=change(words, total, before, days=days))
    if total == 1:
        return f"{first} {words.t('say.overview.one_alone' if alone else 'say.overview.one_not_alone')}"
    form = "all_alone" if alone == total else "none_alone" if alone == 0 else "alone"
    return f"{first} {words.t(f'say.overview.{form}', n=words.count(alone))}"


def change(words: Words, number: int, before: int, *, days: int) -> str:
    """Whether a number is higher than in the days before, by how much."""
    then = words.say("say.before", days)
    if before == 0:
        return words.t("say.change.first", before=then)
    if number == before:
        return words.t("say.change.same", before=then)
    form = "more" if number > before else "fewer"
    return words.t(f"say.change.{form}", n=words.count(abs(number - before)), before=then)


def needs(words: Words, *, ranked: Sequence[Ranked], confirmed: int, unserved: int) -> str:
    """Which need is heard most, and how often it was confirmed.

    Args:
        ranked: The needs heard that the catalog serves, most often first.
        confirmed: How many conversations confirmed the first of them.
        unserved: Conversations with a need that the catalog does not serve.
    """
    if not ranked:
        return words.say("say.needs.only_unserved", unserved) if unserved else words.t("say.needs.none")
    top = _top(ranked)
    number = ranked[0].number
    if len(top) == 2:
        return words.say("say.needs.two", number, a=top[0].label, b=lower_first(top[1].label))
    if len(top) > 2:
        return words.say("say.needs.tie", number, a=top[0].label, b=top[1].label)
    if number < SUPPRESSED_BELOW:
        return words.say("say.needs.few", number, need=top[0].label)
    form = "all" if confirmed == number else "nobody" if confirmed == 0 else "most"
    return words.t(
        f"say.needs.{form}", need=top[0].label, num=words.count(confirmed), den=words.count(number)
    )


def unserved_needs(words: Words, number: int) -> str:
    """How often a need was heard that the catalog does not serve."""
    return words.say("say.needs.unserved", number) if number else words.t("say.needs.all_served")


def barriers(words: Words, *, counts: Mapping[str, int], total: int) -> str:
    """Which of the barriers comes up most."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    number = ranked[0][1]
    if number == 0:
        return words.say("say.barriers.none", total)
    top = [words.t(f"barrier_at_start.{name}") for name, times in ranked if times == number]
    if len(top) == 2:
        return words.say("say.barriers.two", number, a=top[0], b=lower_first(top[1]))
    if len(top) > 2:
        return words.say("say.barriers.tie", number)
    return words.say("say.barriers.most", number, barrier=top[0], total=words.count(total))


def complaints(words: Words, *, ranked: Sequence[Ranked], complained: int, total: int) -> str:
    """What customers complain of most."""
    if not complained:
        return words.say("say.complaints.none", total)
    top = _top(ranked)
    if complained == 1:
        return words.t("say.complaints.one", kind=top[0].label)
    if len(top) > 1:
        return words.t(
            "say.complaints.two", a=top[0].label, b=lower_first(top[1].label), n=words.count(top[0].number)
        )
    return words.t(
        "say.complaints.most", kind=top[0].label, n=words.count(top[0].number), all=words.count(complained)
    )


def escalations(words: Words, *, counts: Mapping[str, int], handed_over: int, total: int) -> str:
    """Why a person most often takes over."""
    if not handed_over:
        return words.say("say.escalations.none", total)
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    reason = words.t(f"because.{ranked[0][0]}")
    if handed_over == 1:
        return words.t("say.escalations.one", because=reason)
    if len(ranked) > 1 and ranked[1][1] == ranked[0][1]:
        other = words.t(f"because.{ranked[1][0]}")
        return words.t("say.escalations.two", a=reason, b=other, n=words.count(ranked[0][1]))
    return words.t(
        "say.escalations.most",
        because=reason,
        n=words.count(ranked[0][1]),
        all=words.count(handed_over),
    )


def offers(words: Words, *, shown: int, accepted: int, after: int, days: int) -> str:
    """How often an offer was taken, and whether offers drove anybody away."""
    if not shown:
        return words.say("say.offers.none", days)
    if shown == 1:
        first = words.t("say.offers.one_accepted" if accepted else "say.offers.one")
    else:
        first = words.say("say.offers.accepted", accepted, shown=words.count(shown))
    return f"{first} {words.say('say.offers.after', after) if after else words.t('say.offers.none_after')}"


def satisfaction(words: Words, found: Rate) -> str:
    """Whether customers are satisfied, measured against the target, as surely as the ratings allow."""
    if found.den == 0:
        return words.t("say.satisfaction.none")
    if found.value is None:
        return words.say("say.satisfaction.few", found.den)
    return words.t(
        f"say.satisfaction.{against_target(found)}",
        value=unbroken(words.percent(found.value)),
        target=unbroken(words.percent(SATISFACTION_TARGET)),
        n=words.count(found.den),
    )


def share(words: Words, key: str, found: Rate) -> str:
    """A sentence with a rate and its uncertainty; of a few conversations it only says that they are few."""
    said = words.t("rate.too_few") if found.value is None else words.rate(found)
    return words.say(key, found.num, all=words.count(found.den), rate=said)


def moved(words: Words, where: Direction, before: Rate) -> str:
    """Whether a rate has changed for sure since the days before."""
    if before.value is None:
        return words.t("say.moved.unknown")
    return words.t(f"say.moved.{where}", value=words.percent(before.value))


def _top(ranked: Sequence[Ranked]) -> list[Ranked]:
    return [one for one in ranked if one.number == ranked[0].number]
