/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/fake.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "model/lease.h"
#include "test.h"

static struct fake *of(struct kernel *kernel)
{
	return (struct fake *)(void *)kernel;
}

void fake_say(struct fake *fake, const char *format, ...)
{
	va_list args;

	if (fake->violation[0])
		return;
	va_start(args, format);
	(void)vsnprintf(fake->violation, sizeof(fake->violation), format, args);
	va_end(args);
}

void fake_driver_tree(FILE *out, const char *driver, const char *module)
{
	(void)fprintf(out, "sys/bus/pci/drivers/%s/bind :\n", driver);
	(void)fprintf(out, "sys/bus/pci/drivers/%s/unbind :\n", driver);
	if (!module)
		return;
	(void)fprintf(out, "sys/bus/pci/drivers/%s/module -> ../../../../module/%s\n",
	              driver, module);
	(void)fprintf(out,
	              "sys/module/%s/drivers/pci:%s -> ../../../bus/pci/drivers/%s\n",
	              module, driver, driver);
}

/* What becomes of one call. */
struct turn {
	bool has_effect;
	int answer; /* unless 0 */
};

static struct turn take_turn(struct fake *fake, bool can_be_late)
{
	const struct script *script = &fake->script;
	unsigned n = ++fake->n_calls;

	if (script->draws_probers && n == script->at)
		fake->is_hostile = true;
	if (script->mishap == MISHAP_KILL && n >= script->at)
		return (struct turn){ n == script->at && script->has_effect, -EPIPE };
	if (script->killed_at && n >= script->killed_at)
		return (struct turn){ false, -EPIPE };
	if (script->mishap == MISHAP_FAIL && (n == script->at || n == script->again_at))
		return (struct turn){ script->has_effect, script->error };
	if (script->mishap == MISHAP_LATE && n == script->at && can_be_late)
		return (struct turn){ script->has_effect, KERNEL_LATE };
	return (struct turn){ true, 0 };
}

static int end_turn(struct fake *fake, struct turn turn, int answer)
{
	if (fake->is_hostile)
		react_probe_all(fake);
	return turn.answer ? turn.answer : answer;
}

static bool is_dead(const struct fake *fake)
{
	const struct script *script = &fake->script;

	return (script->mishap == MISHAP_KILL && fake->n_calls >= script->at) ||
	       (script->killed_at && fake->n_calls >= script->killed_at);
}

/*
 * Whoever changes a device has a lease that says so: it stands there before the first
 * change, is not called held before the last, and goes after the last.
 */
static void watch_lease(struct fake *fake, struct bdf device, const char *what)
{
	char path[128], text[16384];

	if (is_dead(fake))
		return;
	CHECK_INT(text_format(path, sizeof(path), LEASE_DIRECTORY "/%s",
	                      BDF_TEXT(device)),
	          0);
	if (root_read(&fake->fixture->root, path, text, sizeof(text)) < 0)
		fake_say(fake, "call %u: %s without a lease", fake->n_calls, what);
	else if (strstr(text, "\nstate\theld\n"))
		fake_say(fake, "call %u: %s under a lease that says held", fake->n_calls,
		         what);
}

static int fake_read(struct kernel *kernel, const char *path, char *buffer, size_t size,
                     deadline_ms deadline)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, true);
	int r = root_read(&fake->fixture->root, path, buffer, size);

	(void)deadline;
	return end_turn(fake, turn, r);
}

/* A write that is late keeps its device until fake_finish(). */
static void be_late(struct fake *fake, struct turn turn, struct bdf device,
                    const char *path, const char *text)
{
	fake->late.is_running = true;
	fake->late.is_applied = turn.has_effect;
	fake->late.device = device;
	CHECK_INT(text_format(fake->late.path, sizeof(fake->late.path), "%s", path), 0);
	CHECK_INT(text_format(fake->late.text, sizeof(fake->late.text), "%s", text), 0);
}

static bool is_held_up(struct fake *fake, struct bdf device)
{
	if (!fake->late.is_running || !bdf_equal(fake->late.device, device))
		return false;
	fake_say(fake, "call %u: %s is asked again while a write still runs",
	         fake->n_calls, BDF_TEXT(device));
	return true;
}

static int fake_write(struct kernel *kernel, struct bdf device, const char *path,
                      const char *text, deadline_ms deadline)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, true);
	int r = 0;

	(void)deadline;
	watch_lease(fake, device, path);
	if (is_held_up(fake, device))
		return -EBUSY;
	if (turn.has_effect)
		r = react_write(fake, path, text);
	if (turn.answer == KERNEL_LATE)
		be_late(fake, turn, device, path, text);
	return end_turn(fake, turn, r);
}

static int fake_load(struct kernel *kernel, struct bdf device, const char *module,
                     deadline_ms deadline)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, true);
	int r = 0;

	(void)deadline;
	watch_lease(fake, device, module);
	if (is_held_up(fake, device))
		return -EBUSY;
	if (turn.has_effect)
		r = react_load(fake, module);
	if (turn.answer == KERNEL_LATE)
		be_late(fake, turn, device, "", module);
	return end_turn(fake, turn, r);
}

static int fake_readlink(struct kernel *kernel, const char *path, char *buffer,
                         size_t size)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, false);
	int r = root_readlink(&fake->fixture->root, path, buffer, size);

	return end_turn(fake, turn, r);
}

static int find(struct fake *fake, const char *directory, const char *prefix,
                char *buffer, size_t size)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(&fake->fixture->root, directory, &stream);

	if (r < 0)
		return r;
	while ((entry = readdir(stream)))
		if (entry->d_name[0] != '.' && text_starts(entry->d_name, prefix))
			return text_format(buffer, size, "%s", entry->d_name);
	return -ENOENT;
}

static int fake_find(struct kernel *kernel, const char *directory, const char *prefix,
                     char *buffer, size_t size)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, false);

	return end_turn(fake, turn, find(fake, directory, prefix, buffer, size));
}

/* Time passes only by events: when none is to come, the deadline has. */
static int fake_wait(struct kernel *kernel, deadline_ms deadline)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, false);
	bool has_more = fake->n_coming > 0;

	(void)deadline;
	if (turn.has_effect)
		react_event(fake);
	return end_turn(fake, turn, has_more ? 0 : -ETIMEDOUT);
}

static struct fake_node *find_node(struct fake *fake, const char *path)
{
	for (size_t i = 0; i < fake->n_nodes; i++)
		if (strcmp(fake->nodes[i].path, path) == 0)
			return &fake->nodes[i];
	return NULL;
}

int fake_look(struct fake *fake, const char *path, struct node *ret)
{
	_cleanup_(close_fdp) int fd = root_open_file(&fake->fixture->root, path,
	                                             O_PATH | O_NOFOLLOW, 0);
	const struct fake_node *found = find_node(fake, path);

	if (fd < 0)
		return fd;
	*ret = found ? found->node : (struct node){ .mode = 0600 };
	return 0;
}

static int fake_look_call(struct kernel *kernel, const char *path, struct node *ret)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, false);

	return end_turn(fake, turn, fake_look(fake, path, ret));
}

static int own(struct fake *fake, const char *path, const struct node *node)
{
	struct fake_node *found = find_node(fake, path);
	struct node now;
	int r = fake_look(fake, path, &now);

	if (r < 0 || fake->keeps_no_owner)
		return r;
	if (!found) {
		CHECK(fake->n_nodes < sizeof(fake->nodes) / sizeof(fake->nodes[0]));
		found = &fake->nodes[fake->n_nodes++];
		CHECK_INT(text_format(found->path, sizeof(found->path), "%s", path), 0);
	}
	found->node = *node;
	return 0;
}

static int fake_own(struct kernel *kernel, const char *path, const struct node *node,
                    deadline_ms deadline)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, false);
	int r = turn.has_effect ? own(fake, path, node) : 0;

	(void)deadline;
	return end_turn(fake, turn, r);
}

static int fake_replace(struct kernel *kernel, const char *path, const char *text,
                        mode_t mode)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, false);
	_cleanup_(close_fdp) int fd = -1;

	if (turn.has_effect) {
		fd = root_open_file(&fake->fixture->root, path,
		                    O_WRONLY | O_CREAT | O_TRUNC, mode);
		CHECK(fd >= 0);
		CHECK_INT(write(fd, text, strlen(text)), strlen(text));
	}
	return end_turn(fake, turn, 0);
}

static int fake_remove(struct kernel *kernel, const char *path)
{
	struct fake *fake = of(kernel);
	struct turn turn = take_turn(fake, false);
	int r = 0;

	if (turn.has_effect && unlinkat(fake->fixture->root.fd, path, 0) < 0)
		r = -errno;
	return end_turn(fake, turn, r);
}

struct fake *fake_new(const struct machine *machine, enum fake_cdev cdev)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct fake *fake = calloc(1, sizeof(*fake));

	CHECK(fake);
	*fake = (struct fake){
		.calls = { fake_read, fake_write, fake_readlink, fake_find, fake_load,
		           fake_wait, fake_look_call, fake_own, fake_replace,
		           fake_remove },
		.machine = machine,
		.cdev = cdev,
	};
	fake->fixture = fixture_new(machine_tree(arena, machine));
	for (size_t i = 0; i < machine->n_parts; i++)
		if (machine->parts[i].driver)
			react_attach(fake, &machine->parts[i], machine->parts[i].driver);
	react_event(fake);
	return fake;
}

void fake_follow(struct fake *fake, const struct script *script)
{
	fake->script = script ? *script : (struct script){ 0 };
	fake->n_calls = 0;
	fake->violation[0] = '\0';
}

void fake_finish(struct fake *fake)
{
	if (fake->late.is_running && !fake->late.is_applied) {
		if (fake->late.path[0])
			(void)react_write(fake, fake->late.path, fake->late.text);
		else
			(void)react_load(fake, fake->late.text);
	}
	fake->late.is_running = false;
}

void fake_bring(struct fake *fake, const char *module)
{
	(void)react_load(fake, module);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct fake_node *)a)->path,
	              ((const struct fake_node *)b)->path);
}

char *fake_photo(struct fake *fake)
{
	_cleanup_(freep) char *tree = tree_photo(fake->fixture->root.fd);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	CHECK(out);
	(void)fputs(tree, out);
	if (fake->is_taught)
		(void)fputs("i vfio-pci\n", out);
	qsort(fake->nodes, fake->n_nodes, sizeof(fake->nodes[0]), by_path);
	for (size_t i = 0; i < fake->n_nodes; i++) {
		const struct node *node = &fake->nodes[i].node;

		/* The owner that all nodes begin with is not worth a line. */
		if (node->uid || node->gid || node->mode != 0600)
			(void)fprintf(out, "o %s %u:%u %04o\n", fake->nodes[i].path,
			              node->uid, node->gid, node->mode);
	}
	(void)fclose(out);
	return text;
}

void fake_free(struct fake *fake)
{
	if (!fake)
		return;
	fixture_free(fake->fixture);
	free(fake);
}
