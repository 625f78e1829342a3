/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of rules and checks: what is looked at, what it means, what to do about it.
 */
#pragma once

#include "base/fault.h"
#include "model/finding.h"
#include "model/host.h"
#include "model/request.h"

/* What is being decided: the devices that a request would move. */
struct rule_case {
	const struct host *host;
	const struct request *request;
	struct device *const
		*taken; /* all that were chosen, also those that need no move */
	size_t n_taken;
	struct arena *arena;
};

enum rule_when {
	WHEN_TAKING = 1,
	WHEN_GIVING = 2,
	WHEN_CHECKING = 4,
	WHEN_HOLDING = 8,  /* it is named, and need not be moved */
	WHEN_LEAVING = 16, /* bind leaves it on the VFIO driver it has: only warns */
	WHEN_NAMED = 32,   /* check names it */
	WHEN_HELD = 64,    /* check names none, and VFIO has it */
};

/* What it means that a row applies. */
enum weight {
	INFORMS, /* it is so, and good to know */
	REFUSES, /* a rule: the device is not moved */
	FAILS,   /* a check: nothing can be handed over before it is mended */
	WARNS,   /* a check: something does not work, or is not safe */
};

/*
 * Does a row apply to DEVICE (NULL for WHEN_CHECKING: to the machine)? May fill summary,
 * remedy and evidence of the draft; UNSURE when a fact it needs could not be read.
 */
typedef enum answer question(const struct rule_case *c, const struct device *device,
                             struct finding *draft);

struct rule {
	const char *id; /* permanent; vfioprep-rules(7) or -checks(7) has a paragraph */
	enum weight weight;
	unsigned when;  /* of enum rule_when */
	unsigned facts; /* what must have been read: of the device, of enum fact; for
	                   WHEN_CHECKING of the machine, of enum platform_fact */
	question *applies;
	const char *summary; /* when the draft has none; also "cannot rule out that …" */
	const char *remedy;
};

extern const struct rule rules[];
extern const size_t n_rules;

const struct rule *rule_find(const char *id);

/* The facts that those of the N rows need that are asked at WHEN (of enum rule_when). */
unsigned rows_facts(const struct rule *rows, size_t n, unsigned when);

/* The facts that the rules for WHEN (of enum rule_when) need of each device. */
unsigned rule_facts(unsigned when);

/*
 * Adds a finding for each rule that applies to DEVICE or cannot be ruled out:
 * FINDING_FAIL, or FINDING_WARN where it only warns or the request sets it aside, or
 * FINDING_UNKNOWN for what a preview cannot rule out. 0 or -ENOMEM.
 */
int rule_check(const struct rule_case *c, const struct device *device, unsigned when,
               struct findings *findings);
