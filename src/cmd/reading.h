/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command that only looks holds: no lock, no kernel, nothing recovered. */
#pragma once

#include "cmd/choose.h"
#include "cmd/settings.h"
#include "cmd/status.h"
#include "model/config.h"
#include "os/worker.h"

struct reading {
	const struct settings *settings;
	struct arena *arena;
	struct root root;
	struct worker *worker;
	struct scan *scan;
	struct host *host;
	const struct selector *selectors;
	bool is_lenient; /* no list of functions is none, and somebody else says so */
	struct config config; /* read only if a selector means a section of it */
	struct choice
		choice; /* what the selectors matched; everything if there are none */
};

/* Parses the selectors and opens the root. STATUS_DONE, or the failure, which has been
 * told. */
enum status reading_begin(struct reading *reading, const struct settings *settings);

/* Finds the devices and reads FACTS of those that are chosen. */
enum status reading_scan(struct reading *reading, unsigned facts);

/* Reads more of some devices. */
enum status reading_more(struct reading *reading, const struct choice *choice,
                         unsigned facts);

void reading_free(struct reading *reading);
