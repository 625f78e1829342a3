/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which boot loader booted this kernel, and how its command line is changed: a table. */
#pragma once

#include "model/booted.h"
#include "model/loader.h"

/* One boot loader as one kind of system uses it. */
struct loader {
	const char *name;
	const char *file;    /* where its command line is written */
	const char *command; /* what makes that effective; NULL: nothing is needed */
	const char *remedy;  /* how a word is added; $ stands for it */
	enum answer (*booted)(const struct boot *boot, const struct booted *booted);
	enum boot_file evidence[3]; /* files that were looked at, up to BOOT_EFI */
};

/* The one that booted. NULL: none can be proved, or several could have been it. */
const struct loader *loader_find(const struct boot *boot, const struct booted *booted);

/* What could have been it, by name, for people; or NULL. In the arena. */
const char *loader_guesses(struct arena *arena, const struct boot *boot,
                           const struct booted *booted);

/* How to add WORD to the command line; LOADER may be NULL. NULL: no memory. */
const char *loader_remedy(struct arena *arena, const struct loader *loader,
                          const char *word);
