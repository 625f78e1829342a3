/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One end of a connection: its address in numbers, and as the tables write it. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>

struct endpoint {
	int family; /* AF_INET, AF_INET6; 0: it is no address */
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN];
	const char *zone; /* the interface behind a %; NULL: not told */
};

/* Reads TEXT, which it modifies and ZONE stays in. An IPv4 address may be written in an
 * IPv6 one. */
struct endpoint endpoint_parse(char *text);

/* fe80::/10: one of those that each link has for itself. */
bool endpoint_is_link_local(int family, const unsigned char *bytes);
