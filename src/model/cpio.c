/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/cpio.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define WORD    4 /* what everything is a multiple of */
#define MAGIC   6
#define FIELDS  13
#define DIGITS  8
#define HEADER  (MAGIC + FIELDS * DIGITS)
#define TRAILER "TRAILER!!!"

/* Between archives they reach up to the next page, or the next sector. */
#define ZEROS_MAX (1U << 20)

/* Of the fields of a header those that matter here, by their places. */
enum field { FIELD_MODE = 1, FIELD_LINKS = 4, FIELD_SIZE = 6, FIELD_NAME = 11 };

static int take_bytes(const struct cpio *cpio, void *buffer, size_t size)
{
	ssize_t n = size ? cpio->stream->read(cpio->stream->context, buffer, size) : 0;

	if (n < 0)
		return (int)n;
	return (size_t)n == size ? 0 : -EBADMSG;
}

static size_t padding(size_t size)
{
	return -size % WORD;
}

static int read_fields(const char *header, uint32_t fields[FIELDS])
{
	if (strncmp(header, "070701", MAGIC) != 0 &&
	    strncmp(header, "070702", MAGIC) != 0)
		return -EBADMSG;
	for (size_t i = 0; i < FIELDS; i++)
		if (text_hex(header + MAGIC + i * DIGITS, DIGITS, UINT32_MAX,
		             &fields[i]) < 0)
			return -EBADMSG;
	return 0;
}

/* HEADER has its first word already. */
static int read_file(const struct cpio *cpio, char header[HEADER], struct cpio_file *ret)
{
	uint32_t fields[FIELDS];
	size_t length;
	int r = take_bytes(cpio, header + WORD, HEADER - WORD);

	if (r == 0)
		r = read_fields(header, fields);
	if (r < 0)
		return r;
	length = fields[FIELD_NAME];
	if (length == 0 || length > sizeof(ret->name))
		return -EBADMSG;
	r = take_bytes(cpio, ret->name, length);
	if (r == 0)
		r = take_bytes(cpio, NULL, padding(HEADER + length));
	if (r == 0 && (ret->name[length - 1] || strlen(ret->name) != length - 1))
		r = -EBADMSG;
	ret->mode = fields[FIELD_MODE];
	ret->links = fields[FIELD_LINKS];
	ret->size = fields[FIELD_SIZE];
	return r;
}

/* The first word of an archive, or of something else, behind zeros. */
static int find_word(const struct cpio *cpio, char word[WORD])
{
	static const char zeros[WORD];
	size_t passed = 0;
	ssize_t n;

	do {
		if (passed > ZEROS_MAX)
			return -EFBIG;
		n = cpio->stream->read(cpio->stream->context, word, WORD);
		if (n < 0)
			return (int)n;
		if (memcmp(word, zeros, (size_t)n) != 0)
			return n == WORD ? CPIO_FILE : -EBADMSG;
		passed += WORD;
	} while (n == WORD && !cpio->is_inside);
	return cpio->is_inside ? -EBADMSG : CPIO_END;
}

int cpio_next(struct cpio *cpio, struct cpio_file *ret)
{
	char header[HEADER];

	for (;;) {
		int r = find_word(cpio, header);

		if (r != CPIO_FILE)
			return r;
		if (memcmp(header, "0707", WORD) != 0)
			return cpio->is_inside ? -EBADMSG : CPIO_OTHER;
		r = read_file(cpio, header, ret);
		if (r < 0)
			return r;
		cpio->is_inside = strcmp(ret->name, TRAILER) != 0;
		if (cpio->is_inside)
			return CPIO_FILE;
		r = cpio_take(cpio, ret, NULL);
		if (r < 0)
			return r;
	}
}

int cpio_take(struct cpio *cpio, const struct cpio_file *file, void *buffer)
{
	int r = take_bytes(cpio, buffer, file->size);

	return r == 0 ? take_bytes(cpio, NULL, padding(file->size)) : r;
}
