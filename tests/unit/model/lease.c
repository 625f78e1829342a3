/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A lease is read as it was written, and a broken one is refused by its line. */
#include "model/lease.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "support/refusal.h"
#include "test.h"

static const struct bdf address = { .bus = 3 };

static void fill(struct arena *arena, struct lease *lease)
{
	struct step bind = { .kind = STEP_BIND, .subject = address, .after = "vfio-pci" };
	struct step node = { .kind = STEP_NODE,
		             .subject = address,
		             .path = "dev/vfio/7",
		             .after = "0:0 0600",
		             .keep = "tab\there" };
	struct step gone = { .kind = STEP_LEASE, .subject = address, .before = "held" };

	*lease = (struct lease){
		.address = address,
		.owner = "hook:libvirt:win\t11\n",
		.user = "guest \\ one",
		.since = "2026-01-02T03:04:05Z",
		.boot_id = "b",
		.transaction = "t",
		.driver = "e1000e",
		.driver_override = "pci-stub",
	};
	CHECK(steps_add(arena, &lease->forth, &bind));
	CHECK(steps_add(arena, &lease->forth, &node));
	CHECK(steps_add(arena, &lease->back, &gone));
}

static void comes_back_as_written(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct lease lease, *again;

	fill(arena, &lease);
	for (int state = LEASE_TAKING; state <= LEASE_STUCK; state++) {
		const char *text = lease_write(arena, &lease, (enum lease_state)state);
		struct fault f = { 0 };

		NOTE("%s", lease_state_text((enum lease_state)state));
		CHECK(text);
		CHECK_INT(lease_read(arena, arena_text(arena, text), &again, &f), 0);
		CHECK_INT(again->state, state);
		CHECK(bdf_equal(again->address, address));
		CHECK_TEXT(again->owner, lease.owner);
		CHECK_TEXT(again->user, lease.user);
		CHECK_TEXT(again->driver, lease.driver);
		CHECK_TEXT(again->driver_override, lease.driver_override);
		CHECK_INT(again->forth.first->kind, STEP_BIND);
		CHECK_TEXT(again->forth.last->keep, "tab\there");
		CHECK_TEXT(again->back.first->after, NULL);
		CHECK_TEXT(lease_write(arena, again, again->state), text);
	}
}

static void leaves_out_what_is_not_there(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct lease lease, *again;
	const char *text;

	fill(arena, &lease);
	lease.user = lease.driver = lease.driver_override = NULL;
	text = lease_write(arena, &lease, LEASE_HELD);
	CHECK(!strstr(text, "user\t"));
	CHECK(!strstr(text, "\ndriver"));
	CHECK_INT(lease_read(arena, arena_text(arena, text), &again, NULL), 0);
	CHECK_TEXT(again->user, NULL);
	CHECK_TEXT(again->driver, NULL);
	CHECK_TEXT(again->driver_override, NULL);
}

#define HEAD  "vfioprep lease 1\naddress\t0000:03:00.0\nstate\theld\n"
#define NAMES "owner\tadmin\nsince\ts\nboot-id\tb\ntransaction\tt\n"
#define BACK  "back\tlease\t0000:03:00.0\trun/x\t\\0\t\\0\t\\0\t\\0\n"

static int read_it(struct arena *arena, char *text, struct fault *f)
{
	struct lease *lease = NULL;
	int r = lease_read(arena, text, &lease, f);

	CHECK(r == 0 || !lease);
	return r;
}

static void refuses_broken_ones(void)
{
	static const struct refusal rows[] = {
		{ "", "line 1" },
		{ "vfioprep lease 2\n", "line 1" },
		{ "\n" HEAD NAMES BACK, "line 1" },
		{ HEAD NAMES, "back" },
		{ HEAD BACK, "owner" },
		{ HEAD NAMES "back", "cut off" },
		{ HEAD NAMES BACK "owner\tother\n", "line 9" },
		{ HEAD NAMES BACK "colour\tred\n", "line 9" },
		{ HEAD NAMES BACK "user\n", "line 9" },
		{ HEAD NAMES BACK "user\tbad \\q\n", "line 9" },
		{ HEAD NAMES BACK "\n", "line 9" },
		{ HEAD NAMES BACK "beside\t0000:04:00.0 05:00.0\n", "beside" },
		{ HEAD "state\tasleep\n" NAMES BACK, "line 4" },
		{ "vfioprep lease 1\naddress\t03:00.0\n" NAMES BACK, "line 2" },
		{ HEAD NAMES "back\tjump\t0000:03:00.0\t\\0\t\\0\t\\0\t\\0\t\\0\n",
		  "line 8" },
		{ HEAD NAMES "back\tlease\t0000:03:00.0\n", "line 8" },
		{ HEAD NAMES "back\tlease\t3\t\\0\t\\0\t\\0\t\\0\t\\0\n", "line 8" },
		{ HEAD NAMES "back\tlease\t0000:03:00.0\t\\0\t\\0\t\\0\t\\0\t\\0\tmore\n",
		  "line 8" },
	};

	refuse_each(rows, sizeof(rows) / sizeof(rows[0]), read_it);
}

/* A power cut may leave any beginning of a file: none of them is taken for a lease. */
static void refuses_every_beginning(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct lease lease, *again;
	const char *text;
	size_t whole;

	fill(arena, &lease);
	text = lease_write(arena, &lease, LEASE_TAKING);
	whole = strlen(text);
	for (size_t n = 0; n < whole; n++) {
		NOTE("the first %zu of %zu bytes", n, whole);
		CHECK_INT(lease_read(arena, arena_textn(arena, text, n), &again, NULL),
		          -EINVAL);
	}
}

static void tells_whom_it_is_beside(void)
{
	const char *rest = "0000:04:00.0 10000:05:00.0";
	struct bdf next;

	CHECK(lease_next_beside(&rest, &next));
	CHECK_TEXT(BDF_TEXT(next), "0000:04:00.0");
	CHECK(lease_next_beside(&rest, &next));
	CHECK_TEXT(BDF_TEXT(next), "10000:05:00.0");
	CHECK(!lease_next_beside(&rest, &next));
	rest = NULL;
	CHECK(!lease_next_beside(&rest, &next));
}

static void is_beside_others_only_while_it_moves(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct lease lease, *again;
	const char *text;

	fill(arena, &lease);
	lease.beside = "0000:04:00.0";
	text = lease_write_alone(arena, &lease, LEASE_TAKING, LEASE_STUCK);
	CHECK_INT(lease_read(arena, arena_text(arena, text), &again, NULL), 0);
	CHECK_TEXT(again->beside, lease.beside);
	CHECK(!strstr(lease_write(arena, &lease, LEASE_HELD), "beside"));
}

TESTS(TEST(comes_back_as_written), TEST(tells_whom_it_is_beside),
      TEST(is_beside_others_only_while_it_moves), TEST(leaves_out_what_is_not_there),
      TEST(refuses_broken_ones), TEST(refuses_every_beginning))
