/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a view's text goes: a callback that cmd/ hands in. */
#pragma once

#include <stddef.h>

struct sink {
	/* 0 or -errno. */
	int (*write)(void *context, const char *text, size_t length);
	void *context;
};

/* How it is to look; a view asks nobody else. */
struct look {
	unsigned width; /* columns; 0: as wide as need be */
	int colour;     /* boolean */
	int ascii;      /* boolean: no line-drawing characters */
};

int sink_text(const struct sink *sink, const char *text);

/* Text from outside, with what a terminal would obey escaped: see utf8_show(). */
int sink_shown(const struct sink *sink, const char *text);

int sink_printf(const struct sink *sink, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
