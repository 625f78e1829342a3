/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/modules.h"

#include <errno.h>
#include <fcntl.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Where a library wants a path: the directory as we opened it through the root. */
#define DESCRIPTOR_PATH "/proc/self/fd/%d"

static void unrefp(struct kmod_ctx **context)
{
	(void)kmod_unref(*context);
}

static void unref_listp(struct kmod_list **list)
{
	(void)kmod_module_unref_list(*list);
}

/* libkmod prints to stderr unless told otherwise; only cmd/ speaks. */
static void say_nothing(void *data, int priority, const char *file, int line,
                        const char *function, const char *format, va_list args)
{
	(void)data, (void)priority, (void)file, (void)line, (void)function;
	(void)format, (void)args;
}

static struct kmod_ctx *context_new(const char *directory, const char *const *config)
{
	struct kmod_ctx *context = kmod_new(directory, config);

	if (context)
		kmod_set_log_fn(context, say_nothing, NULL);
	return context;
}

int module_load(const struct root *root, const char *module)
{
	_cleanup_(unrefp) struct kmod_ctx *context = NULL;
	_cleanup_(unref_listp) struct kmod_list *list = NULL;
	struct kmod_list *entry;
	int r;

	if (!root->live)
		return -EROFS;
	context = context_new(NULL, NULL);
	if (!context)
		return -ENOMEM;
	r = kmod_module_new_from_lookup(context, module, &list);
	if (r < 0)
		return r;
	if (!list)
		return -ENOENT;
	kmod_list_foreach(entry, list)
	{
		struct kmod_module *found = kmod_module_get_module(entry);

		r = kmod_module_probe_insert_module(found, KMOD_PROBE_APPLY_BLACKLIST,
		                                    NULL, NULL, NULL, NULL);
		(void)kmod_module_unref(found);
		if (r == KMOD_PROBE_APPLY_BLACKLIST)
			return -EPERM;
		if (r < 0)
			return r;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* More than this many modules for one device do not occur; the rest would not be named.
 */
#define CLAIMANTS_MAX 16

static int join(struct kmod_list *list, struct arena *arena, const char **ret)
{
	const char *names[CLAIMANTS_MAX], *text = "";
	struct kmod_list *entry;
	size_t n = 0;

	kmod_list_foreach(entry, list)
	{
		struct kmod_module *found = kmod_module_get_module(entry);

		if (n < CLAIMANTS_MAX)
			names[n++] = arena_text(arena, kmod_module_get_name(found));
		(void)kmod_module_unref(found);
		if (!names[n - 1])
			return -ENOMEM;
	}
	qsort(names, n, sizeof(names[0]), compare);
	for (size_t i = 0; text && i < n; i++)
		if (i == 0 || strcmp(names[i - 1], names[i]) != 0)
			text = arena_printf(arena, "%s%s%s", text, *text ? " " : "",
			                    names[i]);
	if (!text)
		return -ENOMEM;
	*ret = text;
	return 0;
}

struct module_index {
	struct kmod_ctx *context;
	int directory;
};

int module_index_open(const struct root *root, const char *release,
                      struct module_index **ret)
{
	static const char *const no_config[] = { NULL };
	_cleanup_(module_index_freep) struct module_index *index = calloc(1,
	                                                                  sizeof(*index));
	char path[320];
	int r;

	if (!index)
		return -ENOMEM;
	index->directory = -1;
	r = text_format(path, sizeof(path), "lib/modules/%s", release);
	if (r < 0)
		return r;
	index->directory = root_open_file(root, path, O_PATH | O_DIRECTORY, 0);
	if (index->directory < 0)
		return index->directory;
	r = text_format(path, sizeof(path), DESCRIPTOR_PATH, index->directory);
	if (r < 0)
		return r;
	index->context = context_new(path, no_config);
	if (!index->context)
		return -ENOMEM;
	r = kmod_load_resources(index->context);
	if (r < 0)
		return r;

	*ret = take(index);
	return 0;
}

int module_claimants(struct module_index *index, const char *alias, struct arena *arena,
                     const char **ret)
{
	_cleanup_(unref_listp) struct kmod_list *list = NULL;
	int r;

	r = kmod_module_new_from_lookup(index->context, alias, &list);
	return r < 0 ? r : join(list, arena, ret);
}

void module_index_free(struct module_index *index)
{
	if (!index)
		return;
	(void)kmod_unref(index->context);
	close_fdp(&index->directory);
	free(index);
}
