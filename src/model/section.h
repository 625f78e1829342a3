/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which devices of a host a section of the configuration means: match, count and pick. */
#pragma once

#include "model/config.h"

/* Facts that must have been scanned before the section can be settled. */
unsigned section_facts(const struct section *section);

/*
 * Fills the section's members: the devices that any of its match lines finds; if there
 * are more than its count wants, those that its pick says (one, where count states no
 * number). -ENODEV: too few; -ENOTUNIQ: too many, or it cannot be told; each with a fault
 * that names what matched. -ENOMEM.
 */
int section_settle(struct section *section, struct arena *arena, const struct host *host,
                   struct fault *f);

/* Is DEVICE a member? UNSURE: it is none, but what a match line asks could not be read.
 */
enum answer section_has(const struct section *section, const struct device *device);

/* Called for each section that a device is in; negative ends it. */
typedef int section_visit(void *context, const struct section *section);

/* A section counts for DEVICE where the selector of LIST that names it finds the device.
 * 0, or what the last visit gave. */
int sections_of(const struct selector *list, const struct device *device,
                section_visit *visit, void *context);
