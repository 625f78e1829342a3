# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the cases of job.json inside the guest and writes a line of JSON for each."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import harness  # noqa: E402
import suites  # noqa: E402

RIG = Path("/rig")


def main():
    job = json.loads((RIG / "job.json").read_text())
    suite = suites.SUITES[job["suite"]]
    machine = harness.Machine(job)
    with open(RIG / "results.jsonl", "a", encoding="utf-8") as out:
        for name in job["cases"]:
            out.write(json.dumps(harness.run_case(suite.case(name), name, machine)) + "\n")
            out.flush()
    os.sync()


main()
