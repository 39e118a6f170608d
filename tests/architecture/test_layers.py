"""The structure holds: layers, what the way to the first paint imports, sizes, addresses, sentences."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("sqlalchemy", "openpyxl", "alembic", "holidays", "python_calamine", "click", "icalendar", "psycopg")
LARGEST = 450


def _sources(root: Path) -> list[Path]:
    return [path for top in ("ipdesk", "ui") for path in sorted((root / top).rglob("*.py"))]


def _committed(root: Path) -> list[Path]:
    """The files of the project: what git lists, or all but what is made by running where git is missing."""
    git = shutil.which("git")
    if git and (root / ".git").exists():
        listed = subprocess.run(
            [git, "-c", "safe.directory=*", "ls-files", "-z"], cwd=root, capture_output=True, check=True
        )
        return [root / name for name in listed.stdout.decode().split("\0") if name and (root / name).is_file()]
    made = {"__pycache__", "build", "dist", "out"}
    return [
        path
        for path in root.rglob("*")
        if path.is_file() and not any(part in made or part.startswith(".") for part in path.relative_to(root).parts)
    ]


def test_layers_hold(root: Path) -> None:
    """import-linter's contracts, as pyproject.toml states them."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(lint), "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_domain_imports_only_the_standard_library(root: Path) -> None:
    allowed = sys.stdlib_module_names | {"ipdesk"}
    for path in sorted((root / "ipdesk" / "domain").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in names:
                assert name.split(".")[0] in allowed, f"{path.name} imports {name}"
                if name.startswith("ipdesk."):
                    assert name.startswith(("ipdesk.domain", "ipdesk.errors")), f"{path.name} imports {name}"


def test_the_way_to_the_first_paint_is_light(root: Path) -> None:
    """Nothing heavy is imported before the window is painted (Habit 10)."""
    program = (
        "import sys\n"
        "import ipdesk.__main__, ipdesk.bootstrap, ipdesk.logs, ui.app, ui.main_window\n"
        "print(' '.join(sorted(name for name in sys.modules if '.' not in name)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not set(done.stdout.split()) & set(HEAVY)


def test_time_is_an_argument(root: Path) -> None:
    """Nothing below the command line asks a clock (Habit 8)."""
    asked = re.compile(r"\b(date\.today|datetime\.now|datetime\.today|datetime\.utcnow|time\.time)\(")
    for part in ("domain", "model", "files", "services"):
        for path in (root / "ipdesk" / part).rglob("*.py"):
            assert not asked.search(path.read_text(encoding="utf-8")), f"{path} asks the clock"


def test_sources_stay_small(root: Path) -> None:
    too_long = {
        str(path.relative_to(root)): lines
        for path in _sources(root)
        if path.parent.name != "versions"  # a migration is as long as its tables
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LARGEST
    }
    assert not too_long


def test_every_public_module_says_what_it_is_for(root: Path) -> None:
    for path in _sources(root):
        text = path.read_text(encoding="utf-8")
        assert not text.strip() or ast.get_docstring(ast.parse(text)), f"{path} has no docstring"


def test_no_file_names_a_package_registry_or_a_folder_of_one_machine(root: Path) -> None:
    forbidden = re.compile(
        rb"(?i)--?(?:extra-)?index-url|find-links|\bpypi\.[a-z]+|/simple\b/?|files\.pythonhosted|registry *= *.http"
        rb"|/work/(?!flow)|/opt/(?:pypi|wheels)"
    )
    here = Path(__file__)
    for path in _committed(root):
        if path.suffix in (".png", ".xls", ".xlsx", ".ttc") or path == here:
            continue
        found = forbidden.search(path.read_bytes().replace(b"--no-emit-index-url", b""))
        assert found is None, f"{path.relative_to(root)}: {found.group()!r}"


def test_locks_pin_everything_with_hashes(root: Path) -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (root / name).read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[a-z0-9])", text)
        for block in blocks:
            assert "==" in block.splitlines()[0], block
            assert "--hash=sha256:" in block, block
        assert "://" not in text


def test_both_locks_agree(root: Path) -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9-]+==\S+", (root / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_every_error_code_has_a_sentence(root: Path) -> None:
    from ipdesk.text import known_codes

    missing: dict[str, list[str]] = {}
    for path in _sources(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            first = node.args[0]
            code = first.value if isinstance(first, ast.Constant) else None
            if name in ("UserError", "StaleVersion") and isinstance(code, str) and code not in known_codes():
                missing.setdefault(str(path.relative_to(root)), []).append(code)
    assert not missing


@pytest.mark.slow
def test_types_are_strict(root: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_style(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
