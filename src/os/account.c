/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/account.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "base/text.h"

static int find_user(const char *name, struct owner *ret, bool *ret_known_group)
{
	const struct passwd *entry = getpwnam(name);
	uint32_t uid;

	*ret_known_group = true;
	if (!entry && text_decimal(name, strlen(name), UINT32_MAX - 1, &uid) == 0) {
		entry = getpwuid(uid);
		ret->uid = uid;
		*ret_known_group = entry != NULL;
		if (!entry)
			return 0;
	}
	if (!entry)
		return -EINVAL;
	ret->uid = entry->pw_uid;
	ret->gid = entry->pw_gid;
	return 0;
}

static int find_group(const char *name, gid_t *ret)
{
	const struct group *entry = getgrnam(name);
	uint32_t gid;

	if (entry)
		*ret = entry->gr_gid;
	else if (text_decimal(name, strlen(name), UINT32_MAX - 1, &gid) == 0)
		*ret = gid;
	else
		return -EINVAL;
	return 0;
}

int account_parse(const char *text, struct owner *ret, struct fault *f)
{
	const char *colon = strchr(text, ':');
	struct owner owner = { 0 };
	bool known_group;
	char user[256];

	if (text_format(user, sizeof(user), "%.*s",
	                (int)(colon ? colon - text : (ptrdiff_t)strlen(text)), text) < 0)
		return fault(f, -EINVAL, "'%s' is too long for a user", text);
	if (find_user(user, &owner, &known_group) < 0)
		return fault(f, -EINVAL, "there is no user '%s'", user);
	if (colon && find_group(colon + 1, &owner.gid) < 0)
		return fault(f, -EINVAL, "there is no group '%s'", colon + 1);
	if (!colon && !known_group)
		return fault(f, -EINVAL, "user %s has no entry that tells its group",
		             user);

	*ret = owner;
	return 0;
}
