/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Users are seen by processes (pid namespace), by routes (network namespace), and below
 * the directories that the kernel and we ourselves write (mount namespace).
 */
#include "scan/sight.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "os/mounts.h"

/* PROC_PID_INIT_INO, 0xEFFFFFFC, of include/linux/proc_ns.h, the same since 3.8: only the
 * first pid namespace has that number. */
#define FIRST_PIDS "pid:[4026531836]"

static const char *const directories[] = { "", "dev", "proc", "run", "sys" };

#define N_DIRECTORIES (sizeof(directories) / sizeof(directories[0]))

/* What is mounted at each of the directories; the last one lies on top. */
struct places {
	struct arena *arena;
	const char *mounts[N_DIRECTORIES]; /* "0:25 /"; NULL: nothing */
};

static int take_mount(const struct mount *mount, void *context)
{
	struct places *places = context;

	for (size_t i = 0; i < N_DIRECTORIES; i++) {
		if (!text_starts(mount->target, "/") ||
		    strcmp(mount->target + 1, directories[i]) != 0)
			continue;
		places->mounts[i] = arena_printf(places->arena, "%u:%u %s", mount->major,
		                                 mount->minor, mount->root);
		return places->mounts[i] ? 0 : -ENOMEM;
	}
	return 0;
}

static int keep(struct arena *arena, struct sight *ret, const char *path,
                const char *value)
{
	ret->path = arena_text(arena, path);
	ret->value = value ? arena_text(arena, value) : NULL;
	return ret->path && (ret->value || !value) ? 0 : -ENOMEM;
}

static int say_blind(struct arena *arena, struct sight *ret, const char *what,
                     const char *path, const char *value)
{
	*ret = (struct sight){ .known = KNOWN, .is_blind = true, .what = what };
	return what ? keep(arena, ret, path, value) : -ENOMEM;
}

static int say_unknown(struct arena *arena, struct sight *ret, const char *what,
                       const char *path)
{
	*ret = (struct sight){ .known = UNKNOWN, .what = what };
	return keep(arena, ret, path, NULL);
}

/*
 * A namespace of its own alone hides nothing: services have one whose directories are the
 * host's, read-only or not. The tables of others are read in any case.
 */
static int compare_mounts(const struct root *root, struct arena *arena, struct sight *ret)
{
	struct places here = { arena, { NULL } }, host = { arena, { NULL } };
	int r = mounts_read(root, "proc/1/mountinfo", take_mount, &host);

	if (r == 0)
		r = mounts_read(root, "proc/self/mountinfo", take_mount, &here);
	if (r < 0)
		return r == -ENOMEM ? r
		                    : say_unknown(arena, ret, "mount namespace",
		                                  "proc/1/mountinfo");
	for (size_t i = 0; i < N_DIRECTORIES; i++)
		if (!text_equal(here.mounts[i], host.mounts[i]))
			return say_blind(arena, ret,
			                 arena_printf(arena, "/%s", directories[i]),
			                 "proc/self/mountinfo",
			                 here.mounts[i] ? here.mounts[i] : "none");
	return 0;
}

/* 1: they are two; 0: it is one, or that need not be known; -errno. */
static int differs(const struct root *root, const char *name, bool must_know,
                   char *ret_own, size_t size)
{
	char path[64], own[64], host[64];
	int r = text_format(path, sizeof(path), "proc/self/ns/%s", name);

	if (r == 0)
		r = root_readlink(root, path, own, sizeof(own));
	if (r == 0)
		r = text_format(ret_own, size, "%s", own);
	if (r == 0)
		r = text_format(path, sizeof(path), "proc/1/ns/%s", name);
	if (r < 0)
		return r;
	r = root_readlink(root, path, host, sizeof(host));
	if (r < 0)
		return must_know ? r : 0;
	return strcmp(own, host) != 0;
}

static int compare_all(const struct root *root, struct arena *arena, bool must_know,
                       struct sight *ret)
{
	char own[64];
	int r = root_readlink(root, "proc/self/ns/pid", own, sizeof(own));

	/* Without proc nothing is seen of anybody. */
	if (r < 0)
		return say_unknown(arena, ret, "pid namespace", "proc/self/ns/pid");
	if (strcmp(own, FIRST_PIDS) != 0)
		return say_blind(arena, ret, "pid namespace", "proc/self/ns/pid", own);
	r = differs(root, "net", must_know, own, sizeof(own));
	if (r < 0)
		return say_unknown(arena, ret, "network namespace", "proc/1/ns/net");
	if (r > 0)
		return say_blind(arena, ret, "network namespace", "proc/self/ns/net",
		                 own);
	r = differs(root, "mnt", must_know, own, sizeof(own));
	if (r < 0)
		return say_unknown(arena, ret, "mount namespace", "proc/1/ns/mnt");
	return r > 0 ? compare_mounts(root, arena, ret) : 0;
}

int sight_look(const struct root *root, struct arena *arena, bool must_know,
               struct sight *ret)
{
	struct sight sight = { .known = KNOWN };
	int r = compare_all(root, arena, must_know, &sight);

	if (r == 0)
		*ret = sight;
	return r;
}

/* Once for the machine. A tree is looked at from outside. */
int read_sight(struct place *place)
{
	struct scan *scan = place->scan;

	if (!scan->root->live || scan->host->sight.known != NOT_ASKED)
		return 0;
	return sight_look(scan->root, scan->host->arena, scan->tell, &scan->host->sight);
}
