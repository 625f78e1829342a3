/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "scan/listing.h"

/* More than thousands of devices take; anything larger is none of ours. */
#define RECORD_SIZE_MAX (64 << 20)

bool history_is_id(const char *text)
{
	static const char form[] = "00000000T000000Z-xxxxxxxxxxxxxxxx";
	size_t i = 0;

	for (; form[i] && text[i]; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';
		bool hex = digit || (text[i] >= 'a' && text[i] <= 'f');

		if (form[i] == '0' ? !digit : form[i] == 'x' ? !hex : form[i] != text[i])
			return false;
	}
	return !form[i] && !text[i];
}

int scan_history(const struct root *root, struct arena *arena, const char *const **ret,
                 size_t *ret_n, struct fault *f)
{
	struct listing listing;
	const char **newest;
	int r = listing_read(root, arena, HISTORY_DIRECTORY, &listing);

	*ret = NULL;
	*ret_n = 0;
	if (r < 0)
		return fault_errno(f, r, "cannot list /%s", HISTORY_DIRECTORY);
	newest = arena_array(arena, listing.n + 1, sizeof(*newest));
	if (!newest)
		return fault(f, -ENOMEM, "out of memory");
	/* They begin with their time. */
	for (size_t i = listing.n; i; i--)
		if (history_is_id(listing.names[i - 1]))
			newest[(*ret_n)++] = listing.names[i - 1];
	*ret = newest;
	return 0;
}

/* The whole file, with a NUL behind it. */
static int read_all(const struct root *root, struct arena *arena, const char *path,
                    char **ret)
{
	_cleanup_(close_fdp) int fd = root_open_file(root, path, O_RDONLY, 0);
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size > RECORD_SIZE_MAX)
		return -EINVAL;
	*ret = arena_alloc(arena, (size_t)st.st_size + 1);
	if (!*ret)
		return -ENOMEM;
	n = read(fd, *ret, (size_t)st.st_size);
	if (n < 0)
		return -errno;
	return memchr(*ret, '\0', (size_t)n) ? -EBADMSG : 0;
}

int scan_record(const struct root *root, struct arena *arena, const char *id,
                struct record **ret, struct fault *f)
{
	struct fault cause = { 0 };
	char path[128], *text = NULL;
	int r;

	r = text_format(path, sizeof(path), HISTORY_DIRECTORY "/%s", id);
	if (r == 0)
		r = read_all(root, arena, path, &text);
	if (r == -ENOENT)
		return r;
	if (r == 0)
		r = record_read(arena, text, ret, &cause);
	if (r == 0 && !text_equal((*ret)->id, id))
		r = fault(&cause, -EINVAL, "it is of %s", (*ret)->id);
	if (r < 0)
		return fault(f, r, "cannot read /%s: %s", path,
		             cause.error ? cause.text : fault_words(r));
	return 0;
}
