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
    results = RIG / "results.jsonl"
    # A guest that was reset goes on where it was: with the case that had no result yet.
    done = {json.loads(line)["case"] for line in results.read_text().splitlines()}
    with open(results, "a", encoding="utf-8") as out:
        for name in (name for name in job["cases"] if name not in done):
            out.write(json.dumps(harness.run_case(suite.case(name), name, machine)) + "\n")
            out.flush()
    os.sync()


main()
