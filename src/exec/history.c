/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exec/history.h"

#include <errno.h>

#include "base/text.h"
#include "os/files.h"

static int make_directories(const struct root *root)
{
	static const char *const directories[] = { "var/lib/vfioprep",
		                                   HISTORY_DIRECTORY };
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(directories) / sizeof(directories[0]);
	     i++)
		r = make_directory(root, directories[i], 0755);
	return r;
}

int history_write(const struct root *root, struct arena *arena,
                  const struct record *record, struct fault *f)
{
	const char *text = record_write(arena, record);
	char path[128];
	int r;

	if (!text)
		return fault(f, -ENOMEM, "out of memory");
	r = text_format(path, sizeof(path), HISTORY_DIRECTORY "/%s", record->id);
	if (r == 0)
		r = replace_file(root, path, text, 0644);
	if (r == -ENOENT) {
		r = make_directories(root);
		if (r == 0)
			r = replace_file(root, path, text, 0644);
	}
	return r < 0 ? fault_errno(f, r, "cannot write /%s", path) : 0;
}

void history_remove(const struct root *root, const char *id)
{
	char path[128];

	if (text_format(path, sizeof(path), HISTORY_DIRECTORY "/%s", id) == 0)
		(void)remove_file(root, path);
}

void history_prune(const struct root *root, const char *const *names, size_t n)
{
	for (size_t i = HISTORY_MAX; i < n; i++)
		history_remove(root, names[i]);
}
