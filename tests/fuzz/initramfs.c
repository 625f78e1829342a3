/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of whatever an image is, nothing outside is read, its end is reached or an error, and
 * what is taken out of it lies in it. */
#include "fuzz/fuzz.h"

#include <errno.h>

#include "model/initramfs.h"
#include "support/archive.h"

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

static void read_it(struct arena *arena, const uint8_t *input, size_t size)
{
	struct initramfs image = { .known = KNOWN };
	struct bytes bytes;
	int r;

	bytes_open(&bytes, (const char *)input, size);
	r = initramfs_read(arena, &bytes.stream, &image);
	HOLDS(r == CPIO_END || r == CPIO_OTHER || r == -EBADMSG || r == -EFBIG);
	HOLDS(r != CPIO_END || bytes.left == 0);
	if (r >= 0)
		examine(&image, size);
}

FUZZ_BYTES(read_it)
