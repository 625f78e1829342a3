/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: framebuffers that the firmware left, and whose memory they show. */
#pragma once

#include "scan/read.h"

/*
 * Fills DEVICE's framebuffer: the platform device of simple-framebuffer, efi-framebuffer
 * or vesa-framebuffer whose driver draws in DEVICE's memory. ABSENT: there is none;
 * UNKNOWN: there is one, and it cannot be told whose. 0 or -ENOMEM.
 */
int framebuffer_find(struct scan *scan, struct device *device);
