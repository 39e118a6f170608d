"""``python -m tests.performance [name …]``: run the benchmarks of this folder and print their ratios."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from pathlib import Path

from tests.performance.harness import Ratio

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main(wanted: list[str]) -> int:
    """Run the benchmarks (all, or those named); 1 if one could not run."""
    failed = 0
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        name = path.stem.removeprefix("bench_")
        if wanted and name not in wanted:
            continue
        print(f"== {name}", flush=True)
        try:
            found = importlib.import_module(f"tests.performance.{path.stem}").bench()
        except Exception:  # noqa: BLE001 - one broken benchmark must not hide the others
            traceback.print_exc()
            failed += 1
            continue
        for item in found:
            ratio = item if isinstance(item, Ratio) else Ratio(*item)
            print("   " + ratio.line(), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
