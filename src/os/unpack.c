/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/unpack.h"

#include <archive.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/library.h"

/* It brings a library for each way of packing, and more that nothing calls. */
#define LIBARCHIVE "libarchive.so.13"
LIBRARY_NOTE(archive, LIBARCHIVE, "What the initramfs holds", "recommended");

struct archive_calls {
	LIBRARY_CALL(archive_read_new);
	LIBRARY_CALL(archive_read_free);
	LIBRARY_CALL(archive_read_support_format_raw);
	LIBRARY_CALL(archive_read_support_filter_bzip2);
	LIBRARY_CALL(archive_read_support_filter_gzip);
	LIBRARY_CALL(archive_read_support_filter_lz4);
	LIBRARY_CALL(archive_read_support_filter_lzma);
	LIBRARY_CALL(archive_read_support_filter_xz);
	LIBRARY_CALL(archive_read_support_filter_zstd);
	LIBRARY_CALL(archive_read_open);
	LIBRARY_CALL(archive_read_next_header);
	LIBRARY_CALL(archive_read_data);
	LIBRARY_CALL(archive_filter_bytes);
	LIBRARY_CALL(archive_filter_count);
	LIBRARY_CALL(archive_errno);
};

static const struct library_symbol symbols[] = {
	LIBRARY_SYMBOL(archive_calls, archive_read_new),
	LIBRARY_SYMBOL(archive_calls, archive_read_free),
	LIBRARY_SYMBOL(archive_calls, archive_read_support_format_raw),
	LIBRARY_SYMBOL(archive_calls, archive_read_support_filter_bzip2),
	LIBRARY_SYMBOL(archive_calls, archive_read_support_filter_gzip),
	LIBRARY_SYMBOL(archive_calls, archive_read_support_filter_lz4),
	LIBRARY_SYMBOL(archive_calls, archive_read_support_filter_lzma),
	LIBRARY_SYMBOL(archive_calls, archive_read_support_filter_xz),
	LIBRARY_SYMBOL(archive_calls, archive_read_support_filter_zstd),
	LIBRARY_SYMBOL(archive_calls, archive_read_open),
	LIBRARY_SYMBOL(archive_calls, archive_read_next_header),
	LIBRARY_SYMBOL(archive_calls, archive_read_data),
	LIBRARY_SYMBOL(archive_calls, archive_filter_bytes),
	LIBRARY_SYMBOL(archive_calls, archive_filter_count),
	LIBRARY_SYMBOL(archive_calls, archive_errno),
};

#define CHUNK 65536

struct unpacker {
	struct archive_calls calls;
	struct archive *archive;
	int fd;
	uint64_t start, at; /* in the file */
	int error;          /* of reading it */
	char buffer[CHUNK];
};

static la_ssize_t read_chunk(struct archive *archive, void *context, const void **ret)
{
	struct unpacker *unpacker = context;
	ssize_t n = pread(unpacker->fd, unpacker->buffer, sizeof(unpacker->buffer),
	                  (off_t)unpacker->at);

	(void)archive;
	if (n < 0)
		unpacker->error = -errno;
	else
		unpacker->at += (uint64_t)n;
	*ret = unpacker->buffer;
	return n;
}

static int error_of(const struct unpacker *unpacker)
{
	if (unpacker->error)
		return unpacker->error;
	return unpacker->calls.archive_errno(unpacker->archive) == ENOMEM ? -ENOMEM
	                                                                  : -EBADMSG;
}

/* One that answers ARCHIVE_WARN would run a program for it: only what is named by its
 * first bytes is switched on, and only if the library does it itself. */
static int choose_filter(struct unpacker *unpacker)
{
	const struct archive_calls *calls = &unpacker->calls;
	const struct {
		const char *magic;
		size_t length;
		int (*support)(struct archive *archive);
	} filters[] = {
		{ "\x1f\x8b", 2, calls->archive_read_support_filter_gzip },
		{ "\x28\xb5\x2f\xfd", 4, calls->archive_read_support_filter_zstd },
		{ "\xfd"
		  "7zXZ",
		  6, calls->archive_read_support_filter_xz },
		{ "\x02\x21\x4c\x18", 4, calls->archive_read_support_filter_lz4 },
		{ "\x04\x22\x4d\x18", 4, calls->archive_read_support_filter_lz4 },
		{ "BZh", 3, calls->archive_read_support_filter_bzip2 },
		{ "\x5d\0\0", 3, calls->archive_read_support_filter_lzma },
		{ "\x89"
		  "LZO",
		  4, NULL },
	};
	char magic[8] = { 0 };
	ssize_t n = pread(unpacker->fd, magic, sizeof(magic), (off_t)unpacker->at);

	if (n < 0)
		return -errno;
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		if (memcmp(magic, filters[i].magic, filters[i].length) != 0)
			continue;
		return filters[i].support &&
		                       filters[i].support(unpacker->archive) == ARCHIVE_OK
		               ? 0
		               : -EOPNOTSUPP;
	}
	return -EBADMSG;
}

static int begin(struct unpacker *unpacker)
{
	const struct archive_calls *calls = &unpacker->calls;
	struct archive_entry *entry;
	int r;

	unpacker->archive = calls->archive_read_new();
	if (!unpacker->archive ||
	    calls->archive_read_support_format_raw(unpacker->archive) != ARCHIVE_OK)
		return -ENOMEM;
	r = choose_filter(unpacker);
	if (r < 0)
		return r;
	if (calls->archive_read_open(unpacker->archive, unpacker, NULL, read_chunk,
	                             NULL) != ARCHIVE_OK ||
	    calls->archive_read_next_header(unpacker->archive, &entry) != ARCHIVE_OK)
		return error_of(unpacker);
	/* The filter and the file. What is packed twice nobody but the library unpacks.
	 */
	return calls->archive_filter_count(unpacker->archive) == 2 ? 0 : -EBADMSG;
}

int unpacker_open(int fd, uint64_t at, struct unpacker **ret)
{
	_cleanup_(unpacker_closep) struct unpacker *unpacker = calloc(1,
	                                                              sizeof(*unpacker));
	int r;

	if (!unpacker)
		return -ENOMEM;
	unpacker->fd = fd;
	unpacker->start = unpacker->at = at;
	r = library_open(LIBARCHIVE, symbols, sizeof(symbols) / sizeof(symbols[0]),
	                 &unpacker->calls);
	if (r == 0)
		r = begin(unpacker);
	if (r == 0)
		*ret = take(unpacker);
	return r;
}

ssize_t unpacker_read(struct unpacker *unpacker, void *buffer, size_t size)
{
	la_ssize_t n = unpacker->calls.archive_read_data(unpacker->archive, buffer, size);

	return n < 0 ? error_of(unpacker) : n;
}

uint64_t unpacker_used(const struct unpacker *unpacker)
{
	la_int64_t n = unpacker->calls.archive_filter_bytes(unpacker->archive, -1);

	return unpacker->start + (n < 0 ? 0 : (uint64_t)n);
}

void unpacker_close(struct unpacker *unpacker)
{
	if (unpacker && unpacker->archive)
		(void)unpacker->calls.archive_read_free(unpacker->archive);
	free(unpacker);
}
