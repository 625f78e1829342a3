/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/holders.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/marker.h"

/* How the kernel names the descriptor that VFIO_GROUP_GET_DEVICE_FD returns. */
#define ANONYMOUS_DEVICE "anon_inode:[vfio-device]"

struct search {
	const struct root *root;
	struct arena *arena;
	const char *const *nodes;
	size_t n_nodes;
	const struct holder *sure, *possible;
};

/* A node that was removed while it is open reads "/dev/vfio/12 (deleted)". */
static bool is_node(const char *target, const char *node)
{
	size_t length = strlen(node);

	return target[0] == '/' && strncmp(target + 1, node, length) == 0 &&
	       (target[1 + length] == '\0' || target[1 + length] == ' ');
}

static bool is_wanted(const struct search *search, const char *target)
{
	for (size_t i = 0; i < search->n_nodes; i++)
		if (is_node(target, search->nodes[i]))
			return true;
	return false;
}

static int add_holder(struct search *search, pid_t pid, const char *path,
                      const char *target, const struct holder **list)
{
	struct holder *holder = arena_alloc(search->arena, sizeof(*holder));
	char comm[64], name[64] = "?";

	if (!holder)
		return -ENOMEM;
	if (text_format(comm, sizeof(comm), "proc/%d/comm", (int)pid) == 0)
		(void)root_read(search->root, comm, name, sizeof(name));
	holder->pid = pid;
	holder->command = arena_text(search->arena, name);
	holder->path = arena_text(search->arena, path);
	holder->target = arena_text(search->arena, target);
	holder->next = *list;
	*list = holder;
	return holder->command && holder->path && holder->target ? 0 : -ENOMEM;
}

/* One entry a process: the first descriptor that says it all, else the first that might.
 */
static int search_process(struct search *search, pid_t pid)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	char path[64], possible[64] = "";
	const struct dirent *entry;

	/* A process that ended, or that is not ours to look into, holds nothing we can
	 * name. */
	if (text_format(path, sizeof(path), "proc/%d/fd", (int)pid) < 0 ||
	    root_opendir(search->root, path, &stream) < 0)
		return 0;
	while ((entry = readdir(stream))) {
		char target[512];

		if (dir_readlink(dirfd(stream), entry->d_name, target, sizeof(target)) <
		            0 ||
		    text_format(path, sizeof(path), "proc/%d/fd/%.20s", (int)pid,
		                entry->d_name) < 0)
			continue;
		if (is_wanted(search, target))
			return add_holder(search, pid, path, target, &search->sure);
		if (strcmp(target, ANONYMOUS_DEVICE) == 0)
			(void)text_format(possible, sizeof(possible), "%s", path);
	}
	return *possible ? add_holder(search, pid, possible, ANONYMOUS_DEVICE,
	                              &search->possible)
	                 : 0;
}

static const struct holder *join(const struct holder *sure, const struct holder *possible)
{
	struct holder *last = (struct holder *)sure;

	while (last && last->next)
		last = (struct holder *)last->next;
	if (!last)
		return possible;
	last->next = possible;
	return sure;
}

int scan_holders(const struct root *root, struct arena *arena, const char *const *nodes,
                 size_t n, const struct holder **ret)
{
	struct search search = { root, arena, nodes, n, NULL, NULL };
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r;

	r = root_opendir(root, "proc", &stream);
	if (r < 0)
		return r;
	while ((entry = readdir(stream))) {
		uint32_t pid;

		if (text_decimal(entry->d_name, strlen(entry->d_name), INT32_MAX, &pid) <
		    0)
			continue;
		r = search_process(&search, (pid_t)pid);
		if (r < 0)
			return r;
	}
	*ret = join(search.sure, search.possible);
	return 0;
}

int scan_writer(const struct root *root, struct bdf device, pid_t *ret)
{
	_cleanup_(freep) char *locks = NULL;
	int r = marker_locks(root, &locks);

	return r < 0 ? r : marker_holder(root, device, locks, ret);
}
