/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exec/live.h"

#include <errno.h>

#include "base/text.h"
#include "os/events.h"
#include "os/files.h"

struct live_kernel {
	struct kernel calls; /* first: the one is the other */
	const struct root *root;
	struct worker *worker;
	struct signals *signals;
	struct events *events;
};

_Static_assert(WORKER_LATE == KERNEL_LATE, "the worker's answer is passed on as it is");

static struct live_kernel *live(struct kernel *kernel)
{
	return (struct live_kernel *)(void *)kernel;
}

static int live_read(struct kernel *kernel, const char *path, char *buffer, size_t size,
                     deadline_ms deadline)
{
	return worker_read(live(kernel)->worker, path, buffer, size, deadline);
}

static int live_write(struct kernel *kernel, struct bdf device, const char *path,
                      const char *text, deadline_ms deadline)
{
	return worker_write(live(kernel)->worker, device, path, text, deadline);
}

static int live_readlink(struct kernel *kernel, const char *path, char *buffer,
                         size_t size)
{
	return root_readlink(live(kernel)->root, path, buffer, size);
}

static int live_find(struct kernel *kernel, const char *directory, const char *prefix,
                     char *buffer, size_t size)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r;

	r = root_opendir(live(kernel)->root, directory, &stream);
	if (r < 0)
		return r;
	while ((entry = readdir(stream)))
		if (entry->d_name[0] != '.' && text_starts(entry->d_name, prefix))
			return text_format(buffer, size, "%s", entry->d_name);
	return -ENOENT;
}

static int live_load(struct kernel *kernel, struct bdf device, const char *module,
                     deadline_ms deadline)
{
	return worker_load(live(kernel)->worker, device, module, deadline);
}

static int live_wait(struct kernel *kernel, deadline_ms deadline)
{
	return events_wait(live(kernel)->events, live(kernel)->signals, deadline);
}

static int live_look(struct kernel *kernel, const char *path, struct node *ret)
{
	return file_owner(live(kernel)->root, path, &ret->uid, &ret->gid, &ret->mode);
}

static int live_own(struct kernel *kernel, const char *path, const struct node *node,
                    deadline_ms deadline)
{
	int r = events_settle(live(kernel)->events, deadline);

	if (r < 0)
		return r;
	return set_file_owner(live(kernel)->root, path, node->uid, node->gid, node->mode);
}

static int live_replace(struct kernel *kernel, const char *path, const char *text,
                        mode_t mode)
{
	return replace_file(live(kernel)->root, path, text, mode);
}

static int live_remove(struct kernel *kernel, const char *path)
{
	return remove_file(live(kernel)->root, path);
}

int live_kernel_new(const struct root *root, struct worker *worker,
                    struct signals *signals, struct kernel **ret)
{
	struct live_kernel *kernel = calloc(1, sizeof(*kernel));
	int r;

	if (!kernel)
		return -ENOMEM;
	*kernel = (struct live_kernel){
		.calls = { live_read, live_write, live_readlink, live_find, live_load,
		           live_wait, live_look, live_own, live_replace, live_remove },
		.root = root,
		.worker = worker,
		.signals = signals,
	};
	r = events_new(&kernel->events);
	if (r < 0) {
		free(kernel);
		return r;
	}
	*ret = &kernel->calls;
	return 0;
}

void live_kernel_free(struct kernel *kernel)
{
	if (!kernel)
		return;
	events_free(live(kernel)->events);
	free(live(kernel));
}
