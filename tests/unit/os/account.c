/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners by name and number; the part that does not exist is named. */
#include "os/account.h"

#include <errno.h>
#include <string.h>

#include "test.h"

static void are_found(void)
{
	static const struct {
		const char *text;
		struct owner owner;
	} rows[] = {
		{ "root", { 0, 0 } },
		{ "root:root", { 0, 0 } },
		{ "0", { 0, 0 } },
		{ "0:0", { 0, 0 } },
		{ "root:4712", { 0, 4712 } },
		{ "3999999:4712", { 3999999, 4712 } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct owner owner = { 77, 77 };
		struct fault f = { 0 };

		NOTE("%s", rows[i].text);
		CHECK_INT(account_parse(rows[i].text, &owner, &f), 0);
		CHECK_INT(owner.uid, rows[i].owner.uid);
		CHECK_INT(owner.gid, rows[i].owner.gid);
	}
}

static void are_refused(void)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "", "user ''" },
		{ ":", "user ''" },
		{ ":root", "user ''" },
		{ "no such user", "user 'no such user'" },
		{ "root:", "group ''" },
		{ "root:no such group", "group 'no such group'" },
		{ "root:root:root", "group 'root:root'" },
		{ "-1", "user '-1'" },
		{ "0x0", "user '0x0'" },
		{ "4294967295", "user '4294967295'" },
		{ "root:4294967295", "group '4294967295'" },
		{ "3999999", "user 3999999 has no entry" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct owner owner = { 77, 77 };
		struct fault f = { 0 };

		NOTE("'%s'", rows[i].text);
		CHECK_INT(account_parse(rows[i].text, &owner, &f), -EINVAL);
		CHECK(strstr(f.text, rows[i].says));
		CHECK_INT(owner.uid, 77);
	}
}

TESTS(TEST(are_found), TEST(are_refused))
