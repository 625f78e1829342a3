/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process that has a node of a device open. */
#pragma once

#include <sys/types.h>

struct holder {
	pid_t pid;
	const char *command; /* its short name */
	const char *path;    /* proc/PID/fd/N, relative to the root */
	const char *target;  /* what that is */
	const struct holder *next;
};
