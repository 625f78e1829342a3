/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What somebody wants done, before anything was looked at: the same for a command and a
 * hook. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "model/selector.h"

enum goal {
	GOAL_BIND,    /* to a VFIO driver */
	GOAL_RESTORE, /* back to what the lease recorded; without lease as GOAL_NATIVE */
	GOAL_NATIVE,  /* to whatever native driver the kernel chooses */
	GOAL_NONE,    /* away from VFIO, to no driver */
};

/* Who gets the /dev/vfio nodes, with mode 0600. */
struct owner {
	uid_t uid;
	gid_t gid;
};

/* What one device wants that is not the same for all; NULL: nothing is said. */
struct wish {
	struct bdf address;
	const char *driver;
	const struct owner *owner;
};

struct account;
struct service;

struct request {
	enum goal goal;
	const struct selector *selectors;
	bool whole_group;
	const char *driver; /* VFIO driver for all; NULL: see request_driver() */
	bool new_id;        /* teach the driver ids instead of aiming driver_override */
	/* Where ids are taught: devices that may be caught unasked, of which ids, driver
	 * and lease are known. */
	struct device *const *bystanders;
	size_t n_bystanders;
	const struct owner *owner; /* for all nodes; NULL: see request_owner() */
	const struct wish *wishes; /* by address */
	size_t n_wishes;
	const char *const *overrides; /* rules set aside, by id */
	size_t n_overrides;
	/* Somebody who may not act wants to see the plan: what could not be read is said
	 * and refuses nothing. The run itself asks again, with more to see. */
	bool is_preview;
	/* check: who shall run the guest, NULL: the caller; bytes that it has, 0: not
	 * said */
	const struct account *as;
	const struct service *service; /* that shall run it; NULL: none was named */
	uint64_t guest_memory;
	/* What the leases will say. */
	const char *lease_owner;
	const char *transaction;
	const char *since; /* RFC 3339, UTC */
	const char *boot_id;
};

/* The VFIO driver to use for DEVICE; NULL: the best one. */
const char *request_driver(const struct request *request, const struct device *device);

/* Who gets the nodes of DEVICE; NULL: leave them as the kernel makes them. */
const struct owner *request_owner(const struct request *request,
                                  const struct device *device);
