/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: why something about uses is not known. */
#pragma once

#include "scan/read.h"

struct gap {
	unsigned uses; /* 1 << enum use, those it leaves open; 0: none */
	const char *path;
	int error;
};

/* Notes what is not known; the first reason stays. 0 or -ENOMEM. */
int gap_note(struct scan *scan, struct gap *gap, unsigned uses, const char *path,
             int error);

/* Tells of the place's device what GAP leaves open. 0 or -ENOMEM. */
int gap_tell(struct place *place, const struct gap *gap);
