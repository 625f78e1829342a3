/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much memory a service of systemd may lock, as its unit files say: systemd.unit(5),
 * systemd.exec(5). */
#pragma once

#include "base/arena.h"
#include "model/memory.h"

#define SERVICE_NAME_BYTES 256 /* UNIT_NAME_MAX of systemd, with the NUL */

/* One capability in a set that several lines add to or take from. */
struct capability_bit {
	bool is_untouched; /* the set is what it was at the start */
	bool is_in;
};

/* A line of a unit file that counts for something. */
struct unit_line {
	const char *path; /* of the file; NULL: there is no such line */
	const char *text; /* KEY=VALUE */
};

struct service {
	const char *name; /* with .service */
	/* A file of it that could not be read, and all is unknown; NULL: none. */
	const char *unread;
	const char *path;  /* of the unit file itself */
	struct span limit; /* LimitMEMLOCK=; ABSENT: it is not set */
	struct unit_line limit_by, user_by;
	bool has_user, is_dynamic, is_confined;  /* User=, DynamicUser=, PrivateUsers= */
	struct capability_bit bounding, ambient; /* CAP_IPC_LOCK in these sets */
};

/* As it is before a file was read. */
struct service service_new(const char *name);

/* Takes what matters out of the text of a file, which overrules those before it. 0 or
 * -ENOMEM. */
int service_read(struct arena *arena, const char *path, const char *text,
                 struct service *service);

/* Does it run with CAP_IPC_LOCK, for which limits do not count? */
bool service_locks_all(const struct service *service);

/* "8M", "8M:1G", "infinity"; UNKNOWN: it is none of these. */
struct span span_of(const char *text);

/* Is it a name that systemd takes, with .service? */
bool service_is_name(const char *name);

/* Is it "a@.service"? */
bool service_is_template(const char *name);

/* "a@.service" and "x@b.service" to "a@b.service". False: they are not of these kinds, or
 * it does not fit. */
bool service_instance(const char *template, const char *other, char *ret, size_t size);

/* "a@b.service" to "a@.service" (RET may be NULL), and that and others on to
 * "x-y.service" to "x-.service". False: there is no such name behind NAME. */
bool service_template(const char *name, char *ret, size_t size);
bool service_prefix(const char *name, char *ret, size_t size);
