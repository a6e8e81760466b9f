"""The serving process has neither TensorFlow nor matplotlib in it."""

import subprocess
import sys

import pytest

CHECK = """
import sys
from bot.runtime.lean_imports import leave_out_training
leave_out_training()
import bot.runtime.server, bot.language, bot.extractors, bot.open_question
print(*{"tensorflow", "matplotlib"} & set(sys.modules))
"""


class TestLeaveOutTraining:
    def test_what_serves_imports_neither_tensorflow_nor_matplotlib(self) -> None:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", CHECK], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == []

    def test_a_module_that_is_there_stays(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from bot.runtime.lean_imports import STAND_INS, leave_out_training

        mine = {name: type(sys)(name) for name in STAND_INS}
        for name, module in mine.items():
            monkeypatch.setitem(sys.modules, name, module)
        leave_out_training()
        assert all(sys.modules[name] is module for name, module in mine.items())
