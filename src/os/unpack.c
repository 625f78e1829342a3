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

/* Those of dictionaries, which are kept in memory. By xz -9 it has half of that; the
 * other ways of packing have less, or as much and their library sees to it (zstd). */
#define WINDOW_MAX (UINT64_C(128) << 20)

/* Of a file by xz, and the largest header of a block behind it. */
#define XZ_HEADER 12
#define XZ_BLOCK  1024
#define XZ_LZMA2  0x21

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

/* A number as xz writes it: seven bits a byte, the lowest first. */
static uint64_t take_number(const unsigned char **at, const unsigned char *end)
{
	uint64_t number = 0;

	for (unsigned int shift = 0; *at < end && shift < 63; shift += 7) {
		unsigned char byte = *(*at)++;

		number |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			break;
	}
	return number;
}

/* Of the dictionary, as the header of the first block has it; 0: it has none (the .xz
 * file format, 3.1 and 5.3.1). */
static uint64_t xz_window(const unsigned char *start, size_t size)
{
	const unsigned char *at = start + XZ_HEADER + 2, *end = start + size;
	unsigned int flags = start[XZ_HEADER + 1];

	if (size < XZ_HEADER + 2)
		return 0;
	for (unsigned int bit = 0x40; bit <= 0x80; bit <<= 1)
		if (flags & bit)
			(void)take_number(&at, end);
	for (unsigned int i = 0; i <= (flags & 3); i++) {
		uint64_t filter = take_number(&at, end), length = take_number(&at, end);

		if (length > (uint64_t)(end - at))
			return 0;
		if (filter == XZ_LZMA2 && length)
			return *at <= 40 ? (UINT64_C(2) | (*at & 1)) << (*at / 2 + 11)
			                 : 0;
		at += length;
	}
	return 0;
}

static uint64_t lzma_window(const unsigned char *start, size_t size)
{
	return size < 5 ? 0
	                : start[1] | start[2] << 8 | start[3] << 16 |
	                          (uint64_t)start[4] << 24;
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
		uint64_t (*window)(const unsigned char *start, size_t size);
	} filters[] = {
		{ "\x1f\x8b", 2, calls->archive_read_support_filter_gzip, NULL },
		{ "\x28\xb5\x2f\xfd", 4, calls->archive_read_support_filter_zstd, NULL },
		{ "\xfd"
		  "7zXZ",
		  6, calls->archive_read_support_filter_xz, xz_window },
		{ "\x02\x21\x4c\x18", 4, calls->archive_read_support_filter_lz4, NULL },
		{ "\x04\x22\x4d\x18", 4, calls->archive_read_support_filter_lz4, NULL },
		{ "BZh", 3, calls->archive_read_support_filter_bzip2, NULL },
		{ "\x5d\0\0", 3, calls->archive_read_support_filter_lzma, lzma_window },
		{ "\x89"
		  "LZO",
		  4, NULL, NULL },
	};
	unsigned char start[XZ_HEADER + XZ_BLOCK] = { 0 };
	ssize_t n = pread(unpacker->fd, start, sizeof(start), (off_t)unpacker->at);

	if (n < 0)
		return -errno;
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		if (memcmp(start, filters[i].magic, filters[i].length) != 0)
			continue;
		if (filters[i].window && filters[i].window(start, (size_t)n) > WINDOW_MAX)
			return -EFBIG;
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
