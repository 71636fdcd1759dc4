"""`make bench`: every benchmark, one after the other, each in a process of its own; what missed is named at the end."""

import os
import subprocess
import sys
from pathlib import Path

SHARED = {"bench", "centre", "copies", "served"}
"""What benchmarks are made of."""

missed = []
for _script in sorted(Path(__file__).parent.glob("*.py")):
    if _script.stem not in SHARED:
        print(f"\n== {_script.stem}", flush=True)
        environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}  # as `qa` runs
        done = subprocess.run([sys.executable, "-m", f"tests.performance.{_script.stem}"], check=False, env=environment)
        if done.returncode:
            missed.append(_script.stem)
if missed:
    sys.exit(f"beyond their bounds, or broken: {', '.join(missed)}")
