/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mount tables and swap space as the kernel writes them; anything else is no answer. */
#include "os/mounts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/tree.h"
#include "test.h"

#define MOUNT "22 1 259:7 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p7 rw"
#define SWAPS "Filename\\t\\t\\t\\tType\\t\\tSize\\t\\tUsed\\t\\tPriority"

static int write_down(const struct mount *mount, void *context)
{
	char *text = context;
	size_t used = strlen(text);

	(void)snprintf(text + used, 512 - used, "%u:%u|%s|%s|%s|%s;", mount->major,
	               mount->minor, mount->root, mount->source, mount->target,
	               mount->type);
	return 0;
}

static int stop(const struct mount *mount, void *context)
{
	(void)mount, (void)context;
	return -ENOMEM;
}

static const struct {
	const char *tree;
	int result;
	const char *lines;
} rows[] = {
	{ "table = " MOUNT "\n", 0, "259:7|/|/dev/nvme0n1p7|/|ext4;" },
	{ "table = " MOUNT "\\n30 22 0:41 /@ /a\\\\040b rw - btrfs /dev/sda rw\n", 0,
	  "259:7|/|/dev/nvme0n1p7|/|ext4;0:41|/@|/dev/sda|/a b|btrfs;" },
	{ "table = " SWAPS "\\n/dev/dm-1 partition 976892 0 -2\n", 0,
	  "0:0||/dev/dm-1||partition;" },
	{ "table = " SWAPS "\n", 0, "" },
	{ "table :\n", 0, "" },
	{ "table = " MOUNT "\\nnonsense\n", -EBADMSG, NULL },
	{ "table = nonsense\n", -EBADMSG, NULL },
	{ "table = /dev/sda1 / ext4 rw 0 0\n", -EBADMSG, NULL },
	{ "table -> table\n", -ELOOP, NULL },
	{ "other :\n", -ENOENT, NULL },
};

static void reads_tables(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(fixture_freep) struct fixture *fixture =
			fixture_new(rows[i].tree);
		char text[512] = "";

		NOTE("row %zu: %s", i, rows[i].tree);
		CHECK_INT(mounts_read(&fixture->root, "table", write_down, text),
		          rows[i].result);
		if (rows[i].lines)
			CHECK_TEXT(text, rows[i].lines);
	}
}

static void ends_when_told(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("table = " MOUNT
	                                                               "\n");

	CHECK_INT(mounts_read(&fixture->root, "table", stop, NULL), -ENOMEM);
}

static void reads_what_this_kernel_writes(void)
{
	struct root root;
	char text[512] = "";

	CHECK_INT(root_open(NULL, &root, NULL), 0);
	CHECK_INT(mounts_read(&root, "proc/self/mountinfo", write_down, text), 0);
	CHECK(*text);
	root_close(&root);
}

TESTS(TEST(reads_tables), TEST(ends_when_told), TEST(reads_what_this_kernel_writes))
