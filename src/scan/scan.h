/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a machine once into plain data: first which functions there are, then what is
 * asked. */
#pragma once

#include "base/fault.h"
#include "model/fact.h"
#include "model/host.h"
#include "os/root.h"
#include "os/worker.h"

struct scan;

/*
 * ROOT and WORKER are borrowed. WORKER reads what may take a device's lock; NULL: read it
 * directly (only below a root that is not live). NULL: no memory.
 */
struct scan *scan_new(const struct root *root, struct worker *worker);

/*
 * Finds every PCI function and the bridge above each. < 0 only if that cannot be read at
 * all; a machine without PCI is an empty host. The host owns all that later scans add to
 * it.
 */
int scan_host(struct scan *scan, struct host **ret, struct fault *f);

/* Configuration space of sleeping devices is read too, which wakes them. */
void scan_may_wake(struct scan *scan);

/* It is asked whether devices may be taken: what cannot be looked at is unknown. */
void scan_must_tell(struct scan *scan);

/* Disks are opened exclusively, through the worker: the last evidence of their use. */
void scan_may_claim(struct scan *scan);

/* CONNECTION is the value of SSH_CONNECTION, borrowed; NULL: it is not set. */
void scan_set_peer(struct scan *scan, const char *connection);

/* The nodes of VFIO groups are opened, through the worker: nobody else may have one then.
 */
void scan_may_open(struct scan *scan);

/*
 * Adds FACTS (of enum fact) about the given devices, each read once in the life of a
 * host. What cannot be read becomes an unknown of its device. -ENOMEM only.
 */
int scan_facts(struct scan *scan, struct host *host, struct device *const *devices,
               size_t n, unsigned facts, struct fault *f);

/*
 * Adds every group with its members, type and regions, also those without a PCI function.
 * -ENOMEM, or -errno if the groups cannot be listed.
 */
int scan_groups(struct scan *scan, struct host *host, struct fault *f);

/* The leases of /run/vfioprep, whether or not their device is still there; see lease.h.
 */
int scan_leases(const struct root *root, struct arena *arena, const struct lease ***ret,
                size_t *ret_n, struct fault *f);

void scan_free(struct scan *scan);
DEFINE_CLEANUP(struct scan *, scan_free);
