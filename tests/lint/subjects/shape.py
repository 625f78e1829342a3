# SPDX-License-Identifier: GPL-2.0-or-later
"""The shape budget: functions fit a screen, files a sitting, and tests weigh as much."""

import statistics

from project import Violation, c_files, files, functions, text

FUNCTION_MAX, FUNCTION_P90 = 60, 35
FILE_MAX, FILE_MEDIAN = 500, 200
WIDTH_MAX = 90
TABLE_WIDTH_MAX = 100   # aligned by hand, between clang-format off and on
TESTS_TO_CODE = 0.8


def _lines(path):
    return text(path).count("\n")


def _p90(values):
    return sorted(values)[int(len(values) * 0.9)] if values else 0


def _is_code(path):
    return path.endswith((".c", ".h", ".py")) or text(path).startswith("#!")


def _tests():
    """Code that tests: not the machines and expectations, which are data."""
    return [path for path in files() if path.startswith("tests/") and
            not path.startswith("tests/golden/expect/") and _is_code(path)]


def _width(path):
    limit = WIDTH_MAX
    for number, line in enumerate(text(path).split("\n"), 1):
        if "clang-format off" in line:
            limit = TABLE_WIDTH_MAX
        elif "clang-format on" in line:
            limit = WIDTH_MAX
        if len(line.expandtabs(8)) > limit:
            yield Violation(path, number, f"longer than {limit} columns")


def check(_settings):
    sizes = []
    for path in c_files("src", "tests"):
        yield from _width(path)
    for path in c_files("src"):
        for name, line, size in functions(path):
            sizes.append(size)
            if size > FUNCTION_MAX:
                yield Violation(path, line, f"{name}() has {size} lines, more than "
                                            f"{FUNCTION_MAX}: give its parts names")
        if _lines(path) > FILE_MAX:
            yield Violation(path, 0, f"{_lines(path)} lines, more than {FILE_MAX}")
    sources = c_files("src")
    lines = [_lines(path) for path in sources]
    ratio = sum(map(_lines, _tests())) / sum(lines)
    print(f"functions: {len(sizes)}, median {statistics.median(sizes)}, p90 {_p90(sizes)}, "
          f"max {max(sizes)}; files: {len(lines)}, median {statistics.median(lines)}, "
          f"max {max(lines)}; lines: {sum(lines)}; tests to code: {ratio:.2f}")
    if _p90(sizes) > FUNCTION_P90:
        yield Violation("src", 0, f"a tenth of the functions is longer than {FUNCTION_P90} lines")
    if statistics.median(lines) > FILE_MEDIAN:
        yield Violation("src", 0, f"half of the files is longer than {FILE_MEDIAN} lines")
    if ratio < TESTS_TO_CODE:
        yield Violation("tests", 0, f"{ratio:.2f} lines of tests to a line of code, less than "
                                    f"{TESTS_TO_CODE}")
