/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/endpoint.h"

#include <arpa/inet.h>
#include <string.h>

struct endpoint endpoint_parse(char *text)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct endpoint end = { 0 };
	char *zone = strchr(text, '%');

	if (zone) {
		*zone = '\0';
		end.zone = zone + 1;
	}
	if (inet_pton(AF_INET, text, end.bytes) == 1)
		end.family = AF_INET;
	else if (inet_pton(AF_INET6, text, end.bytes) == 1)
		end.family = AF_INET6;
	if (end.family == AF_INET6 && memcmp(end.bytes, mapped, sizeof(mapped)) == 0) {
		end.family = AF_INET;
		memmove(end.bytes, end.bytes + sizeof(mapped), 4);
	}
	if (end.family)
		(void)inet_ntop(end.family, end.bytes, end.text, sizeof(end.text));
	return end;
}

bool endpoint_is_link_local(int family, const unsigned char *bytes)
{
	return family == AF_INET6 && bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}
