"""The wheel: what it puts at the top of site-packages, and that worker, starter and test kit run from it alone.

It is built without isolation and installed without its libraries into a fresh environment, which sees those of this one
by a `.pth` file, and not the checkout.
"""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.house import laws

LONGEST = 120
USAGE = 2
AT_THE_TOP = {"countersign", "activities", "workflows", "templates", "worker.py", "starter.py"}
"""`countersign`, and the names that the owner has fixed."""

TEST = """\
from countersign.testkit import Scenario, letter_to_person, reminder_to, status

async def test_a_reminder(scenario: Scenario) -> None:
    await scenario.submit("undecided").after(working_days=5).expect(reminder_to("team manager"))
    await scenario.decide("agreed").expect(letter_to_person("agreed"), status("signed_off"))
"""
SETTINGS = """\
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = session
asyncio_default_test_loop_scope = session
"""


class Installed:
    """A fresh environment with the wheel in it, and an empty folder to work in."""

    def __init__(self, python: Path, folder: Path, site_packages: Path, wheel: Path) -> None:
        self.python = python
        self.folder = folder
        self.site_packages = site_packages
        self.wheel = wheel

    def run(self, *arguments: str, env: Mapping[str, str] | None = None, code: int = 0) -> str:
        """What a Python program of that environment prints. Fails with all of it where it ends with another code."""
        ours = ("COUNTERSIGN_", "TEMPORAL_", "PYTHON", "PYTEST", "VIRTUAL_ENV")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        done = subprocess.run(
            [str(self.python), *arguments],
            cwd=self.folder,
            env=environment | dict(env or {}),
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder / "dist")]
    subprocess.run(build, cwd=laws.ROOT, check=True, capture_output=True, timeout=LONGEST)
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "fresh", with_pip=False)
    python = folder / "fresh" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=LONGEST)
    (site_packages,) = (folder / "fresh" / "lib").glob("python*/site-packages")
    libraries = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (site_packages / "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    # The server's program is looked for beside Python.
    (python.parent / "temporal").symlink_to(Path(sys.executable).parent / "temporal")
    (folder / "empty").mkdir()
    return Installed(python, folder / "empty", site_packages, wheel)


def test_nothing_but_countersign_and_the_owners_names_stands_at_the_top(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {name for name in tops if not name.endswith(".dist-info")} == AT_THE_TOP


def test_everything_is_imported_from_the_wheel_and_nothing_from_the_checkout(installed: Installed) -> None:
    names = sorted(name.removesuffix(".py") for name in AT_THE_TOP - {"templates"})
    program = f"import {', '.join(names)}; print(*(name.__file__ for name in ({', '.join(names)})), sep='\\n')"
    places = installed.run("-c", program).split()
    assert len(places) == len(names)
    assert [place for place in places if not Path(place).is_relative_to(installed.site_packages)] == []


def test_the_schemes_the_templates_and_the_examples_are_found(installed: Installed) -> None:
    program = (
        "from countersign.carried import folder; "
        "print(*(folder(name) for name in ('schemes', 'templates', 'examples')), sep='\\n')"
    )
    places = [Path(place) for place in installed.run("-c", program).split()]
    assert all(place.is_dir() and place.is_relative_to(installed.site_packages) for place in places)
    for place, kind in zip(places, ("*.toml", "*.j2", "*.json"), strict=True):
        at_home = {path.name for path in (laws.ROOT / place.name).glob(kind)}
        assert {path.name for path in place.glob(kind)} == at_home


def test_the_starter_runs_with_the_schemes_and_examples_that_it_carries(installed: Installed) -> None:
    # A scheme that is carried is a pattern: whoever uses one lays a sender over it (TELL-7).
    sender = installed.run("-c", "from countersign.carried import folder; print(folder('examples') / 'sender.toml')")
    with_it = {"COUNTERSIGN_SENDER": sender.strip()}
    assert "5 files read: 5 can be used" in installed.run("-m", "starter", "scheme", "check", env=with_it)
    assert "5 files read: 4 can be used, 1 cannot" in installed.run("-m", "starter", "scheme", "check", code=USAGE)
    assert "plain-1-submission.json" in installed.run("-m", "starter", "scheme", "compare", "procedure", "shropshire")
    assert '"x-messages"' in installed.run("-m", "starter", "--json", "schema")


def test_the_worker_and_the_starter_take_whole_plans_through_a_real_server(installed: Installed) -> None:
    # The demo starts a server, and the worker as a process of its own, and plays every worked case to its end.
    said = installed.run("-m", "countersign.embedded.demo")
    assert "plans ended as expected" in said


def test_the_test_kit_runs_a_test_of_somebody_elses(installed: Installed) -> None:
    for name, text in {
        "pytest.ini": SETTINGS,
        "conftest.py": 'pytest_plugins = ["countersign.testkit.fixtures"]\n',
        "test_our_scheme.py": TEST,
    }.items():
        (installed.folder / name).write_text(text, encoding="utf-8")
    assert "1 passed" in installed.run("-m", "pytest", "-q", "-p", "no:cacheprovider")
