/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A record is read as it was written, and a broken one is refused by its line. */
#include "model/record.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "support/refusal.h"
#include "test.h"

static const struct bdf address = { .bus = 3 };

static void fill(struct arena *arena, struct record *record)
{
	static struct unit units[2];
	static struct lease lease;
	struct step gone = { .kind = STEP_LEASE,
		             .subject = address,
		             .after = "returning" };
	struct step bind = { .kind = STEP_BIND, .subject = address, .after = "vfio-pci" };

	lease = (struct lease){ .address = address,
		                .owner = "admin",
		                .since = "s",
		                .boot_id = "b",
		                .transaction = "t",
		                .mover = "m",
		                .last = "0000:03:00.0",
		                .was = "tab\there\n" };
	CHECK(steps_add(arena, &lease.back, &gone));
	units[0] = (struct unit){ .address = address, .lease = &lease };
	units[1] = (struct unit){ .address = { .bus = 4 } };
	CHECK(steps_add(arena, &units[0].go, &gone));
	CHECK(steps_add(arena, &units[0].go, &bind));
	units[0].go.first->result = STEP_DONE;
	units[0].go.last->result = STEP_FAILED;
	units[0].go.last->got = "other\tdriver";
	units[0].go.last->error = "no\nsuch device";
	*record = (struct record){
		.id = "20260102T030405Z-0123456789abcdef",
		.verb = "release",
		.since = "2026-01-02T03:04:05Z",
		.boot_id = "b",
		.command = "vfioprep release 'a b'",
		.uid = "1000",
		.outcome = RECORD_PARTIAL,
		.leads_home = true,
		.units = units,
		.n_units = 2,
	};
}

static void comes_back_as_written(void)
{
	for (int outcome = RECORD_UNFINISHED; outcome <= RECORD_INTERRUPTED; outcome++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct record record, *again;
		struct fault f = { 0 };
		const char *text;

		NOTE("%s", record_outcome_text((enum record_outcome)outcome));
		fill(arena, &record);
		record.outcome = (enum record_outcome)outcome;
		text = record_write(arena, &record);
		CHECK(text);
		(void)record_read(arena, arena_text(arena, text), &again, &f);
		CHECK_TEXT(f.text, "");
		CHECK_TEXT(again->id, record.id);
		CHECK_TEXT(again->command, record.command);
		CHECK_TEXT(again->undoes, NULL);
		CHECK_INT(again->outcome, outcome);
		CHECK(again->leads_home);
		CHECK_INT(again->n_units, 2);
		CHECK_TEXT(again->units[0].lease->was, "tab\there\n");
		CHECK_INT(again->units[0].lease->state, LEASE_RETURNING);
		CHECK(!again->units[1].lease);
		CHECK(bdf_equal(again->units[1].address, record.units[1].address));
		CHECK_INT(again->units[0].go.first->result, STEP_DONE);
		CHECK_TEXT(again->units[0].go.first->error, NULL);
		CHECK_TEXT(again->units[0].go.last->got, "other\tdriver");
		CHECK_TEXT(again->units[0].go.last->error, "no\nsuch device");
		CHECK_TEXT(record_write(arena, again), text);
	}
}

static void refuses_every_beginning(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct record record, *again;
	const char *text;

	fill(arena, &record);
	record.n_units = 0;
	text = record_write(arena, &record);
	for (size_t n = 0; n < strlen(text); n++) {
		NOTE("the first %zu bytes", n);
		/* Whole lines are missed only where they are needed. */
		if (n && text[n - 1] == '\n' && strstr(text, "command") < text + n)
			continue;
		CHECK_INT(record_read(arena, arena_textn(arena, text, n), &again, NULL),
		          -EINVAL);
	}
}

#define HEAD "vfioprep history 1\nid\ti\nverb\tv\nsince\ts\nboot-id\tb\ncommand\tc\n"

static int read_it(struct arena *arena, char *text, struct fault *f)
{
	struct record *record = NULL;
	int r = record_read(arena, text, &record, f);

	CHECK(r == 0 || !record);
	return r;
}

static void refuses_broken_ones(void)
{
	static const struct refusal rows[] = {
		{ "", "line 1" },
		{ "vfioprep history 2\n", "line 1" },
		{ "vfioprep history 1\n", "'id'" },
		{ HEAD "id\tagain\n", "line 7" },
		{ HEAD "outcome\tgood\n", "line 7" },
		{ HEAD "direction\tup\n", "line 7" },
		{ HEAD "device\t3\n", "line 7" },
		{ HEAD "lease\tx\n", "line 7" },
		{ HEAD "device\t0000:03:00.0\nlease\tx\n", "line 8" },
		{ HEAD "step\tdone\t\t\tlease\n", "line 7" },
		{ HEAD "device\t0000:03:00.0\nstep\tgood\t\t\tlease\n", "line 8" },
		{ HEAD "device\t0000:03:00.0\nstep\tdone\n", "line 8" },
		{ HEAD "device\t0000:03:00.0\nstep\tdone\t\\q\t\tlease\n", "line 8" },
		{ HEAD "colour\tred\n", "line 7" },
		{ HEAD "uid\n", "line 7" },
		{ HEAD "uid\t1", "cut off" },
	};

	refuse_each(rows, sizeof(rows) / sizeof(rows[0]), read_it);
}

TESTS(TEST(comes_back_as_written), TEST(refuses_every_beginning),
      TEST(refuses_broken_ones))
