"""The other system, behind a Protocol: is told one thing, and answers with a status or not at all."""

import socket
import ssl
from collections.abc import Mapping
from typing import Literal, Protocol, get_args

import aiohttp

from api.settings import Settings
from api.webhooks.guard import ForbiddenAddress, PublicResolver, public_socket

TIMEOUT_SECONDS = 10.0
Problem = Literal[
    "status",
    "redirect",
    "gone",
    "timeout",
    "not_reached",
    "unknown_name",
    "certificate",
    "forbidden_address",
    "odd_answer",
    "interrupted",
    "switched_off",
]
PROBLEMS: tuple[Problem, ...] = get_args(Problem)


class NotTold(Exception):
    """The other system could not be told; ``problem`` says why in one word."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)


class Receiver(Protocol):
    """Whoever is told things."""

    async def post(self, url: str, body: str, headers: Mapping[str, str]) -> int:
        """Send one message; the status of the answer, whatever it is.

        Raises:
            NotTold: There was no answer.
        """


class HttpReceiver:
    """Another system on the public Internet. Redirects are not followed, and of the answer only the status is read.

    A connection is made for each message and closed after its headers: nobody can hold us with an endless body.
    """

    def __init__(self, settings: Settings, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._open = settings.webhook_allow_private
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)

    async def post(self, url: str, body: str, headers: Mapping[str, str]) -> int:
        """As the protocol says.

        Raises:
            NotTold: There was no answer, or nobody to be called.
        """
        try:
            async with (
                aiohttp.ClientSession(connector=self._connector(), timeout=self._timeout) as client,
                client.post(url, data=body.encode(), headers=headers, allow_redirects=False) as answer,
            ):
                answer.close()
                return answer.status
        except TimeoutError as error:
            raise NotTold("timeout") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise NotTold("certificate") from error
        except (aiohttp.ClientError, OSError, ssl.SSLError) as error:
            raise NotTold(_problem(error)) from error
        except ValueError as error:
            raise NotTold("not_reached") from error

    def _connector(self) -> aiohttp.TCPConnector:
        if self._open:
            return aiohttp.TCPConnector(force_close=True)
        return aiohttp.TCPConnector(
            resolver=PublicResolver(), socket_factory=public_socket, use_dns_cache=False, force_close=True
        )


def _problem(error: Exception) -> Problem:
    causes = (error, getattr(error, "os_error", None), error.__cause__)
    if any(isinstance(cause, ForbiddenAddress) for cause in causes):
        return "forbidden_address"
    if isinstance(error, aiohttp.ClientConnectorDNSError) or any(
        isinstance(cause, socket.gaierror) for cause in causes
    ):
        return "unknown_name"
    if isinstance(error, aiohttp.ClientSSLError):
        return "certificate"
    if isinstance(error, aiohttp.ClientResponseError):
        return "odd_answer"
    # aiohttp refuses other ways of writing IPv4 addresses (2130706433, 127.1) before it connects.
    if isinstance(error, aiohttp.InvalidURL):
        return "forbidden_address"
    return "not_reached"
