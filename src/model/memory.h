/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of the machine, and how much of it may be locked. Owned by the host. */
#pragma once

#include "model/limits.h"
#include "model/value.h"

struct amount {
	enum known known;
	uint64_t bytes; /* or UNLIMITED */
};

/* A soft limit and the hard one above it. */
struct span {
	enum known known;
	uint64_t soft, hard; /* or UNLIMITED */
};

/* Huge pages of one size: an entry of /sys/kernel/mm/hugepages. */
struct huge_pool {
	const char *path; /* relative to the root */
	uint64_t bytes;   /* of one page */
	uint32_t total, free;
	const struct huge_pool *next;
};

struct memory {
	struct amount total, available; /* as /proc/meminfo has them */
	struct span own;                /* of locked memory, of this process */
	bool may_lock_all;              /* it has the capability for that */
	struct span session;        /* DefaultLimitMEMLOCK= of systemd; ABSENT: not set */
	const char *session_path;   /* where that stands */
	enum known limits_known;    /* UNKNOWN: some file of limits.conf(5) */
	const struct limit *limits; /* in the order in which PAM reads them */
	const struct huge_pool *pools; /* by their path */
};
