/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A user with its groups: the live machine's by libc, a tree's from its own files. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "os/account.h"

/* Of one user; the kernel's own limit is 65536, nobody's is. */
#define GROUPS_MAX 256

struct gathering {
	struct arena *arena;
	struct account *account;
	struct account_group groups[GROUPS_MAX];
};

static void close_stream(FILE **stream)
{
	if (*stream)
		(void)fclose(*stream);
}

static int add_group(struct gathering *g, const char *name, gid_t gid)
{
	struct account_group *group = &g->groups[g->account->n_groups];

	if (g->account->n_groups == GROUPS_MAX)
		return 0;
	*group = (struct account_group){ name ? arena_text(g->arena, name) : NULL, gid };
	g->account->n_groups++;
	return name && !group->name ? -ENOMEM : 0;
}

static int take_user(struct gathering *g, const struct passwd *entry)
{
	*g->account = (struct account){ .name = arena_text(g->arena, entry->pw_name),
		                        .uid = entry->pw_uid,
		                        .gid = entry->pw_gid };
	return g->account->name ? 0 : -ENOMEM;
}

static int find_live(struct gathering *g, const char *name)
{
	const struct passwd *entry = getpwnam(name);
	gid_t gids[GROUPS_MAX];
	int n = GROUPS_MAX, r;

	if (!entry)
		return -EINVAL;
	r = take_user(g, entry);
	if (r == 0 && getgrouplist(name, g->account->gid, gids, &n) < 0)
		n = GROUPS_MAX;
	for (int i = 0; r == 0 && i < n; i++) {
		const struct group *group = getgrgid(gids[i]);

		r = add_group(g, group ? group->gr_name : NULL, gids[i]);
	}
	return r;
}

static FILE *open_stream(const struct root *root, const char *path)
{
	int fd = root_open_file(root, path, O_RDONLY, 0);
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "re");

	if (!stream && fd >= 0)
		(void)close(fd);
	return stream;
}

static bool is_member(const struct group *group, const struct account *account)
{
	if (group->gr_gid == account->gid)
		return true;
	for (char *const *name = group->gr_mem; *name; name++)
		if (text_equal(*name, account->name))
			return true;
	return false;
}

static int find_kept(struct gathering *g, const struct root *root, const char *name)
{
	_cleanup_(close_stream) FILE *users = open_stream(root, "etc/passwd");
	_cleanup_(close_stream) FILE *groups = open_stream(root, "etc/group");
	const struct passwd *entry = users ? fgetpwent(users) : NULL;
	const struct group *group;
	int r;

	while (entry && !text_equal(entry->pw_name, name))
		entry = fgetpwent(users);
	if (!entry)
		return -EINVAL;
	r = take_user(g, entry);
	while (r == 0 && groups && (group = fgetgrent(groups)))
		if (is_member(group, g->account))
			r = add_group(g, group->gr_name, group->gr_gid);
	return r;
}

int account_find(const struct root *root, struct arena *arena, const char *name,
                 const struct account **ret, struct fault *f)
{
	struct account *account = arena_alloc(arena, sizeof(*account));
	struct gathering g = { .arena = arena, .account = account };
	struct account_group *groups;
	int r;

	if (!account)
		return fault(f, -ENOMEM, "out of memory");
	r = root->live ? find_live(&g, name) : find_kept(&g, root, name);
	if (r == -EINVAL)
		return fault(f, r, "there is no user '%s'", name);
	groups = r == 0 ? arena_array(arena, account->n_groups + 1, sizeof(*groups))
	                : NULL;
	if (!groups)
		return fault(f, -ENOMEM, "out of memory");
	for (size_t i = 0; i < account->n_groups; i++)
		groups[i] = g.groups[i];
	account->groups = groups;
	*ret = account;
	return 0;
}
