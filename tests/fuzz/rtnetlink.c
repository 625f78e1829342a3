/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of the kernel: no read outside, and all that was found can be told. */
#include "fuzz/fuzz.h"

#include "os/rtnetlink.h"

static void parse(const void *bytes, size_t size, const char *peer)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct rtnetlink found = { .arena = arena, .peer = peer };
	int r;

	HOLDS(arena);
	r = rtnetlink_parse(bytes, size, &found);
	HOLDS(r <= 1);
	for (const struct net_entry *e = found.entries; e; e = e->next) {
		HOLDS(e->text && *e->text);
		HOLDS(e->kind != NET_LINK || e->name);
		HOLDS(e->kind != NET_SESSION || peer);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* On the heap, where it is aligned, and where sanitizers see its end. */
	_cleanup_(freep) uint8_t *bytes = malloc(size ? size : 1);

	HOLDS(bytes);
	if (size)
		memcpy(bytes, data, size);
	parse(bytes, size, NULL);
	parse(bytes, size, "192.0.2.9");
	return 0;
}
