/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What vfioprep remembers of a device it moved; a lease that is not held is the journal.
 */
#pragma once

#include <stdbool.h>

#include "model/step.h"

/* Directory of the leases, one file an address, relative to the root. */
#define LEASE_DIRECTORY "run/vfioprep/leases"

enum lease_state {
	LEASE_TAKING,
	LEASE_HELD,
	LEASE_RETURNING,
	LEASE_STUCK, /* a write to the kernel did not return */
};

struct lease {
	struct bdf address;
	enum lease_state state;
	const char
		*owner; /* who bound it and gives it back: admin, boot:SECTION, hook:… */
	const char *user;  /* the guest that has it now; NULL: none */
	const char *since; /* RFC 3339, UTC */
	const char *boot_id;
	const char *transaction;
	const char *driver;          /* before; NULL: none */
	const char *driver_override; /* before; NULL: none */
	struct steps forth, back;
	/*
	 * Only in a lease that is not held. A lease with a mover moves together with
	 * others: what the lease of the last of them says is so of all, see recovery.h.
	 */
	const char *mover; /* the transaction that moves it; NULL: it moves alone */
	const char *last;  /* address of the mover's last device */
	const char *was;   /* the file's text before; NULL: there was none */
	const char *will;  /* its text in the end, if not this lease's own; NULL */
	/* Addresses of the devices whose ids it has too, while a driver may be taught
	 * them: whoever has no driver may be caught until then. NULL: none. */
	const char *beside;
};

const char *lease_state_text(enum lease_state state);

/* The file's whole text, as if the lease were in STATE; NULL: no memory. */
const char *lease_write(struct arena *arena, const struct lease *lease,
                        enum lease_state state);

/*
 * The same without its mover: on its way home by itself, or stuck there. A lease that was
 * TAKING ends as it began. NULL: no memory.
 */
const char *lease_write_alone(struct arena *arena, const struct lease *lease,
                              enum lease_state moving, enum lease_state state);

/* The next address of a lease's `beside`; moves *REST on. False: there are no more. */
bool lease_next_beside(const char **rest, struct bdf *ret);

/* Reads a lease file (modifies TEXT). -EINVAL with a fault naming the line, -ENOMEM. */
int lease_read(struct arena *arena, char *text, struct lease **ret, struct fault *f);
