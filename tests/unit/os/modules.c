/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modules of a tree: without an index there is none, and nothing is ever loaded for it.
 */
#include "os/modules.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "support/tree.h"
#include "test.h"

static void need_their_directory(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("lib/modules/1.0/\n");
	struct module_index *index = NULL;

	CHECK_INT(module_index_open(&fixture->root, "2.0", &index), -ENOENT);
	CHECK(!index);
}

static void need_their_index(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("lib/modules/1.0/modules.alias = alias pci:* anything\n");
	struct module_index *index = NULL;

	CHECK(module_index_open(&fixture->root, "1.0", &index) < 0);
	CHECK(!index);
}

static void are_loaded_on_the_live_machine_only(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("etc/\n");

	CHECK_INT(module_load(&fixture->root, "vfio_pci"), -EROFS);
}

static void frees_nothing_too(void)
{
	module_index_free(NULL);
}

/* libkmod would open it, and wait. */
static void are_not_waited_for(void)
{
	static const char *const files[] = { "dep", "alias", "symbols", "builtin.alias",
		                             "builtin" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		_cleanup_(fixture_freep) struct fixture *fixture =
			fixture_new("lib/modules/1.0/\n");
		struct module_index *index = NULL;
		char path[64];

		NOTE("%s", files[i]);
		(void)snprintf(path, sizeof(path), "lib/modules/1.0/modules.%s.bin",
		               files[i]);
		CHECK_INT(mkfifoat(fixture->root.fd, path, 0600), 0);
		CHECK_INT(module_index_open(&fixture->root, "1.0", &index), -ENXIO);
		CHECK(!index);
	}
}

TESTS(TEST(need_their_directory), TEST(need_their_index), TEST(are_not_waited_for),
      TEST(are_loaded_on_the_live_machine_only), TEST(frees_nothing_too))
