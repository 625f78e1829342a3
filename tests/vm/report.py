# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the guest's results while it runs, prints a line a case, and judges the whole."""

import json
import sys

TAIL_LINES = 40


class Report:
    def __init__(self, results, cases, transcript=None):
        self._results = open(results, encoding="utf-8")
        self._rest = ""
        self._missing = list(cases)
        self._failed = 0
        self._count = len(cases)
        self._transcript = transcript
        self._shown = None

    def watch(self):
        if self._transcript:
            self._show()
        self._rest += self._results.read()
        *lines, self._rest = self._rest.split("\n")
        for line in lines:
            self._case(json.loads(line))

    def _show(self):
        """What the cases print, as it comes."""
        if self._shown is None:
            if not self._transcript.exists():
                return
            self._shown = open(self._transcript, encoding="utf-8", errors="replace", newline="")
        sys.stdout.write(self._shown.read().replace("\r\n", "\n"))
        sys.stdout.flush()

    def _case(self, result):
        if result["case"] in self._missing:
            self._missing.remove(result["case"])
        good = result["outcome"] == "pass"
        self._failed += not good
        if self._transcript and good:
            return
        print(f"{'ok  ' if good else 'FAIL'} {result['case']} ({result['seconds']:.1f} s)",
              flush=True)
        if not good:
            print("     " + result["detail"].strip().replace("\n", "\n     "), flush=True)

    def close(self, ended, logs, seconds):
        self.watch()
        for case in self._missing:
            print(f"FAIL {case}: did not run to its end")
        if not ended:
            print("FAIL the guest did not power off in time")
        good = ended and not self._missing and not self._failed
        bad = self._failed + len(self._missing)
        print(f"vm: {self._count - bad} of {self._count} cases good, boot and run {seconds:.1f} s",
              file=sys.stderr)
        if not good:
            _tails(logs)
        return 0 if good else 1


def _tails(logs):
    for name in ("qemu", "console", "journal"):
        path = logs / f"{name}.log"
        if path.exists():
            lines = path.read_text(errors="replace").splitlines()[-TAIL_LINES:]
            print(f"--- {path}\n" + "\n".join(lines))
