/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sink into memory, for the tests of views. */
#pragma once

#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "test.h"
#include "view/sink.h"

struct page {
	struct sink sink;
	FILE *out;
	char *text;
	size_t size;
};

static inline int page_write(void *context, const char *text, size_t length)
{
	struct page *page = context;

	return fwrite(text, 1, length, page->out) == length ? 0 : -EIO;
}

static inline void page_open(struct page *page)
{
	*page = (struct page){ .sink = { page_write, page } };
	page->out = open_memstream(&page->text, &page->size);
	CHECK(page->out);
}

/* What was written; stays until page_close(). */
static inline const char *page_read(struct page *page)
{
	CHECK_INT(fflush(page->out), 0);
	return page->text;
}

static inline void page_close(struct page *page)
{
	(void)fclose(page->out);
	free(page->text);
}

/* A sink that is full. */
static inline int full_write(void *context, const char *text, size_t length)
{
	(void)context, (void)text, (void)length;
	return -ENOSPC;
}
