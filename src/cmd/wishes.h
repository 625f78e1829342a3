/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the sections that a request names want for their devices: owner, driver, group. */
#pragma once

#include "cmd/choose.h"
#include "model/config.h"
#include "model/finding.h"
#include "model/request.h"

/* The owner that a section says, looked up. */
struct named_owner {
	const struct section *section;
	const struct owner *owner;
	const struct named_owner *next;
};

/*
 * Looks up the owners that [vfioprep] and the sections of SELECTORS say. -EINVAL with a
 * fault that names the line; -ENOMEM.
 */
int wishes_owners(struct arena *arena, const struct selector *selectors,
                  const struct config *config, const struct named_owner **ret,
                  struct fault *f);

/*
 * Adds the other members of the groups (which have been read) to CHOICE: of all with
 * --group, else of the devices whose section takes the whole group. 0 or -ENOMEM.
 */
int wishes_groups(struct arena *arena, const struct host *host,
                  const struct request *request, struct choice *choice);

/*
 * Gives the request a wish for each chosen device. The command line wins over the
 * section, the section over [vfioprep], whose owner is for devices that move. One group
 * has one owner: whatever a section says of a member. -EINVAL with a fault where two
 * sections differ; -ENOMEM.
 */
int wishes_make(struct arena *arena, const struct choice *choice,
                const struct named_owner *owners, struct request *request,
                struct fault *f);

/* Findings: what each section means here, and which of its keys do nothing yet. */
int wishes_tell(const struct request *request, struct findings *findings,
                struct fault *f);
