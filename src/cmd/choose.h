/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the words of a command line to the devices they name. */
#pragma once

#include "base/fault.h"
#include "cmd/settings.h"
#include "model/host.h"
#include "scan/scan.h"

/* Devices chosen of a host, by address. The list is the arena's, the devices the host's.
 */
struct choice {
	struct device **devices;
	size_t n;
};

/* Parses the settings' selectors into a list; -EINVAL with a fault. NULL if there are
 * none. */
int choose_parse(struct arena *arena, const struct settings *settings,
                 const struct selector **ret, struct fault *f);

/*
 * Those that match: every selector must find one, else -ENODEV with a fault; and a
 * section as many as it wants, else -ENODEV or -ENOTUNIQ.
 */
int choose_devices(struct arena *arena, const struct host *host,
                   const struct selector *selectors, struct choice *ret, struct fault *f);

/*
 * Adds the other members of the chosen devices' groups (whose members have been read):
 * those that a guest can have, no bridges.
 */
int choose_groups(struct arena *arena, const struct host *host, struct choice *choice);

/* Every bridge above one of the chosen devices. */
int choose_above(struct arena *arena, const struct host *host,
                 const struct choice *choice, struct choice *ret);

/*
 * The functions of the chosen devices' slots, those included, the physical functions of
 * virtual ones (whose FACT_SRIOV has been read), and the VMD controllers above.
 */
int choose_neighbours(struct arena *arena, const struct host *host,
                      const struct choice *choice, struct choice *ret);

/* Every display of the host (whose FACT_IDS have been read). */
int choose_displays(struct arena *arena, const struct host *host, struct choice *ret);

/* All that VFIO has (FACT_DRIVER has been read). */
int choose_held(struct arena *arena, const struct host *host, struct choice *ret);

/* The chosen devices and everything else in their groups, whatever it is. */
int choose_concerned(struct arena *arena, const struct host *host,
                     const struct choice *choice, struct choice *ret);
