"""Keeps out of the serving process what Rasa imports only to train and to test.

Rasa's base classes import the modules of its neural policies' training callbacks and of its test
plots, and with them TensorFlow and matplotlib: 350 MB and ten seconds, for a bot that has neither
neural component nor plot. Stand-ins for exactly these modules spare both. Whoever does use one
fails at once on what is not there; training is a process of its own, with the real modules.
"""

from __future__ import annotations

import sys
from types import ModuleType

# Module -> the names that other modules of Rasa import from it.
STAND_INS = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.utils.plotting": (),
}


def leave_out_training() -> None:
    """Puts the stand-ins in place; a module that is imported already stays as it is."""
    for name, classes in STAND_INS.items():
        module = ModuleType(name, "Left out of the serving process: bot/runtime/lean_imports.py")
        for each in classes:
            setattr(module, each, type(each, (), {"__module__": name}))
        sys.modules.setdefault(name, module)
