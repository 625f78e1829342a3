/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether this run sees who uses the devices of the host. */
#pragma once

#include <stdbool.h>

#include "model/value.h"

struct sight {
	enum known known; /* NOT_ASKED: it is not asked in trees, nor of plans */
	bool is_blind;    /* known, and it is not where the host is */
	const char *what; /* what is another one: "network namespace", "/run" */
	const char *path; /* where that was seen, relative to the root */
	const char *value;
};
