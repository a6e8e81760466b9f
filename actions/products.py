"""Questions about products: which one, what it is, what it costs, how two differ."""

from __future__ import annotations

from actions.choosing import MOST_LISTED, choose_products, pick_by_cue, products_like
from actions.discovery import ask_next, go_on, hear, resume, sum_up
from actions.service import asks_how_long, tell_answer
from actions.turn import GoalAction, Turn
from actions.wait import say_wait
from actions.wording import table
from bot.catalog import any_cue, words
from bot.catalog.models import Answer, Product
from bot.catalog.money import price_of


class Recommend(GoalAction):
    """Recommends for a need that was accepted; before that the need is found out and summed up."""

    goal = "recommend"

    def act(self, turn: Turn) -> None:
        memory = turn.memory
        if turn.queued:
            turn.say("utter_noted_for_person")
            return
        products = choose_products(turn.catalog, memory) if memory.confirmed else []
        if products:
            recommend(turn, products)
            turn.close_question()
            return
        asked_again, memory.wants_product = memory.wants_product, True
        hear(turn)
        if asked_again and (memory.needs or memory.details):
            sum_up(turn)
        elif memory.needs or memory.details:
            go_on(turn)
        else:
            ask_next(turn, opening="utter_need_first")


class Compare(GoalAction):
    """How two products differ: for whom each is the better choice."""

    goal = "compare"

    def act(self, turn: Turn) -> None:
        named = _known(turn)[-2:]
        if len(named) < 2:
            named = choose_products(turn.catalog, turn.memory)
        if len(named) < 2:
            _ask_which(turn, "compare")
            return
        recommend(turn, named)
        resume(turn)


class TellAboutProduct(GoalAction):
    """A fact about a product, by what is asked; the short description when nothing more is known."""

    goal = "tell_about_product"

    def act(self, turn: Turn) -> None:
        if asks_how_long(turn):
            say_wait(turn)
            return
        product = _product_meant(turn)
        if product is None:
            _ask_which(turn, "tell_about_product")
            return
        tell_fact(turn, product)
        resume(turn)


class TellPrice(GoalAction):
    """What something costs, or how the business deals with discounts and offers."""

    goal = "tell_price"

    def act(self, turn: Turn) -> None:
        general = pick_by_cue(turn.catalog.service["ask_price"], turn.text, turn.language)
        delivery = pick_by_cue(turn.catalog.service["delivery_info"], turn.text, turn.language)
        product = _product_meant(turn, named_only=turn.mentions(general.cues))
        if turn.mentions(delivery.cues) and not turn.values("product"):
            tell_answer(turn, "delivery_info")
        elif product is not None:
            tell_price(turn, product)
        elif turn.mentions(general.cues):
            tell_answer(turn, "ask_price")
        else:
            _ask_which(turn, "tell_price")
            return
        resume(turn)


class TakeProduct(GoalAction):
    """The visitor says which product was meant; the question that waited for it is answered."""

    goal = "take_product"

    def act(self, turn: Turn) -> None:
        memory, product = turn.memory, _product_meant(turn, named_only=True)
        turn.close_question()
        if product is None:
            turn.say("utter_product_unknown")
        elif memory.pending == "tell_price":
            tell_price(turn, product)
        elif memory.pending == "compare" and len(_known(turn)) > 1:
            recommend(turn, _known(turn)[-2:])
        else:
            tell_fact(turn, product, asked=f"{memory.pending_text} {turn.text}")
        memory.pending = None


def tell_fact(turn: Turn, product: Product, *, asked: str | None = None) -> None:
    """The fact about a product that a question asks for; `asked` is the question where it came before."""
    question = asked or turn.text
    if product.stock_days is not None and any_cue(table("stock")[turn.language], words(question)):
        turn.event("service_answered", subject="ask_product_info", answer=f"{product.id}.stock")
        name = turn.local(product.name)
        if product.stock_days:
            turn.say("utter_not_in_stock", product=name, days=product.stock_days)
        else:
            turn.say("utter_in_stock", product=name)
        return
    general = Answer(id="general", cues={}, text=product.short)
    fact = pick_by_cue((general, *product.facts), question, turn.language)
    turn.event("service_answered", subject="ask_product_info", answer=f"{product.id}.{fact.id}")
    if fact is general:
        turn.say(
            "utter_product",
            product=turn.local(product.name),
            price=_price(turn, product),
            short=turn.local(product.short),
        )
    else:
        turn.tell(turn.local(fact.text))


def tell_price(turn: Turn, product: Product) -> None:
    """The price of a product, as it stands in the catalog."""
    turn.event("service_answered", subject="ask_price", answer=product.id)
    turn.say("utter_price", product=turn.local(product.name), price=_price(turn, product))


def recommend(turn: Turn, products: list[Product]) -> None:
    """Names products with price, use, and for whom each is the better choice."""
    turn.event("recommendation_given", subject=products[0].id, products=[product.id for product in products])
    for product in products:
        if product.id not in turn.memory.products:
            turn.memory.products.append(product.id)
        turn.say(
            "utter_recommend",
            product=turn.local(product.name),
            price=_price(turn, product),
            short=turn.local(product.short),
            choose_if=turn.local(product.choose_if),
        )


def _known(turn: Turn) -> list[Product]:
    """The products spoken of that the catalog still has, the last one last."""
    catalog = turn.catalog.products
    return [catalog[product] for product in turn.memory.products if product in catalog]


def _product_meant(turn: Turn, *, named_only: bool = False) -> Product | None:
    """The product that is named; else the last one spoken of, unless another kind is named."""
    named = [product for product in turn.values("product") if product in turn.catalog.products]
    if named:
        return turn.catalog.products[named[-1]]
    if named_only or not turn.memory.products:
        return None
    last = turn.catalog.products.get(turn.memory.products[-1])
    of_kind = products_like(turn.catalog, turn.text, turn.language)
    return last if not of_kind or last in of_kind else None


def _ask_which(turn: Turn, pending: str) -> None:
    turn.memory.pending, turn.memory.pending_text = pending, turn.text
    like = products_like(turn.catalog, turn.text, turn.language)[:MOST_LISTED]
    if like:
        listed = "\n".join(f"{turn.local(product.name)}: {_price(turn, product)}" for product in like)
        turn.say("utter_products_like", products=f"{listed}\n")
    else:
        turn.say("utter_ask_which_product")
    turn.ask("which_product")


def _price(turn: Turn, product: Product) -> str:
    return price_of(product, turn.catalog.business, turn.language)
