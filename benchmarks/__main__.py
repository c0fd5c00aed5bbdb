"""`make bench`: every benchmark, one after the other; fails when a bar is not held."""

from __future__ import annotations

import subprocess
import sys

SCRIPTS = ("crosswalk", "pipeline", "push", "rehearsal", "web")


def main() -> int:
    """The worst exit code."""
    worst = 0
    for name in SCRIPTS:
        print(f"== {name}", flush=True)
        worst = max(
            worst, subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
        )
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
