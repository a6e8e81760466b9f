"""What happens when a visitor sends files: they become evidence in a complaint, and the bot says what it cannot do.

A file alone is no question to Rasa: there are no words in it. The answer is made here, in the same transaction,
so it is there even while Rasa is not.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from api.attachments.sending import Parcel
from api.attachments.words import words
from api.conversations import repository
from api.conversations.models import Conversation, Event
from api.conversations.visitor_facts import visitor_facts
from api.db import now

EVIDENCE = "evidence"


async def received(
    session: AsyncSession, conversation: Conversation, message: Event, parcel: Parcel, *, alone: bool
) -> None:
    """Note files that came with a message in a locked conversation; answer where they came without words.

    While a person has the conversation, that person answers.
    """
    complaint = (await visitor_facts(session, conversation, at=now())).complaint_open
    if complaint:
        await repository.append(
            session,
            conversation,
            type="complaint_detail",
            author="bot",
            subject=EVIDENCE,
            texts={"value": ", ".join(file.name for file in parcel.files)},
            message_seq=message.seq,
        )
    if not alone or conversation.state == "assigned":
        return
    said = await repository.bot_messages(session, conversation.id, limit=1)
    # A choice that was open stays open; another question beside it would only confuse.
    buttons = said[0].facts.get("buttons", []) if said else []
    await repository.append(
        session,
        conversation,
        type="message",
        author="bot",
        audience="public",
        facts={"buttons": buttons},
        texts={"text": words(conversation.language)(f"bot.{_answer(conversation, complaint, buttons)}")},
        message_seq=message.seq,
    )


def _answer(conversation: Conversation, complaint: bool, buttons: list[dict[str, str]]) -> str:
    if complaint:
        return "evidence"
    if conversation.state == "queued":
        return "waiting"
    return "keep" if buttons else "ask"
