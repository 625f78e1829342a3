/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the exit status tells; the same for all commands. */
#pragma once

enum status {
	STATUS_DONE = 0,      /* done, already so, or ready */
	STATUS_FAILED = 1,    /* failed, and the machine is as it was before */
	STATUS_USAGE = 2,     /* wrong usage or configuration, nothing done */
	STATUS_REFUSED = 3,   /* refused by a safety rule, nothing done */
	STATUS_PARTIAL = 4,   /* failed and not wholly rolled back */
	STATUS_NOT_READY = 5, /* check, preflight, verify, status */
	STATUS_NO_MATCH = 6,  /* nothing matches, or more than was asked for */
};
