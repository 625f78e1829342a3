/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Archives for the initramfs, written as tests want them: also such as nobody would. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "model/cpio.h"

/* One file; one without a name ends the list. */
struct archive_file {
	const char *name;
	const char *text; /* NULL: there is nothing in it */
	uint32_t mode;    /* 0: of a plain file */
	uint32_t links;   /* 0: one */
};

/* Writes an archive of FILES with its trailer; the number of bytes. */
size_t archive_write(char *buffer, const struct archive_file *files);

/* The bytes of a text as a stream. */
struct bytes {
	const char *start;
	size_t left;
	struct stream stream;
};

void bytes_open(struct bytes *bytes, const char *start, size_t size);
