"""Tests of the harness, and of commands that start and stop the stack."""

from conftest import start, stop


def test_the_state_file_and_the_command_agree(stack, cli):
    status = cli("local", "status")
    assert status["running"]
    assert status["stack"]["pid"] == stack.process.pid
    assert status["stack"]["services"] == stack.services


def test_a_second_stack_has_its_own_home_and_ports(stack, tmp_path):
    other = start(tmp_path)
    assert other.services != stack.services
    stop(other)
    assert not (tmp_path / "run" / "stack.json").exists()
