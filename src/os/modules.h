/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel modules, by libkmod: which claim a device, and loading one. */
#pragma once

#include "base/arena.h"
#include "os/root.h"

/*
 * Loads MODULE with its dependencies, options and soft dependencies, as modprobe does.
 * 0 also if it is there or built in; -EPERM: a blacklist forbids it; -ENOENT: there is
 * none. May block as long as the drivers' probes do. Live root only.
 */
int module_load(const struct root *root, const char *module);

/* The aliases of the modules of one kernel, for many look-ups. */
struct module_index;

/* RELEASE: the kernel whose modules are meant. -ENOENT: they are not in this tree. */
int module_index_open(const struct root *root, const char *release,
                      struct module_index **ret);

/*
 * Names of the modules that claim ALIAS ("pci:v00008086d…"), separated by blanks, sorted,
 * in the arena; an empty text if there is none.
 */
int module_claimants(struct module_index *index, const char *alias, struct arena *arena,
                     const char **ret);

void module_index_free(struct module_index *index);
DEFINE_CLEANUP(struct module_index *, module_index_free);
