/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machines and what is done on them: the rows that all tests of this folder run over. */
#pragma once

#include "exec/exec.h"
#include "model/host.h"
#include "model/request.h"
#include "support/fake.h"

#define MOVED_MAX 4

/* One command on one machine. */
struct move {
	enum goal goal;
	const char *addresses[MOVED_MAX]; /* NULL at the end */
	bool new_id;                      /* by ids, whoever else has them */
	const struct owner *owner;
	const struct owner *owners[MOVED_MAX]; /* or for each its own */
};

struct scenario {
	const char *name;
	struct machine machine;
	const struct move *first;  /* done first of all, without mishap */
	const struct move *before; /* done then, without mishap */
	struct move move;
	bool undoes; /* the move takes back what was done before, by its record */
	const char *native_modules; /* that the scan is to find for every device */
	bool goes_on;      /* once more would mean: to native, see judge_again() */
	bool is_done_once; /* once more it would be refused */
	bool is_for_all;   /* somebody who probes would win by right */
	bool is_about_ids; /* not about nodes: seen on one kind of kernel */
};

extern const struct scenario scenarios[];
extern const size_t n_scenarios;

const struct scenario *scenario_find(const char *name);

/* Changes a plan before it runs; see order.c. NULL: none. */
struct mutation {
	size_t unit;  /* of the plan */
	bool in_back; /* the list that leads home, else the other one */
	size_t at;    /* this step changes places with the next */
};

/* A scenario with its machine, ready to be run again and again. */
struct stage {
	const struct scenario *scenario;
	enum fake_cdev cdev;
	bool is_hostile;
	const struct mutation *mutation;
	struct fake *fake;
	struct host *host;
	char *record;        /* of what came before, as the history keeps it */
	struct arena *arena; /* of the plan of this round */
	struct plan *plan;
	struct fault fault;
	/* Photos: before; the same with the modules loaded that the plan loads; after. */
	char *before, *before_loaded, *after;
	unsigned n_calls; /* of a run in which nothing goes wrong */
	bool is_clean;    /* the machine looks as before */
};

/*
 * Makes the machine, does what comes before, and runs the move once to see how it should
 * end. NULL, or what is wrong with that run, in words that stay until the next call.
 */
const char *stage_open(struct stage *stage, const struct scenario *scenario,
                       enum fake_cdev cdev, bool is_hostile,
                       const struct mutation *mutation);

/* Plans the move anew, from the stage's host. */
struct plan *stage_plan(struct stage *stage);

/* How many devices of its plan are meant, and not only caught by the way. */
size_t stage_n_meant(const struct stage *stage);

/* Plans anew and runs the plan under SCRIPT, on the machine as it was before. */
enum exec_outcome stage_run(struct stage *stage, const struct script *script);

/* Takes every unfinished lease home, as the next acting command does. NULL or what
 * failed.
 */
const char *stage_recover(struct stage *stage);

/* What the machine looks like now. */
bool stage_is_before(struct stage *stage);
bool stage_is_after(struct stage *stage);

/* How many leases there are; how many of them say held. */
size_t stage_leases(struct stage *stage, size_t *ret_held);

/* Scans the machine; the nodes' owners are those of the fake. */
struct host *stage_scan(struct stage *stage);

void stage_close(struct stage *stage);

/* A verdict in words, valid until the next one. */
const char *verdict(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Every scenario on every kind of kernel, not hostile and unchanged. */
void for_each_stage(const char *(*judge)(struct stage *stage));
