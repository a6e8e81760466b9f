"""Serves the channels of `credentials.yml` with the model, as `rasa run` does."""

from __future__ import annotations

import asyncio
import gc
import logging
from pathlib import Path

import rasa.core.channels.channel
import sklearn
from rasa.core.constants import DEFAULT_KEEP_ALIVE_TIMEOUT
from rasa.core.run import create_http_input_channels
from rasa.core.utils import AvailableEndpoints, number_of_sanic_workers
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from bot.runtime.agent import load_agent


def serve(*, model: Path, host: str, port: int, credentials: Path, endpoints: Path) -> None:
    """Serves until stopped.

    Args:
        model: The trained model.
        host: Address to listen on.
        port: Port to listen on.
        credentials: Rasa's file of channels.
        endpoints: Rasa's file of tracker store, lock store, event broker and action server.
    """
    configure_logging_and_warnings(logging.INFO, None, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(logging.INFO)
    # What reaches a model here is one short text, not a matrix from outside that needs to be looked over.
    sklearn.set_config(assume_finite=True, skip_parameter_validation=True)
    parts = AvailableEndpoints.read_endpoints(str(endpoints))
    app = Sanic("kundedialog", configure_logging=False)
    app.config.KEEP_ALIVE_TIMEOUT = DEFAULT_KEEP_ALIVE_TIMEOUT
    rasa.core.channels.channel.register(create_http_input_channels(None, str(credentials)), app, "/webhooks/")

    async def load(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.agent = await load_agent(model, parts)
        # What is loaded now stays: the collector need not look through it again and again.
        gc.collect()
        gc.freeze()

    async def close(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        await app.ctx.agent.close()

    app.register_listener(load, "before_server_start")
    app.register_listener(close, "after_server_stop")
    app.run(host, port, workers=number_of_sanic_workers(parts.lock_store), access_log=False)
