"""Files go out with messages, both ways, and each is seen by those it is for."""

from typing import Any

import httpx
import pytest

from api.conversations import erasure, repository
from api.services import Services
from tests.api.attachments.pictures import PDF, picture, send, upload, uploaded
from tests.api.conftest import Visitor, arrive
from tests.api.fake_dialogue import FakeDialogue, answer
from tests.api.staff.colleague import Colleague

DESK = "/api/console/conversations"


async def staff_upload(
    ida: Colleague, visitor: Visitor, data: bytes, *, name: str = "svar.pdf"
) -> httpx.Response:
    headers = {"X-CSRF-Token": ida.csrf, "File-Name": name}
    return await ida.client.post(f"{DESK}/{visitor.id}/attachments", content=data, headers=headers)


class TestFromTheVisitor:
    async def test_a_file_with_words_goes_with_them_and_the_bot_gets_the_words(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        id = await uploaded(visitor, name="kv%C3%A6rn.png")
        got = (await send(visitor, id, text="Hvad er det her?")).json()
        assert got["message"]["text"] == "Hvad er det her?"
        assert [(file["id"], file["media_type"]) for file in got["message"]["attachments"]] == [
            (id, "image/png")
        ]
        assert [asked.text for asked in dialogue.asked] == ["Hvad er det her?"]
        history = (await visitor.get("messages")).json()["messages"]
        assert history[1]["attachments"] == got["message"]["attachments"]

    @pytest.mark.parametrize(
        ("locale", "words"),
        [("da", "Hvad viser den?"), ("nb", "Hva viser den?"), ("en", "What does it show?")],
    )
    @pytest.mark.parametrize("text", [None, "", "  "])
    async def test_a_file_alone_gets_an_honest_answer_and_rasa_is_not_asked(
        self, client: httpx.AsyncClient, dialogue: FakeDialogue, locale: str, words: str, text: str | None
    ) -> None:
        visitor = await arrive(client, locale=locale)
        got = (await send(visitor, await uploaded(visitor), text=text)).json()
        assert got["message"]["text"] == ""
        assert [reply["author"] for reply in got["replies"]] == ["bot"]
        assert got["replies"][0]["text"].endswith(words)
        assert dialogue.asked == []
        await visitor.say("Et låg, der er gået i stykker")
        assert len(dialogue.asked) == 1

    async def test_it_is_answered_even_while_rasa_is_down(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        dialogue.failure = "down"
        got = (await send(visitor, await uploaded(visitor))).json()
        assert "gemmer den til et menneske" in got["replies"][0]["text"]

    async def test_an_open_choice_stays_open_and_nothing_else_is_asked(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        buttons = [{"title": "Ja", "payload": "/affirm"}]
        dialogue.reply = lambda _: answer("Er det rigtigt?", buttons=buttons)
        await visitor.say("Jeg vil have en stille kværn")
        reply = (await send(visitor, await uploaded(visitor))).json()["replies"][0]
        assert reply["buttons"] == buttons
        assert "?" not in reply["text"]

    async def test_in_a_complaint_it_is_noted_as_evidence(
        self, visitor: Visitor, dialogue: FakeDialogue, ida: Colleague
    ) -> None:
        raised = {"type": "complaint_raised", "subject": "damaged", "quote": "den er knust"}
        dialogue.reply = lambda _: answer("Tak, fordi du siger det.", events=[raised])
        await visitor.say("Den er knust")
        got = (await send(visitor, await uploaded(visitor, name="knust.png"))).json()
        assert "ved din sag" in got["replies"][0]["text"]
        packet = (await ida.get(f"{DESK}/{visitor.id}")).json()["packet"]
        details = packet["complaint"]["details"]
        assert [(detail["field"], detail["quote"]) for detail in details] == [("evidence", "knust.png")]
        assert details[0]["seq"] == got["message"]["seq"]

    async def test_a_person_who_has_the_conversation_answers_alone(
        self, visitor: Visitor, ida: Colleague, dialogue: FakeDialogue, conversation_now: Any
    ) -> None:
        await ida.post(f"{DESK}/{visitor.id}/claim")
        got = (await send(visitor, await uploaded(visitor))).json()
        assert got["replies"] == []
        assert dialogue.asked == []
        assert (await conversation_now(visitor.id)).due_at is not None

    async def test_one_who_waits_is_told_that_it_is_ready(
        self, visitor: Visitor, dialogue: FakeDialogue
    ) -> None:
        dialogue.reply = lambda _: answer(
            "Jeg henter en", events=[{"type": "escalate", "subject": "requested"}]
        )
        await visitor.say("Et menneske, tak")
        got = (await send(visitor, await uploaded(visitor))).json()
        assert got["replies"][0]["text"] == "Tak. Filen ligger klar til den, der tager over."
        assert got["state"] == "queued"

    async def test_the_same_message_again_is_the_same_message(self, visitor: Visitor) -> None:
        id = await uploaded(visitor)
        first = (await send(visitor, id)).json()
        again = (await send(visitor, id)).json()
        assert again["message"] == first["message"]
        assert again["replies"] == first["replies"]

    async def test_the_same_id_with_another_file_is_a_conflict(self, visitor: Visitor) -> None:
        await send(visitor, await uploaded(visitor))
        response = await send(visitor, await uploaded(visitor))
        assert response.status_code == 409

    async def test_a_file_goes_out_once(self, visitor: Visitor) -> None:
        id = await uploaded(visitor)
        await send(visitor, id)
        response = await send(visitor, id, key="another")
        assert response.status_code == 422
        assert response.json()["error"]["fields"].keys() == {"attachments"}

    async def test_nobody_sends_a_file_of_another_conversation(
        self, visitor: Visitor, client: httpx.AsyncClient
    ) -> None:
        other = await arrive(client)
        response = await send(other, await uploaded(visitor))
        assert response.status_code == 422
        assert len(await other.heard()) == 1

    async def test_a_visitor_does_not_send_what_a_colleague_uploaded(
        self, visitor: Visitor, ida: Colleague
    ) -> None:
        id = (await staff_upload(ida, visitor, PDF)).json()["id"]
        assert (await send(visitor, id)).status_code == 422

    async def test_six_files_are_one_too_many_and_none_is_none(self, visitor: Visitor) -> None:
        ids = [await uploaded(visitor) for _ in range(6)]
        assert (await send(visitor, *ids)).status_code == 422
        assert (await send(visitor, *ids[:5], key="five")).status_code == 200
        assert (await send(visitor)).status_code == 422

    @pytest.mark.parametrize("ids", [["x"], ["../../etc/passwd"], ["0" * 32], [7], "all", None])
    async def test_odd_ids(self, visitor: Visitor, ids: Any) -> None:
        response = await visitor.post("messages", client_message_id="odd", attachments=ids)
        assert response.status_code == 422

    async def test_twice_the_same_file_in_one_message_is_refused(self, visitor: Visitor) -> None:
        id = await uploaded(visitor)
        assert (await send(visitor, id, id)).status_code == 422

    async def test_a_button_takes_no_files(self, visitor: Visitor) -> None:
        id = await uploaded(visitor)
        response = await visitor.post("messages", client_message_id="b", payload="/affirm", attachments=[id])
        assert response.status_code == 422


class TestFromAColleague:
    async def test_a_file_with_a_reply_reaches_the_visitor(self, visitor: Visitor, ida: Colleague) -> None:
        id = (await staff_upload(ida, visitor, PDF)).json()["id"]
        reply = {"text": "Her er etiketten.", "client_message_id": "reply-001", "attachments": [id]}
        assert (await ida.post(f"{DESK}/{visitor.id}/reply", reply)).status_code == 201
        last = (await visitor.get("messages")).json()["messages"][-1]
        assert [file["name"] for file in last["attachments"]] == ["svar.pdf"]
        got = await visitor.get(f"attachments/{id}")
        assert got.content == PDF

    async def test_a_reply_may_be_a_file_alone_and_is_sent_once(
        self, visitor: Visitor, ida: Colleague
    ) -> None:
        id = (await staff_upload(ida, visitor, PDF)).json()["id"]
        reply = {"client_message_id": "reply-001", "attachments": [id]}
        first = await ida.post(f"{DESK}/{visitor.id}/reply", reply)
        again = await ida.post(f"{DESK}/{visitor.id}/reply", reply)
        assert (first.status_code, again.json()) == (201, first.json())
        timeline = (await ida.get(f"{DESK}/{visitor.id}")).json()["timeline"]
        assert [[file["name"] for file in entry["files"]] for entry in timeline if entry["files"]] == [
            ["svar.pdf"]
        ]

    async def test_neither_words_nor_files_is_nothing(self, visitor: Visitor, ida: Colleague) -> None:
        response = await ida.post(f"{DESK}/{visitor.id}/reply", {"client_message_id": "reply-001"})
        assert response.status_code == 422

    async def test_uploading_needs_a_login_and_the_pages_token(
        self, visitor: Visitor, ida: Colleague
    ) -> None:
        path = f"{DESK}/{visitor.id}/attachments"
        assert (await visitor.client.post(path, content=PDF)).status_code == 401
        assert (await ida.client.post(path, content=PDF)).status_code == 403

    async def test_a_form_is_no_file(self, visitor: Visitor, ida: Colleague) -> None:
        path = f"{DESK}/{visitor.id}/attachments"
        response = await ida.client.post(path, data={"csrf_token": ida.csrf})
        assert response.status_code == 415

    async def test_an_unknown_conversation_takes_none(self, visitor: Visitor, ida: Colleague) -> None:
        headers = {"X-CSRF-Token": ida.csrf}
        response = await ida.client.post(f"{DESK}/{'0' * 32}/attachments", content=PDF, headers=headers)
        assert response.status_code == 404

    async def test_it_can_be_removed_before_it_is_sent(self, visitor: Visitor, ida: Colleague) -> None:
        id = (await staff_upload(ida, visitor, PDF)).json()["id"]
        path = f"{DESK}/{visitor.id}/attachments/{id}"
        assert (await ida.client.delete(path, headers={"X-CSRF-Token": ida.csrf})).status_code == 204
        assert (await ida.get(path)).status_code == 404


class TestDelivery:
    async def test_a_picture_is_shown_and_can_do_nothing(self, visitor: Visitor) -> None:
        id = await uploaded(visitor)
        got = await visitor.get(f"attachments/{id}")
        assert got.status_code == 200
        assert got.headers["content-type"] == "image/png"
        assert got.headers["content-disposition"].startswith("inline")
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert got.headers["cache-control"] == "no-store"

    async def test_a_document_is_only_a_download(self, visitor: Visitor) -> None:
        id = await uploaded(visitor, PDF, name="kv%C3%A6rn.pdf")
        got = await visitor.get(f"attachments/{id}")
        assert got.headers["content-type"] == "application/pdf"
        assert got.headers["content-disposition"] == "attachment; filename*=utf-8''kv%C3%A6rn.pdf"

    async def test_not_without_the_token_and_not_with_anothers(
        self, visitor: Visitor, client: httpx.AsyncClient
    ) -> None:
        id = await uploaded(visitor)
        await send(visitor, id)
        assert (await client.get(f"{visitor.path}/attachments/{id}")).status_code == 401
        other = await arrive(client)
        crossed = await client.get(f"{visitor.path}/attachments/{id}", headers=other.headers)
        assert crossed.status_code == 404
        own = await client.get(f"{other.path}/attachments/{id}", headers=other.headers)
        assert own.status_code == 404

    async def test_staff_see_what_was_sent_and_not_what_may_be(
        self, visitor: Visitor, ida: Colleague
    ) -> None:
        id = await uploaded(visitor)
        path = f"{DESK}/{visitor.id}/attachments/{id}"
        assert (await ida.get(path)).status_code == 404
        await send(visitor, id)
        assert (await ida.get(path)).status_code == 200
        assert (await visitor.client.get(path)).status_code == 401

    async def test_the_visitor_does_not_see_what_a_colleague_has_not_sent(
        self, visitor: Visitor, ida: Colleague
    ) -> None:
        id = (await staff_upload(ida, visitor, PDF)).json()["id"]
        assert (await visitor.get(f"attachments/{id}")).status_code == 404

    async def test_one_that_is_gone_from_the_disk_is_not_found(
        self, visitor: Visitor, services: Services
    ) -> None:
        id = await uploaded(visitor)
        (services.settings.attachments / id[:2] / id).unlink()
        assert (await visitor.get(f"attachments/{id}")).status_code == 404


class TestErasure:
    async def test_with_the_conversation_its_files_go_from_the_disk(
        self, visitor: Visitor, services: Services
    ) -> None:
        id = await uploaded(visitor)
        await send(visitor, id)
        waiting = await uploaded(visitor)
        await erasure.erase(services, visitor.id)
        folder = services.settings.attachments
        assert not [one for one in (id, waiting) if (folder / one[:2] / one).exists()]

    async def test_the_copy_names_the_files(self, visitor: Visitor) -> None:
        response = await upload(visitor, picture(), name="kvern.png")
        await send(visitor, response.json()["id"])
        copy = (await visitor.get("export")).json()
        assert copy["messages"][1]["attachments"][0]["name"] == "kvern.png"

    async def test_when_the_wording_is_erased_so_is_the_name(
        self, visitor: Visitor, services: Services
    ) -> None:
        await send(visitor, await uploaded(visitor))
        async with services.database.writing() as session:
            for event in await repository.timeline(session, visitor.id):
                event.texts.clear()
        messages = (await visitor.get("messages")).json()["messages"]
        assert [message["attachments"] for message in messages] == [[], [], []]
