/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an acting command holds from its first look to its last word. */
#pragma once

#include "cmd/choose.h"
#include "cmd/settings.h"
#include "cmd/status.h"
#include "cmd/wishes.h"
#include "exec/exec.h"
#include "model/config.h"
#include "model/finding.h"
#include "model/record.h"
#include "os/signals.h"
#include "os/worker.h"

struct session {
	const struct settings *settings;
	struct request request;
	struct config config;             /* empty unless it was read */
	const struct named_owner *owners; /* that its sections say; see cmd/wishes.h */
	struct arena *arena; /* the request, the findings and the plan live here */
	struct root root;
	bool live; /* will it change this machine? */
	struct worker *worker;
	struct signals signals;
	int lock;
	struct kernel *kernel; /* NULL: only planning */
	struct scan *scan;
	struct host *host;
	struct choice choice; /* to be moved */
	struct findings findings;
	struct plan *plan;
	const char *verb;      /* as the user called it */
	struct record *record; /* in the history, while it runs; NULL: none */
	struct record *undone; /* to be taken back; NULL: the request says what is done */
};

/* Fills the request from the settings, but for the selectors. STATUS_DONE or the failure.
 */
enum status session_request(struct session *s, const struct settings *settings,
                            enum goal goal);

/* Adds the selectors. */
enum status session_select(struct session *s);

/* Privilege, signals, the machine's lock and the door to the kernel; nothing when
 * planning. */
enum status session_lock(struct session *s, const char *name);

/* Finds the devices. STATUS_NO_MATCH if a selector finds none. */
enum status session_choose(struct session *s);

/* Finishes what earlier runs left, and looks at the machine anew if that changed it. */
enum status session_recover(struct session *s);

void session_free(struct session *s);

/* The options with which this session runs steps. */
struct exec_options session_options(struct session *s);
