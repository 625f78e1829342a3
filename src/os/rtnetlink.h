/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What rtnetlink tells of this network namespace: links, addresses, default routes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum net_kind {
	NET_LINK = 1, /* an interface, "up" or "down" */
	NET_ADDRESS,  /* on an interface */
	NET_ROUTE,    /* a default route: "default", "default in table 77" */
	NET_SESSION,  /* the way to the other end of a connection */
	NET_LOCAL,    /* a link-local address that the kernel made; for us alone */
	NET_UNTOLD,   /* a link-local address, and it is not said who made it */
};

struct net_entry {
	enum net_kind kind;
	unsigned index;   /* the kernel's number of the interface */
	const char *name; /* of the interface; NULL: not known yet */
	const char *text;
	struct net_entry *next;
};

struct rtnetlink {
	struct arena *arena; /* borrowed */
	const char *peer;    /* of whom a route is the way; NULL: routes are a table */
	struct net_entry *entries; /* the last one first */
	bool tells_makers;         /* the kernel says who made an address (since 5.18) */
	bool is_interrupted; /* the table changed meanwhile: what came is not whole */
};

/*
 * Adds what the messages in BUFFER (aligned to 4) say. 1: the last one was among them; 0:
 * more come; -EBADMSG: cut off or malformed; -errno that the kernel answered.
 */
int rtnetlink_parse(const void *buffer, size_t size, struct rtnetlink *found);

/*
 * Links, addresses and default routes, and the interfaces over which CONNECTIONS run
 * (lines "PEER LOCAL"), as lines "KIND INTERFACE TEXT"; docs/testing.md. May wait for the
 * kernel's lock on all networks. *RET is the caller's to free. 0 or -errno.
 */
int rtnetlink_text(const char *connections, char **ret);
