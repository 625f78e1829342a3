/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child that touches what may never return: files that take a device's lock, and
 * modules that probe devices. It is asked with a deadline, and left behind, never killed,
 * when late.
 */
#pragma once

#include "base/clock.h"
#include "base/cleanup.h"
#include "model/bdf.h"
#include "os/root.h"

struct worker;

/* Positive answer of the calls below: the deadline passed, and it is still at it. */
#define WORKER_LATE 1

/* Longest text that can be read or written, its NUL included. */
#define WORKER_TEXT_MAX 4096

/* Forks nothing yet. ROOT is borrowed. NULL: no memory. */
struct worker *worker_new(const struct root *root);

/* root_read() with a deadline. */
int worker_read(struct worker *worker, const char *path, char *buffer, size_t size,
                deadline_ms deadline);

/* Many files, asked for together: most of what one read costs is the way there and back.
 */
struct worker_list {
	size_t n;
	void *context;
	/* Fills in the path of file I. 0, or -errno, which ends the reading with that. */
	int (*path)(void *context, size_t i, char *buffer, size_t size);
	/*
	 * Takes file I, each in its turn: R as of worker_read(), TEXT if that is 0. < 0
	 * ends the reading with that.
	 */
	int (*answer)(void *context, size_t i, int r, const char *text);
};

/*
 * Each of them has SECONDS from the answer before it. One that is late is left with its
 * worker, as if it had been asked for alone; a new one reads what is behind it. 0, or
 * what PATH or ANSWER ended it with, or -errno.
 */
int worker_read_many(struct worker *worker, const struct worker_list *list,
                     unsigned seconds);

/* One write(2) of TEXT, under the marker of DEVICE: -EBUSY if another write still holds
 * it. */
int worker_write(struct worker *worker, struct bdf device, const char *path,
                 const char *text, deadline_ms deadline);

/* Loads MODULE and what it needs, under the marker of DEVICE; see module_load(). */
int worker_load(struct worker *worker, struct bdf device, const char *module,
                deadline_ms deadline);

/*
 * Opens the block device PATH, which must have that number, exclusively for a moment. 0:
 * nobody has it so; -EBUSY: somebody has, be it the kernel or a program; -ESTALE: it is
 * another one.
 */
int worker_claim(struct worker *worker, const char *path, uint32_t major, uint32_t minor,
                 deadline_ms deadline);

/*
 * Opens the character device PATH for a moment. 0; -EBUSY: who has it shares it with
 * nobody; -ENODEV: it is no character device, or what it stands for is gone.
 */
int worker_open(struct worker *worker, const char *path, deadline_ms deadline);

/*
 * Which devices PROCESS ("proc/1234") has mapped, a line each; see mappings_read(). It
 * may wait for a lock that a stuck process holds.
 */
int worker_mappings(struct worker *worker, const char *process, char *buffer, size_t size,
                    deadline_ms deadline);

/*
 * rtnetlink_text() with a deadline: it waits for a lock that a stuck network driver may
 * hold. CONNECTIONS fits WORKER_TEXT_MAX.
 */
int worker_network(struct worker *worker, const char *connections, char **ret,
                   deadline_ms deadline);

void worker_free(struct worker *worker);
DEFINE_CLEANUP(struct worker *, worker_free);
