# SPDX-License-Identifier: GPL-2.0-or-later
"""Types commands at a terminal of its own, and shows on the third serial port what came."""

import fcntl
import os
import pty
import shlex
import struct
import subprocess
import termios

PORT = "/dev/ttyS2"
ROWS, COLUMNS = 50, 100


class Transcript:
    def __init__(self, color):
        self._out = os.open(PORT, os.O_WRONLY | os.O_NOCTTY)
        self._environment = os.environ | {"TERM": "xterm", "COLUMNS": str(COLUMNS)}
        if not color:
            self._environment["NO_COLOR"] = "1"

    def say(self, words):
        self._write(f"\n# {words}\n".encode())

    def type(self, line, status=0):
        """Echoes the line like a shell, runs it, and holds it to its exit status."""
        self._write(f"guest# {line}\n".encode())
        got = self._run(shlex.split(line))
        if got != status:
            raise AssertionError(f"{line}: status {got}, wanted {status}")
        if status:
            self._write(f"(exit status {status})\n".encode())

    def _write(self, data):
        while data:
            data = data[os.write(self._out, data):]

    def _run(self, argv):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        process = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave,
                                   env=self._environment, start_new_session=True)
        os.close(slave)
        for data in iter(lambda: _read(master), b""):
            self._write(data)
        os.close(master)
        return process.wait()


def _read(master):
    """A terminal whose last program has ended answers EIO."""
    try:
        return os.read(master, 4096)
    except OSError:
        return b""
