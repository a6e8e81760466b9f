"""What a webhook may lead to."""

import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from api.services import Services
from api.settings import Settings
from api.webhooks.delivering import deliver_due
from api.webhooks.guard import ForbiddenAddress, PublicResolver, forbidden, problem_with
from api.webhooks.models import WebhookDelivery
from api.webhooks.receiver import HttpReceiver, NotTold
from tests.api.conftest import Visitor
from tests.api.webhooks.conftest import Desk

IN_THE_HOUSE = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:53aa:64c:0:fbff:80ff:fffe",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
]


class TestForbidden:
    @pytest.mark.parametrize("address", IN_THE_HOUSE)
    def test_in_the_house(self, address: str) -> None:
        assert forbidden(address)

    @pytest.mark.parametrize(
        "address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
    )
    def test_on_the_internet(self, address: str) -> None:
        assert not forbidden(address)


class TestUrl:
    @pytest.mark.parametrize("url", ["https://desk.example.com", "https://desk.example.com:8443/a?b=c"])
    def test_that_will_do(self, url: str) -> None:
        assert problem_with(url, plain_http=False) is None

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "desk.example.com",
            "http://desk.example.com",
            "ftp://desk.example.com",
            "https://",
            "https://u:p@desk.example.com",
            "https://u@desk.example.com",
            "https://desk.example.com/#a",
            "https://desk.example.com:0/",
            "https://desk.example.com:99999/",
            "https://[::1",
            "https://desk.example.com/\r\nHost: x",
            "https://desk.example.com/a b",
            "https://desk.example.com/" + "a" * 500,
        ],
    )
    def test_that_will_not(self, url: str) -> None:
        assert problem_with(url, plain_http=False)

    def test_plain_http_only_to_look_around(self) -> None:
        assert problem_with("http://desk.example.com", plain_http=True) is None


class Names(AbstractResolver):
    """Names that stand for what a test says."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [
            {"hostname": host, "host": each, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
            for each in self.addresses
        ]

    async def close(self) -> None:
        return None


class TestName:
    async def test_is_refused_when_one_of_its_addresses_is_in_the_house(self) -> None:
        with pytest.raises(ForbiddenAddress):
            await PublicResolver(names=Names("1.1.1.1", "127.0.0.1")).resolve("desk.example.com", 443)

    async def test_leads_to_the_very_addresses_that_were_checked(self) -> None:
        found = await PublicResolver(names=Names("1.1.1.1")).resolve("desk.example.com", 443)
        assert [each["host"] for each in found] == ["1.1.1.1"]


class TestCall:
    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1",
            "localhost",
            "2130706433",
            "127.1",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:ffff:7f00:0001]",
            "127。0。0。1",
            "①②⑦.0.0.1",
        ],
    )
    async def test_into_the_house_never_arrives_however_it_is_written(
        self, settings: Settings, desk: Desk, host: str
    ) -> None:
        with pytest.raises(NotTold) as refused:
            await HttpReceiver(settings).post(f"http://{host}:{desk.port}/", "{}", {})
        assert refused.value.problem in ("forbidden_address", "unknown_name", "not_reached")
        assert desk.told == []

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433"])
    async def test_is_told_to_be_forbidden_where_that_is_clear(
        self, settings: Settings, desk: Desk, host: str
    ) -> None:
        with pytest.raises(NotTold) as refused:
            await HttpReceiver(settings).post(f"http://{host}:{desk.port}/", "{}", {})
        assert refused.value.problem == "forbidden_address"

    async def test_arrives_when_tests_allow_it(self, open_settings: Settings, desk: Desk) -> None:
        assert await HttpReceiver(open_settings).post(desk.url, "{}", {}) == 204

    async def test_is_not_led_on_by_a_redirect(
        self,
        services: Services,
        open_settings: Settings,
        desk: Desk,
        hook: Callable[..., Awaitable[object]],
        log: Callable[[], Awaitable[list[WebhookDelivery]]],
        visitor: Visitor,
    ) -> None:
        desk.status, desk.location = 302, f"http://127.0.0.1:{desk.port}/elsewhere"
        await hook("conversation.message_received")
        await visitor.say("hej")
        assert await deliver_due(services.database, open_settings) == 0
        assert len(desk.told) == 1
        (delivery,) = await log()
        assert (delivery.state, delivery.status, delivery.last_error) == ("waiting", 302, "redirect")

    async def test_of_a_name_nobody_has(self, settings: Settings) -> None:
        with pytest.raises(NotTold) as refused:
            await HttpReceiver(settings).post("https://nobody.invalid/", "{}", {})
        assert refused.value.problem in ("unknown_name", "timeout")

    def test_the_permission_cannot_come_from_the_environment(self) -> None:
        environ = {"KUNDEDIALOG_DEMO": "1", "WEBHOOK_ALLOW_PRIVATE": "1"}
        assert Settings.from_env(environ).webhook_allow_private is False

    async def test_that_never_ends_is_left(self, open_settings: Settings, desk: Desk) -> None:
        desk.silent = True
        with pytest.raises(NotTold) as refused:
            await HttpReceiver(open_settings, timeout_seconds=0.2).post(desk.url, "{}", {})
        assert refused.value.problem == "timeout"

    async def test_with_an_endless_answer_counts_by_its_status(
        self, open_settings: Settings, desk: Desk
    ) -> None:
        desk.endless = True
        assert await HttpReceiver(replace(open_settings), timeout_seconds=5).post(desk.url, "{}", {}) == 200
