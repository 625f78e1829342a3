/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Users of a tree by its own files, of the live machine by libc; with all their groups.
 */
#include <errno.h>

#include "os/account.h"
#include "support/tree.h"
#include "test.h"

#define FILES                                                                    \
	"etc/passwd = root:x:0:0::/root:/bin/sh\\nalice:x:1000:100::/:/bin/sh\n" \
	"etc/group = root:x:0:\\nusers:x:100:bob\\nkvm:x:36:bob,alice\\nwheel:x:10:\n"

static void are_found_with_their_groups(void)
{
	struct fixture *fixture = fixture_new(FILES);
	struct arena *arena = arena_new();
	const struct account *account;
	struct fault f = { 0 };

	CHECK_INT(account_find(&fixture->root, arena, "alice", &account, &f), 0);
	CHECK_TEXT(account->name, "alice");
	CHECK_INT(account->uid, 1000);
	CHECK_INT(account->gid, 100);
	CHECK_INT(account->n_groups, 2);
	CHECK_TEXT(account->groups[0].name, "users");
	CHECK_TEXT(account->groups[1].name, "kvm");
	CHECK_INT(account->groups[1].gid, 36);
	arena_free(arena);
	fixture_free(fixture);
}

static void are_refused_by_name(void)
{
	static const struct {
		const char *tree, *name;
	} cases[] = {
		{ FILES, "bob" },  /* a member of groups, and no user */
		{ FILES, "1000" }, /* a number is no name */
		{ FILES, "" },
		{ "etc/\n", "root" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *fixture = fixture_new(cases[i].tree);
		struct arena *arena = arena_new();
		const struct account *account = NULL;
		struct fault f = { 0 };

		NOTE("%s", cases[i].name);
		CHECK_INT(account_find(&fixture->root, arena, cases[i].name, &account,
		                       &f),
		          -EINVAL);
		CHECK(!account);
		arena_free(arena);
		fixture_free(fixture);
	}
}

static void are_those_of_the_live_machine(void)
{
	struct arena *arena = arena_new();
	const struct account *account;
	struct fault f = { 0 };
	struct root root;
	bool has_own = false;

	CHECK_INT(root_open(NULL, &root, &f), 0);
	CHECK_INT(account_find(&root, arena, "root", &account, &f), 0);
	CHECK_INT(account->uid, 0);
	for (size_t i = 0; i < account->n_groups; i++)
		has_own = has_own || account->groups[i].gid == account->gid;
	CHECK(has_own);
	CHECK_INT(account_find(&root, arena, "nobody-is-called-so", &account, &f),
	          -EINVAL);
	root_close(&root);
	arena_free(arena);
}

TESTS(TEST(are_found_with_their_groups), TEST(are_refused_by_name),
      TEST(are_those_of_the_live_machine))
