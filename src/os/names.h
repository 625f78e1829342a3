/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vendor, device and class in words, by libpci. */
#pragma once

#include "base/arena.h"
#include "model/device.h"
#include "os/root.h"

struct names;

/*
 * On the live machine from udev's hardware database, then from pci.ids; below another
 * root only from that tree's pci.ids. NULL: no memory.
 */
struct names *names_open(const struct root *root);

/*
 * Fills the three names of DEVICE as far as its ids are known. 0 or -ENOMEM. DEVICE and
 * ARENA are those of one host, and outlive NAMES: the next of its kind shares its names.
 */
int names_of(struct names *names, struct arena *arena, struct device *device);

void names_free(struct names *names);
DEFINE_CLEANUP(struct names *, names_free);
