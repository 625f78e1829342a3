/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One change to the machine as data: planned by plan/, carried out by exec/, shown by
 * view/. */
#pragma once

#include "base/arena.h"
#include "base/writing.h"
#include "base/fault.h"
#include "model/bdf.h"

/* Each kind is a row of exec/effects.c (guard, effect, proof) and a word in leases and
 * JSON. */
enum step_kind {
	STEP_LEASE,     /* after: the lease's new state; NULL: the lease is removed */
	STEP_LOAD,      /* after: a driver; module: what brings it */
	STEP_OVERRIDE,  /* after: driver_override; NULL: cleared */
	STEP_UNBIND,    /* before: the driver to leave; keep: the driver not to leave */
	STEP_BIND,      /* after: the driver to bind */
	STEP_NEW_ID,    /* driver `module` learns the ids `after`, and takes all it can */
	STEP_REMOVE_ID, /* driver `module` forgets the ids `before` */
	STEP_PROBE,     /* the kernel chooses a native driver; after: a module that should
	                   match */
	STEP_NODE,      /* group node there, with owner: after */
	STEP_CDEV, /* character device there, if this kernel makes one, with owner: after
	            */
	STEP_SETTLE, /* after: the node by which the native driver shows that it is ready
	              */
	STEP_FRAMEBUFFER, /* the platform device at `path` leaves its driver `before`, or
	                     comes to its driver `after` */
};

enum step_result {
	STEP_PLANNED,
	STEP_DONE,
	STEP_SKIPPED, /* it was so already */
	STEP_FAILED,
	STEP_UNDONE, /* done, and taken back by the other list */
};

struct step {
	enum step_kind kind;
	struct bdf subject;
	const char *path; /* relative to the root; NULL where only the machine knows it */
	const char *before, *after;
	const char *keep;   /* STEP_UNBIND: a driver that may stay; STEP_NODE: only if it
	                       exists */
	const char *module; /* STEP_LOAD: the module to load; STEP_NEW_ID: the driver */
	/* Outcome. */
	enum step_result result;
	const char *got;   /* what stood there afterwards, if not `after` */
	const char *error; /* why it failed */
	struct step *next;
};

struct steps {
	struct step *first, *last;
};

/* Appends a copy of STEP with its path filled in; returns it, or NULL: no memory. */
struct step *steps_add(struct arena *arena, struct steps *steps, const struct step *step);

const char *step_kind_text(enum step_kind kind);
const char *step_result_text(enum step_result result);

/* One line of a lease without its end: fields separated by tabs, escaped. */
void step_add_to(struct writing *writing, const struct step *step);

/* The same as a text of its own; NULL: no memory. */
const char *step_write(struct arena *arena, const struct step *step);

/* Reads such a line (modifies LINE) and appends it; -EINVAL, -ENOMEM. */
int step_read(struct arena *arena, struct steps *steps, char *line);
