/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expands a .tree file into an empty directory, for tests that are no C. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "support/tree.h"

static int expand(const char *file, const char *directory, struct fault *f)
{
	_cleanup_(close_fdp) int fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_(fclosep) FILE *in = fopen(file, "re");
	_cleanup_(freep) char *text = NULL;
	size_t size = 0;

	if (fd < 0)
		return fault_errno(f, -errno, "%s", directory);
	if (!in || getdelim(&text, &size, '\0', in) < 0)
		return fault_errno(f, errno ? -errno : -ENODATA, "%s", file);
	return tree_expand(fd, text, f);
}

int main(int argc, char **argv)
{
	struct fault f = { 0 };

	if (argc != 3) {
		(void)fprintf(stderr, "usage: vfioprep-expand FILE.tree DIRECTORY\n");
		return 2;
	}
	if (expand(argv[1], argv[2], &f) < 0) {
		(void)fprintf(stderr, "vfioprep-expand: %s\n", f.text);
		return 1;
	}
	return 0;
}
