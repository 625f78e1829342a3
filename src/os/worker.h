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
