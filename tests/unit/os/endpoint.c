/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses as sshd and the kernel write them. */
#include "os/endpoint.h"

#include <string.h>
#include <sys/socket.h>

#include "test.h"

static void reads_addresses(void)
{
	static const struct {
		const char *written;
		int family;
		const char *text, *zone;
		bool is_link_local;
	} rows[] = {
		{ "192.0.2.1", AF_INET, "192.0.2.1", NULL, false },
		{ "::ffff:192.0.2.1", AF_INET, "192.0.2.1", NULL, false },
		{ "2001:DB8:0:0::1", AF_INET6, "2001:db8::1", NULL, false },
		{ "fe80::1%eth0", AF_INET6, "fe80::1", "eth0", true },
		{ "febf::1", AF_INET6, "febf::1", NULL, true },
		{ "fec0::1", AF_INET6, "fec0::1", NULL, false },
		{ "254.128.0.1", AF_INET, "254.128.0.1", NULL, false },
		{ "UNKNOWN", 0, "", NULL, false },
		{ "", 0, "", NULL, false },
		{ "192.0.2.256", 0, "", NULL, false },
		{ "%eth0", 0, "", "eth0", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[64];
		struct endpoint end;

		NOTE("%s", rows[i].written);
		memcpy(text, rows[i].written, strlen(rows[i].written) + 1);
		end = endpoint_parse(text);
		CHECK_INT(end.family, rows[i].family);
		CHECK_TEXT(end.text, rows[i].text);
		CHECK_TEXT(end.zone, rows[i].zone);
		CHECK_INT(endpoint_is_link_local(end.family, end.bytes),
		          rows[i].is_link_local);
	}
}

TESTS(TEST(reads_addresses))
