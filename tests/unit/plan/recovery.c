/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last lease of a transaction decides for all; alone, each goes home. */
#include "plan/recovery.h"

#include <string.h>

#include "test.h"

static const struct bdf places[] = { { .bus = 1 }, { .bus = 2 }, { .bus = 3 } };

/* A letter for each device, the last of them is the third: see make(). */
static bool make(struct arena *arena, char letter, size_t i, struct lease *lease)
{
	static const struct {
		char letter;
		enum lease_state state;
		const char *transaction, *mover;
	} rows[] = {
		{ 't', LEASE_TAKING, "T", "T" },     { 'h', LEASE_HELD, "T", NULL },
		{ 'o', LEASE_HELD, "old", NULL },    { 'r', LEASE_RETURNING, "old", "T" },
		{ 'a', LEASE_RETURNING, "T", NULL }, { 's', LEASE_STUCK, "T", NULL },
		{ 'x', LEASE_RETURNING, "X", "X" },
	};
	const struct step gone = { .kind = STEP_LEASE,
		                   .subject = places[i],
		                   .after = "returning" };

	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		if (rows[n].letter != letter)
			continue;
		*lease = (struct lease){
			.address = places[i],
			.state = rows[n].state,
			.owner = "admin",
			.since = "s",
			.boot_id = "b",
			.transaction = rows[n].transaction,
			.mover = rows[n].mover,
			.last = rows[n].mover ? "0000:03:00.0" : NULL,
		};
		CHECK(steps_add(arena, &lease->back, &gone));
		return true;
	}
	CHECK_INT(letter, '-');
	return false;
}

/* "1H 2P": device and the first letter of the way, in order. */
static const char *decide(struct arena *arena, const char *letters)
{
	static const char ways[] = { [RECOVERY_FINISH] = 'F',
		                     [RECOVERY_FORGET] = 'N',
		                     [RECOVERY_PART] = 'P',
		                     [RECOVERY_HOME] = 'H' };
	struct lease leases[3];
	const struct lease *list[3];
	struct recovery *recovery;
	const char *text = "";
	size_t n = 0;

	for (size_t i = 0; i < 3; i++)
		if (make(arena, letters[i], i, &leases[i]))
			list[n++] = &leases[i];
	CHECK_INT(recovery_decide(arena, list, n, &recovery, &n), 0);
	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%u%c", text, i ? " " : "",
		                    recovery[i].lease->address.bus,
		                    ways[recovery[i].way]);
	return text;
}

static void the_last_decides(void)
{
	static const struct {
		const char *letters, *ways;
	} rows[] = {
		/* bind: none is done before all are */
		{ "t--", "1P 1H" },
		{ "tt-", "1P 2P 1H 2H" },
		{ "ttt", "1P 2P 3P 1H 2H 3H" },
		{ "tth", "1F 2F" },
		{ "thh", "1F" },
		{ "hth", "2F" },
		{ "hhh", "" },
		/* the last one is held, but from another time */
		{ "tto", "1P 2P 1H 2H" },
		/* release: nothing moves before all say so */
		{ "roo", "1N" },
		{ "rro", "1N 2N" },
		{ "r--", "1N" },
		{ "rrr", "1P 2P 3P 1H 2H 3H" },
		{ "-rr", "2P 3P 2H 3H" },
		{ "--r", "3P 3H" },
		{ "rrh", "1N 2N" },
		{ "rrx", "1N 2N 3P 3H" },
		/* alone */
		{ "a-o", "1H" },
		{ "s-h", "1H" },
		{ "-st", "3P 3H 2H" },
		{ "atr", "2P 3P 2H 3H 1H" },
		{ "---", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();

		NOTE("%s", rows[i].letters);
		CHECK_TEXT(decide(arena, rows[i].letters), rows[i].ways);
	}
}

static void plan_it(struct arena *arena, struct lease *lease, enum recovery_way way,
                    struct unit *ret)
{
	const struct recovery recovery = { lease, way };

	CHECK_INT(recovery_plan(arena, &recovery, ret), 0);
	CHECK(bdf_equal(ret->address, lease->address));
	CHECK(!strstr(ret->texts.moving, "mover"));
}

static void ends_as_decided(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct lease lease;
	struct unit unit;

	CHECK(make(arena, 't', 0, &lease));
	plan_it(arena, &lease, RECOVERY_FINISH, &unit);
	CHECK_TEXT(unit.go.last->after, "held");
	CHECK(strstr(unit.texts.after, "state\theld"));
	lease.will = "will";
	plan_it(arena, &lease, RECOVERY_FINISH, &unit);
	CHECK_TEXT(unit.texts.after, "will");

	plan_it(arena, &lease, RECOVERY_FORGET, &unit);
	CHECK_TEXT(unit.go.last->after, NULL);
	lease.was = "was";
	plan_it(arena, &lease, RECOVERY_FORGET, &unit);
	CHECK_TEXT(unit.go.last->after, "held");
	CHECK_TEXT(unit.texts.after, "was");

	plan_it(arena, &lease, RECOVERY_PART, &unit);
	CHECK_TEXT(unit.go.last->after, "returning");
	CHECK(strstr(unit.texts.moving, "state\treturning"));
	plan_it(arena, &lease, RECOVERY_HOME, &unit);
	CHECK_INT(unit.go.last->kind, lease.back.last->kind);
	CHECK_TEXT(unit.texts.after, "was");
}

TESTS(TEST(the_last_decides), TEST(ends_as_decided))
