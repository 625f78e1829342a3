# SPDX-License-Identifier: GPL-2.0-or-later
"""Uses a device node until its standard input ends: opener.py open|map|record NODE [NAME].

NAME is what the process calls itself, as the kernel shows it."""

import ctypes
import fcntl
import mmap
import os
import select
import struct
import sys

# sound/asound.h: the page with the state of a stream, and the setting of its parameters.
MAP_STATUS = 0x80000000
HW_PARAMS, PREPARE = 0xC2604111, 0x4140
ACCESS_INTERLEAVED, FORMAT_S16 = 3, 2
CHANNELS, RATE = 2, 48000
FRAME = 4


def mask(bit=None):
    return b"\xff" * 32 if bit is None else (1 << bit).to_bytes(32, "little")


def interval(value=None):
    return struct.pack("III", 0, 0xFFFFFFFF, 0) if value is None \
        else struct.pack("III", value, value, 4)    # 4: a whole number


def parameters():
    """struct snd_pcm_hw_params: three masks, twelve intervals; the rest is the kernel's."""
    # In the kernel's order: bits of a sample and of a frame, channels, rate, eight of sizes.
    intervals = [interval(), interval(), interval(CHANNELS), interval(RATE),
                 *[interval() for _ in range(8)]]
    data = struct.pack("I", 0) + mask(ACCESS_INTERLEAVED) + mask(FORMAT_S16) + mask()
    data += bytes(5 * 32) + b"".join(intervals) + bytes(9 * 12)
    data += struct.pack("I", 0xFFFFFFFF)    # all of them are asked for
    return bytearray(data.ljust(608, b"\0"))


def record(fd):
    """One buffer; a stream starts with the first read, and anew when it was too slow."""
    try:
        return os.read(fd, 1024 * FRAME)
    except BrokenPipeError:
        fcntl.ioctl(fd, PREPARE)
        return record(fd)


def map_status(fd):
    """By the C library itself: Python's own mapping keeps a descriptor."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int,
                          ctypes.c_int, ctypes.c_long]
    address = libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_SHARED, fd, MAP_STATUS)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "mmap")


def main():
    how, path, *name = sys.argv[1:]
    if name:
        with open("/proc/self/comm", "w", encoding="ascii") as comm:
            comm.write(name[0])
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOCTTY
    if how == "open":
        flags |= os.O_NONBLOCK
    fd = os.open(path, flags)
    if how == "map":
        map_status(fd)
        os.close(fd)
    if how == "record":
        fcntl.ioctl(fd, HW_PARAMS, parameters())
        fcntl.ioctl(fd, PREPARE)
        record(fd)
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0 if how == "record" else None)[0]:
        record(fd)


main()
