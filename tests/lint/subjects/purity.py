# SPDX-License-Identifier: GPL-2.0-or-later
"""Pure folders look at nothing outside and tell nobody; only cmd/speak.c speaks."""

from project import Violation, c_files, includes, matches

PURE = ("base", "model", "policy", "plan", "view")
IMPURE = ("open openat fopen fdopen opendir read pread write pwrite close stat fstat lstat access "
          "faccessat readlink readlinkat mkdir unlink rename ioctl socket poll fork wait waitpid "
          "kill getpid geteuid getuid time clock_gettime gettimeofday localtime getenv exit _exit "
          "abort printf fprintf vprintf vfprintf puts fputs putchar fwrite isatty syslog rand "
          "getrandom signal sigaction setlocale")
HEADERS = ("fcntl.h", "unistd.h", "time.h", "dirent.h", "signal.h", "poll.h", "sys/stat.h",
           "sys/socket.h", "sys/ioctl.h", "sys/wait.h", "sys/file.h", "sys/random.h")
# The one clock, and the destructors that everybody uses.
ALLOWED = {
    "src/base/clock.c": {"clock_gettime", "time.h"},
    "src/base/cleanup.h": {"close", "fclose", "unistd.h"},
}
SPEAKER = "src/cmd/speak.c"
# Asking whether it is a terminal is no speaking; and libpci's last word on a malformed list
# must not return and hands over no context by which cmd/ could speak it.
ASKS = {"src/cmd/output.c": "STDERR_FILENO", "src/os/names.c": "STDERR_FILENO"}


def _pure(path):
    allowed = ALLOWED.get(path, ())
    calls = "|".join(IMPURE.split())
    for line, found in matches(rf"(?<![\w.>])({calls})\s*\(", path):
        if found.group(1) not in allowed:
            yield Violation(path, line, f"{found.group(1)}() in a pure folder: hand the answer in")
    for line, name, _ in includes(path):
        if name in HEADERS and name not in allowed:
            yield Violation(path, line, f"<{name}> in a pure folder")


def check(_settings):
    for path in c_files(*(f"src/{folder}" for folder in PURE)):
        yield from _pure(path)
    for path in c_files("src"):
        for line, found in matches(r"\b(stderr|STDERR_FILENO)\b", path):
            if path != SPEAKER and ASKS.get(path) != found.group():
                yield Violation(path, line, f"{found.group()}: only {SPEAKER} speaks")
