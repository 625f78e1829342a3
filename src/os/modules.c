/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/modules.h"

#include <errno.h>
#include <fcntl.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "os/library.h"

/* Where a library wants a path: the directory as we opened it through the root. */
#define DESCRIPTOR_PATH "/proc/self/fd/%d"

/* It brings libcrypto and three libraries that unpack, which cost each start more than
 * all else. */
#define LIBKMOD "libkmod.so.2"
LIBRARY_NOTE(kmod, LIBKMOD, "Which modules claim a device, and loading them", "required");

struct kmod_calls {
	LIBRARY_CALL(kmod_new);
	LIBRARY_CALL(kmod_unref);
	LIBRARY_CALL(kmod_set_log_fn);
	LIBRARY_CALL(kmod_load_resources);
	LIBRARY_CALL(kmod_list_next);
	LIBRARY_CALL(kmod_module_new_from_lookup);
	LIBRARY_CALL(kmod_module_get_module);
	LIBRARY_CALL(kmod_module_get_name);
	LIBRARY_CALL(kmod_module_probe_insert_module);
	LIBRARY_CALL(kmod_module_unref);
	LIBRARY_CALL(kmod_module_unref_list);
};

static const struct library_symbol symbols[] = {
	LIBRARY_SYMBOL(kmod_calls, kmod_new),
	LIBRARY_SYMBOL(kmod_calls, kmod_unref),
	LIBRARY_SYMBOL(kmod_calls, kmod_set_log_fn),
	LIBRARY_SYMBOL(kmod_calls, kmod_load_resources),
	LIBRARY_SYMBOL(kmod_calls, kmod_list_next),
	LIBRARY_SYMBOL(kmod_calls, kmod_module_new_from_lookup),
	LIBRARY_SYMBOL(kmod_calls, kmod_module_get_module),
	LIBRARY_SYMBOL(kmod_calls, kmod_module_get_name),
	LIBRARY_SYMBOL(kmod_calls, kmod_module_probe_insert_module),
	LIBRARY_SYMBOL(kmod_calls, kmod_module_unref),
	LIBRARY_SYMBOL(kmod_calls, kmod_module_unref_list),
};

/* A context of the library, with the library. */
struct kmod {
	struct kmod_calls calls;
	struct kmod_ctx *context;
};

/* Modules that a name or an alias means. */
struct found {
	const struct kmod_calls *calls;
	struct kmod_list *list;
};

static void kmod_close(struct kmod *kmod)
{
	if (kmod->context)
		(void)kmod->calls.kmod_unref(kmod->context);
}

static void found_free(struct found *found)
{
	if (found->list)
		(void)found->calls->kmod_module_unref_list(found->list);
}

/* libkmod prints to stderr unless told otherwise; only cmd/ speaks. */
static void say_nothing(void *data, int priority, const char *file, int line,
                        const char *function, const char *format, va_list args)
{
	(void)data, (void)priority, (void)file, (void)line, (void)function;
	(void)format, (void)args;
}

static int kmod_open(struct kmod *kmod, const char *directory, const char *const *config)
{
	int r = library_open(LIBKMOD, symbols, sizeof(symbols) / sizeof(symbols[0]),
	                     &kmod->calls);

	if (r < 0)
		return r;
	kmod->context = kmod->calls.kmod_new(directory, config);
	if (!kmod->context)
		return -ENOMEM;
	kmod->calls.kmod_set_log_fn(kmod->context, say_nothing, NULL);
	return 0;
}

static int insert(const struct kmod_calls *calls, const struct kmod_list *entry)
{
	struct kmod_module *module = calls->kmod_module_get_module(entry);
	int r = calls->kmod_module_probe_insert_module(module, KMOD_PROBE_APPLY_BLACKLIST,
	                                               NULL, NULL, NULL, NULL);

	(void)calls->kmod_module_unref(module);
	return r == KMOD_PROBE_APPLY_BLACKLIST ? -EPERM : r;
}

int module_load(const struct root *root, const char *module)
{
	_cleanup_(kmod_close) struct kmod kmod = { 0 };
	_cleanup_(found_free) struct found found = { &kmod.calls, NULL };
	struct kmod_list *entry;
	int r;

	if (!root->live)
		return -EROFS;
	r = kmod_open(&kmod, NULL, NULL);
	if (r < 0)
		return r;
	r = kmod.calls.kmod_module_new_from_lookup(kmod.context, module, &found.list);
	if (r < 0)
		return r;
	if (!found.list)
		return -ENOENT;
	for (entry = found.list; r >= 0 && entry;
	     entry = kmod.calls.kmod_list_next(found.list, entry))
		r = insert(&kmod.calls, entry);
	return r < 0 ? r : 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* More than this many modules for one device do not occur; the rest would not be named.
 */
#define CLAIMANTS_MAX 16

static int join(const struct found *found, struct arena *arena, const char **ret)
{
	const struct kmod_calls *calls = found->calls;
	const char *names[CLAIMANTS_MAX], *text = "";
	size_t n = 0;

	for (const struct kmod_list *entry = found->list; entry;
	     entry = calls->kmod_list_next(found->list, entry)) {
		struct kmod_module *module = calls->kmod_module_get_module(entry);

		if (n < CLAIMANTS_MAX)
			names[n++] = arena_text(arena,
			                        calls->kmod_module_get_name(module));
		(void)calls->kmod_module_unref(module);
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
	struct kmod kmod;
	int directory;
};

/* libkmod opens them by itself, and would wait for a FIFO; see root_open_file(). */
static int refuse_special(const struct root *root, const char *directory)
{
	static const char *const files[] = { "modules.dep.bin", "modules.alias.bin",
		                             "modules.symbols.bin",
		                             "modules.builtin.alias.bin",
		                             "modules.builtin.bin" };
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(files) / sizeof(files[0]); i++) {
		_cleanup_(close_fdp) int fd = -1;
		char path[384];

		r = text_format(path, sizeof(path), "%s/%s", directory, files[i]);
		if (r == 0)
			fd = root_open_file(root, path, O_RDONLY, 0);
		if (fd == -ENXIO)
			r = fd;
	}
	return r;
}

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
	r = root->live ? 0 : refuse_special(root, path);
	if (r < 0)
		return r;
	r = text_format(path, sizeof(path), DESCRIPTOR_PATH, index->directory);
	if (r < 0)
		return r;
	r = kmod_open(&index->kmod, path, no_config);
	if (r < 0)
		return r;
	r = index->kmod.calls.kmod_load_resources(index->kmod.context);
	if (r < 0)
		return r;

	*ret = take(index);
	return 0;
}

int module_claimants(struct module_index *index, const char *alias, struct arena *arena,
                     const char **ret)
{
	const struct kmod *kmod = &index->kmod;
	_cleanup_(found_free) struct found found = { &kmod->calls, NULL };
	int r;

	r = kmod->calls.kmod_module_new_from_lookup(kmod->context, alias, &found.list);
	return r < 0 ? r : join(&found, arena, ret);
}

void module_index_free(struct module_index *index)
{
	if (!index)
		return;
	kmod_close(&index->kmod);
	close_fdp(&index->directory);
	free(index);
}
