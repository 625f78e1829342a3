/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals that would interrupt a transaction, turned into a descriptor and an answer. */
#pragma once

#include <stdbool.h>

struct signals {
	int fd;    /* becomes readable when one arrived */
	bool seen; /* one was read */
};

/*
 * Blocks SIGINT, SIGTERM and (unless it is ignored) SIGHUP; ignores SIGPIPE. 0 or -errno.
 */
int signals_block(struct signals *ret);

/* Has one of them arrived since signals_block()? Never waits. */
bool signals_arrived(struct signals *signals);

void signals_close(struct signals *signals);
