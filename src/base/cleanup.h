/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ownership in the declaration: a variable says itself how it is let go. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(f) __attribute__((cleanup(f)))
#define _unused_     __attribute__((unused))

/* Gives FUNC a sibling FUNCp that takes the address of a variable, for _cleanup_(). */
#define DEFINE_CLEANUP(type, func)                       \
	static inline _unused_ void func##p(type *value) \
	{                                                \
		func(*value);                            \
	}                                                \
	struct cleanup_##func

/* Moves a pointer out of a variable that would otherwise be cleaned up. */
#define take(pointer)                                    \
	(__extension__({                                 \
		__typeof__(pointer) *_from = &(pointer); \
		__typeof__(pointer) _value = *_from;     \
		*_from = NULL;                           \
		_value;                                  \
	}))

static inline _unused_ int take_fd(int *fd)
{
	int value = *fd;

	*fd = -1;
	return value;
}

static inline _unused_ void close_fdp(const int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

static inline _unused_ void freep(void *pointer)
{
	free(*(void **)pointer);
}

static inline _unused_ void fclosep(FILE **file)
{
	if (*file)
		(void)fclose(*file);
}
