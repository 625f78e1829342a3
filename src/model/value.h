/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts that may be absent or unread: three answers, never a magic number. */
#pragma once

#include <stdint.h>

enum known {
	NOT_ASKED, /* the scan was not told to look */
	ABSENT,    /* looked, and it is not there */
	KNOWN,
	UNKNOWN, /* looked, and could not be read; an entry in the unknown list says why
	          */
};

struct number {
	enum known known;
	uint32_t value;
};

struct text {
	enum known known;
	const char *value; /* only when known */
};

/* What a predicate over such facts answers; UNSURE never counts as NO. */
enum answer { NO, YES, UNSURE };

/* Why a member is not known. Paths are relative to the root. */
struct unknown {
	const char *member;
	const char *path; /* NULL: no file stands for it */
	const char *error;
	const struct unknown *next;
};
