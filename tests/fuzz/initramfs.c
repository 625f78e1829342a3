/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of whatever an image is, nothing outside is read, its end is reached or an error, and
 * what is taken out of it lies in it. */
#include "fuzz/fuzz.h"

#include <errno.h>

#include "model/initramfs.h"

/* What is left of the input. */
struct rest {
	const uint8_t *start;
	size_t left;
};

static ssize_t read_rest(void *context, void *buffer, size_t size)
{
	struct rest *rest = context;
	size_t n = size < rest->left ? size : rest->left;

	if (buffer)
		memcpy(buffer, rest->start, n);
	rest->start += n;
	rest->left -= n;
	return (ssize_t)n;
}

static void examine(const struct initramfs *image, size_t size)
{
	size_t n = 0;

	for (const struct image_module *m = image->modules; m; m = m->next) {
		HOLDS(*m->name && strlen(m->name) < size && !strchr(m->name, '-'));
		HOLDS(initramfs_has(image, m->name));
		n++;
	}
	HOLDS(n == image->n_modules && n <= size / 112);
	HOLDS(image->n_files <= size / 112 + 1);
	n = 0;
	for (const struct setting *s = image->settings; s; s = s->next) {
		HOLDS(*s->module && s->rest && strlen(s->module) <= size);
		HOLDS(*s->path != '/' && !strstr(s->path, "//"));
		n++;
	}
	HOLDS(n <= image->n_settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	_cleanup_(freep) uint8_t *bytes = malloc(size ? size : 1);
	struct initramfs image = { .known = KNOWN };
	struct rest rest = { bytes, size };
	const struct stream stream = { &rest, read_rest };
	int r;

	HOLDS(arena && bytes);
	if (size)
		memcpy(bytes, data, size);
	r = initramfs_read(arena, &stream, &image);
	HOLDS(r == CPIO_END || r == CPIO_OTHER || r == -EBADMSG || r == -EFBIG);
	HOLDS(r != CPIO_END || rest.left == 0);
	if (r >= 0)
		examine(&image, size);
	arena_free(arena);
	return 0;
}
