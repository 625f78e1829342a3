/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/openers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"

/* How the kernel names the descriptor that VFIO_GROUP_GET_DEVICE_FD returns, and the line
 * of its fdinfo that newer kernels say of whose it is. */
#define VFIO_DEVICE "anon_inode:[vfio-device]"
#define VFIO_PLACE  "vfio-device-syspath: "

/* For a process whose memory is locked by something that is stuck. */
#define MAPPINGS_MS 2000

/* What a descriptor or a mapping leads to. */
struct opened {
	bool is_vfio; /* a VFIO device's own descriptor, which has no number */
	bool is_block;
	uint32_t major, minor;
	uint32_t group; /* of a VFIO device */
	bool is_mapped;
	const char *path, *target;
};

struct process {
	struct openers *openers;
	pid_t pid;
	char directory[64]; /* "proc/1234" */
};

static const char *top_of(const struct openers *openers)
{
	return openers->scan->root->live ? "proc" : "vfioprep/openers";
}

static int note(struct openers *openers, const char *path, int error)
{
	/* It ended, or closed it, meanwhile. */
	if (error == -ENOENT || error == -ESRCH)
		return 0;
	if (error == -ENOMEM || openers->gap)
		return error == -ENOMEM ? error : 0;
	openers->gap = arena_text(openers->scan->host->arena, path);
	openers->error = error;
	return openers->gap ? 0 : -ENOMEM;
}

static const char *read_command(const struct process *process)
{
	const struct scan *scan = process->openers->scan;
	char path[128], name[64] = "?";

	if (text_format(path, sizeof(path), "%s/comm", process->directory) == 0)
		(void)root_read(scan->root, path, name, sizeof(name));
	return arena_text(scan->host->arena, name);
}

/* NULL: the node has none that can be read; nobody needs it enough to complain. */
static const char *read_subsystem(const struct scan *scan, const struct numbered *node)
{
	char path[128], target[512];

	if (text_format(path, sizeof(path), "sys/dev/%s/%u:%u/subsystem",
	                node->is_block ? "block" : "char", node->major,
	                node->minor) < 0 ||
	    root_readlink(scan->root, path, target, sizeof(target)) < 0)
		return NULL;
	return arena_text(scan->host->arena, text_base(target));
}

static bool is_found(const struct process *process, const struct numbered *node,
                     uint32_t group)
{
	for (const struct find *f = process->openers->first; f; f = f->next)
		if (f->holder.pid == process->pid && f->node == node && f->group == group)
			return true;
	return false;
}

/* By pid, then by node: what is told is the same each time. */
static bool comes_before(const struct find *a, const struct find *b)
{
	if (a->holder.pid != b->holder.pid)
		return a->holder.pid < b->holder.pid;
	return strcmp(a->holder.node, b->holder.node) < 0;
}

static void insert(struct openers *openers, struct find *find)
{
	struct find **link = &openers->first;

	while (*link && comes_before(*link, find))
		link = &(*link)->next;
	find->next = *link;
	*link = find;
}

static int add(const struct process *process, const struct numbered *node,
               const struct opened *opened)
{
	struct openers *openers = process->openers;
	struct arena *arena = openers->scan->host->arena;
	uint32_t group = node ? node->group : opened->group;
	struct find *find;

	if (is_found(process, node, group))
		return 0;
	find = arena_alloc(arena, sizeof(*find));
	if (!find)
		return -ENOMEM;
	find->holder = (struct holder){
		.use = node ? node->use : USE_VFIO,
		.pid = process->pid,
		.command = read_command(process),
		.node = node ? node->name : "vfio-device",
		.subsystem = node ? read_subsystem(openers->scan, node) : "vfio",
		.path = arena_text(arena, opened->path),
		.target = arena_text(arena, opened->target),
		.is_mapped = opened->is_mapped,
	};
	find->node = node;
	find->group = group;
	insert(openers, find);
	return find->holder.command && find->holder.path && find->holder.target ? 0
	                                                                        : -ENOMEM;
}

static int take_opened(const struct process *process, const struct opened *opened)
{
	const struct numbered *node;

	if (opened->is_vfio)
		return add(process, NULL, opened);
	node = numbers_find(&process->openers->numbers, opened->is_block, opened->major,
	                    opened->minor);
	return node ? add(process, node, opened) : 0;
}

/* "char 29:0 /dev/fb0", "vfio-device /sys/devices/…". Modifies TEXT. */
static int parse(struct scan *scan, char *text, struct opened *ret)
{
	char *kind = strsep(&text, " "), *major, *minor;

	ret->is_vfio = strcmp(kind, "vfio-device") == 0;
	ret->is_block = strcmp(kind, "block") == 0;
	if (ret->is_vfio) {
		ret->group = text ? group_of_place(scan, text) : NO_GROUP;
		ret->target = VFIO_DEVICE;
		return 0;
	}
	minor = strsep(&text, " ");
	major = strsep(&minor, ":");
	ret->target = text;
	if (!text || !minor ||
	    text_decimal(major, strlen(major), UINT32_MAX, &ret->major) < 0)
		return -EBADMSG;
	return text_decimal(minor, strlen(minor), UINT32_MAX, &ret->minor);
}

/* The group of a VFIO device's descriptor, where the kernel tells (from Linux 6.17). */
static uint32_t read_vfio_group(const struct process *process, const char *name)
{
	struct scan *scan = process->openers->scan;
	char path[128], text[4096], *place;

	if (text_format(path, sizeof(path), "%s/fdinfo/%.20s", process->directory, name) <
	            0 ||
	    root_read(scan->root, path, text, sizeof(text)) < 0)
		return NO_GROUP;
	place = strstr(text, VFIO_PLACE);
	if (!place)
		return NO_GROUP;
	place += strlen(VFIO_PLACE);
	place[strcspn(place, "\n")] = '\0';
	return group_of_place(scan, place);
}

/* No network filesystem is asked: it might not answer. What is cached has the number. */
static int look(int directory, const char *name, struct statx *ret)
{
	return statx(directory, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_TYPE,
	             ret) < 0
	               ? -errno
	               : 0;
}

static int read_descriptor(const struct process *process, int directory, const char *name,
                           const char *path)
{
	struct opened opened = { .path = path };
	char target[512] = "?";
	struct statx st;
	int r = look(directory, name, &st);

	if (r == -EACCES || r == -EPERM)
		return note(process->openers, path, r);
	/* A server that lost its file: no device is there. */
	if (r < 0 || S_ISREG(st.stx_mode) || S_ISDIR(st.stx_mode) ||
	    S_ISSOCK(st.stx_mode) || S_ISFIFO(st.stx_mode))
		return 0;
	(void)dir_readlink(directory, name, target, sizeof(target));
	opened.target = target;
	opened.is_vfio = strcmp(target, VFIO_DEVICE) == 0;
	opened.is_block = S_ISBLK(st.stx_mode);
	opened.major = st.stx_rdev_major;
	opened.minor = st.stx_rdev_minor;
	if (opened.is_vfio)
		opened.group = read_vfio_group(process, name);
	return opened.is_vfio || opened.is_block || S_ISCHR(st.stx_mode)
	               ? take_opened(process, &opened)
	               : 0;
}

/* As a tree keeps it. */
static int read_text(const struct process *process, int directory, const char *name,
                     const char *path)
{
	struct opened opened = { .path = path };
	char text[512];
	int r = dir_read(directory, name, text, sizeof(text));

	if (r == 0)
		r = parse(process->openers->scan, text, &opened);
	return r < 0 ? note(process->openers, path, r) : take_opened(process, &opened);
}

static int read_descriptors(const struct process *process)
{
	struct openers *openers = process->openers;
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	char path[128];
	int r = text_format(path, sizeof(path), "%s/fd", process->directory);

	if (r == 0)
		r = root_opendir(openers->scan->root, path, &stream);
	if (r < 0)
		return note(openers, path, r);
	while (r == 0 && (entry = readdir(stream))) {
		if (entry->d_name[0] == '.' ||
		    text_format(path, sizeof(path), "%s/fd/%.20s", process->directory,
		                entry->d_name) < 0)
			continue;
		r = openers->scan->root->live
		            ? read_descriptor(process, dirfd(stream), entry->d_name, path)
		            : read_text(process, dirfd(stream), entry->d_name, path);
	}
	return r;
}

static int take_lines(const struct process *process, char *lines, const char *path)
{
	char *line;
	int r = 0;

	while (r == 0 && (line = strsep(&lines, "\n"))) {
		struct opened opened = { .path = path, .is_mapped = true };

		if (!*line)
			continue;
		r = parse(process->openers->scan, line, &opened);
		r = r < 0 ? note(process->openers, path, r)
		          : take_opened(process, &opened);
	}
	return r;
}

/* A kernel thread has no program, and nothing mapped. */
static bool has_memory(const struct process *process)
{
	char path[128], target[512];

	return text_format(path, sizeof(path), "%s/exe", process->directory) == 0 &&
	       root_readlink(process->openers->scan->root, path, target,
	                     sizeof(target)) != -ENOENT;
}

static int read_mappings(const struct process *process)
{
	struct openers *openers = process->openers;
	struct scan *scan = openers->scan;
	char path[128], text[WORKER_TEXT_MAX];
	int r = text_format(path, sizeof(path), "%s/maps", process->directory);

	/* Whoever may not see descriptors sees no mappings either. */
	if (r < 0 || openers->gap)
		return r;
	if (!scan->root->live)
		r = root_read(scan->root, path, text, sizeof(text));
	else if (has_memory(process))
		r = worker_mappings(scan->worker, process->directory, text, sizeof(text),
		                    clock_in(MAPPINGS_MS));
	else
		return 0;
	if (r != 0)
		return note(openers, path, r == WORKER_LATE ? -ETIMEDOUT : r);
	return take_lines(process, text, path);
}

static int read_process(struct openers *openers, const char *name)
{
	struct process process = { .openers = openers };
	uint32_t pid;
	int r;

	if (text_decimal(name, strlen(name), INT32_MAX, &pid) < 0)
		return 0;
	process.pid = (pid_t)pid;
	r = text_format(process.directory, sizeof(process.directory), "%s/%u",
	                top_of(openers), pid);
	if (r == 0)
		r = read_descriptors(&process);
	return r == 0 ? read_mappings(&process) : r;
}

int openers_walk(struct openers *openers)
{
	const char *top = top_of(openers);
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	bool has_first = false;
	int r = root_opendir(openers->scan->root, top, &stream);

	openers->first = NULL;
	openers->gap = NULL;
	/* A tree without the directory says nothing of processes. */
	if (r < 0)
		return note(openers, top, r == -ENOENT ? -ENODATA : r);
	while (r == 0 && (entry = readdir(stream))) {
		has_first = has_first || strcmp(entry->d_name, "1") == 0;
		r = read_process(openers, entry->d_name);
	}
	/* With hidepid= others see only their own processes: proc(5). */
	if (r == 0 && openers->scan->root->live && !has_first)
		r = note(openers, "proc/1", -EACCES);
	return r;
}

/* By any descriptor: the one that was found first may have been a short one. */
static bool is_open(const struct openers *openers, const struct find *find)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	char path[128];
	struct statx st;
	int r = text_format(path, sizeof(path), "proc/%d/fd", (int)find->holder.pid);

	if (r == 0)
		r = root_opendir(openers->scan->root, path, &stream);
	if (r < 0 || !stream)
		return r != -ENOENT;
	while ((entry = readdir(stream)))
		if (look(dirfd(stream), entry->d_name, &st) == 0 &&
		    st.stx_rdev_major == find->node->major &&
		    st.stx_rdev_minor == find->node->minor)
			return true;
	return false;
}

void openers_look_again(struct openers *openers)
{
	for (struct find *find = openers->first; find; find = find->next)
		if (find->node && !find->holder.is_mapped)
			find->is_gone = !is_open(openers, find);
}
