"""Ports, folders and the environment of the processes: what is set is used, what is missing is made."""

import socket
import stat
from pathlib import Path

import pytest

from launch.plan import ROOT, CannotStart, Plan, apart_from_settings, check_ports, free_port, make_plan


def plan_with(var: Path, **settings: str) -> Plan:
    return make_plan(settings, var=var)


class TestMakePlan:
    def test_of_nothing_is_a_whole_installation_on_this_machine(self, tmp_path: Path) -> None:
        plan = plan_with(tmp_path)
        assert (plan.host, plan.port, plan.rasa_port, plan.actions_port) == ("127.0.0.1", 8000, 5005, 5055)
        assert plan.models == ROOT / "models"
        assert plan.environment["DATABASE_URL"] == f"sqlite+aiosqlite:///{tmp_path}/kundedialog.db"
        assert plan.environment["TRACKER_DATABASE_URL"] == f"sqlite+aiosqlite:///{tmp_path}/trackers.db"
        assert plan.environment["RASA_URL"] == "http://127.0.0.1:5005"
        assert plan.environment["ACTIONS_URL"] == "http://127.0.0.1:5055"
        assert (tmp_path / "log").is_dir()

    def test_what_is_set_is_used(self, tmp_path: Path) -> None:
        plan = plan_with(
            tmp_path, HOST="0.0.0.0", PORT="9000", RASA_PORT="9001", RASA_TOKEN="mine", LANG="da_DK.UTF-8"
        )
        assert plan.address == "http://localhost:9000"
        assert plan.environment["RASA_URL"] == "http://127.0.0.1:9001"
        assert plan.environment["RASA_TOKEN"] == "mine"
        assert plan.environment["LANG"] == "da_DK.UTF-8"

    def test_an_empty_setting_is_none(self, tmp_path: Path) -> None:
        plan = plan_with(tmp_path, PORT="", HOST="", DATABASE_URL="", KUNDEDIALOG_SECRET="")
        assert (plan.host, plan.port) == ("127.0.0.1", 8000)
        assert plan.environment["DATABASE_URL"].startswith("sqlite")
        assert plan.environment["KUNDEDIALOG_SECRET"]

    def test_on_a_database_server_rasas_memory_lies_beside_the_api(self, tmp_path: Path) -> None:
        plan = plan_with(tmp_path, DATABASE_URL="postgresql://somebody@db.example/kd")
        assert plan.environment["TRACKER_DATABASE_URL"] == "postgresql+asyncpg://somebody@db.example/kd"

    def test_another_machine_is_named_in_the_address(self, tmp_path: Path) -> None:
        assert plan_with(tmp_path, HOST="192.0.2.7").address == "http://192.0.2.7:8000"

    @pytest.mark.parametrize("name", ["PORT", "RASA_PORT", "ACTIONS_PORT"])
    @pytest.mark.parametrize("value", ["0", "65536", "-1", "80a", "http", "8.0", "²"])
    def test_what_is_no_port_is_said_in_one_sentence(self, tmp_path: Path, name: str, value: str) -> None:
        with pytest.raises(CannotStart, match=rf"^{name} must be a port number .* and is '.*'\.$"):
            plan_with(tmp_path, **{name: value})

    def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(CannotStart, match=r"^The folder .* cannot be made .*: choose .* VAR_DIR=…$"):
            plan_with(tmp_path / "file" / "var")


class TestSecret:
    def test_is_made_once_for_this_user_alone(self, tmp_path: Path) -> None:
        first = plan_with(tmp_path).environment["KUNDEDIALOG_SECRET"]
        assert len(first) >= 32
        assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
        assert plan_with(tmp_path).environment["KUNDEDIALOG_SECRET"] == first

    def test_of_another_installation_is_another(self, tmp_path: Path) -> None:
        one, other = plan_with(tmp_path / "one"), plan_with(tmp_path / "other")
        assert one.environment["KUNDEDIALOG_SECRET"] != other.environment["KUNDEDIALOG_SECRET"]

    def test_one_that_is_set_is_used_and_none_is_made(self, tmp_path: Path) -> None:
        plan = plan_with(tmp_path, KUNDEDIALOG_SECRET="mine")
        assert plan.environment["KUNDEDIALOG_SECRET"] == "mine"
        assert not (tmp_path / "secret").exists()

    def test_rasas_token_is_new_at_every_start(self, tmp_path: Path) -> None:
        tokens = {plan_with(tmp_path).environment["RASA_TOKEN"] for _ in range(2)}
        assert len(tokens) == 2


class TestApartFromSettings:
    def test_leaves_out_every_setting_but_the_folders_and_reads_no_env_file(self) -> None:
        theirs = {"DATABASE_URL": "postgresql://x", "CATALOG": "my", "TRACKER_DATABASE_URL": "y", "PORT": "z"}
        kept = {"PATH": "/bin", "MODEL_DIR": "m", "VAR_DIR": "v", "TEST_DATABASE_URL": "postgresql://t"}
        assert apart_from_settings({**theirs, **kept}) == {**kept, "PYTHON_DOTENV_DISABLED": "1"}


class TestCheckPorts:
    def free(self, tmp_path: Path, **settings: str) -> Plan:
        ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}
        return plan_with(tmp_path, **{**ports, **settings})

    def test_free_ports_are_fine(self, tmp_path: Path) -> None:
        check_ports(self.free(tmp_path))

    @pytest.mark.parametrize(
        ("name", "whose"), [("PORT", "the api"), ("RASA_PORT", "Rasa"), ("ACTIONS_PORT", "the action server")]
    )
    def test_a_busy_one_is_said_in_one_sentence_with_what_to_do(
        self, tmp_path: Path, name: str, whose: str
    ) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            busy = str(other.getsockname()[1])
            with pytest.raises(CannotStart) as caught:
                check_ports(self.free(tmp_path, **{name: busy}))
        assert str(caught.value) == (
            f"Port {busy}, which {whose} needs, is in use by another program: "
            f"stop that program, or choose another port with {name}=…"
        )

    def test_a_host_that_is_not_this_machine_is_not_called_busy(self, tmp_path: Path) -> None:
        with pytest.raises(CannotStart, match="cannot be opened here"):
            check_ports(self.free(tmp_path, HOST="192.0.2.7"))

    def test_one_port_cannot_serve_two(self, tmp_path: Path) -> None:
        port = str(free_port())
        with pytest.raises(CannotStart, match="three different ports"):
            check_ports(self.free(tmp_path, PORT=port, RASA_PORT=port))
