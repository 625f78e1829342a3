/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/configuration.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/text.h"
#include "base/utf8.h"
#include "scan/inifile.h"

/* More than anybody writes by hand. */
#define FILE_SIZE_MAX (1 << 20)

#define SUFFIX ".conf"

/* The first one wins; systemd.unit(5) has the same order. */
static const char *const machine_places[] = { "etc/vfioprep", "run/vfioprep",
	                                      "usr/lib/vfioprep", NULL };

struct reader {
	const struct root *root;
	const char *const *places; /* NULL at the end */
	bool must_exist;           /* the directory was named by the user */
	uid_t user;
	uid_t tree_owner; /* root's where the machine is live */
	struct config *config;
	struct fault *fault;
};

struct drop_in {
	const char *name;
	const char *path;
};

struct drop_ins {
	struct drop_in *list;
	size_t n;
};

static int out_of_memory(const struct reader *reader)
{
	return fault(reader->fault, -ENOMEM, "out of memory");
}

static int check_trust(const struct reader *reader, const struct stat *st,
                       const char *path)
{
	if (st->st_mode & S_IWOTH) {
		(void)fault(reader->fault, -EPERM, "everybody can write /%s", path);
		return fault_remedy(reader->fault, "see who did, then chmod o-w /%s",
		                    path);
	}
	if (st->st_uid == 0 || st->st_uid == reader->user ||
	    st->st_uid == reader->tree_owner)
		return 0;
	(void)fault(reader->fault, -EPERM, "/%s belongs to user %u, not to root", path,
	            (unsigned)st->st_uid);
	return fault_remedy(reader->fault, "look at what it says, then chown root /%s",
	                    path);
}

/* Does the link lead to /dev/null, also in a tree that has no devices? */
static bool is_mask(const struct reader *reader, const char *path, bool *ret_is_link)
{
	char target[256];
	const char *rest = target;

	*ret_is_link = root_readlink(reader->root, path, target, sizeof(target)) == 0;
	if (!*ret_is_link)
		return false;
	while (text_starts(rest, "../"))
		rest += strlen("../");
	if (rest == target && *rest == '/')
		rest++;
	return rest != target && strcmp(rest, "dev/null") == 0;
}

static int is_special(const struct reader *reader, const char *path)
{
	return fault(reader->fault, -EINVAL, "/%s is no regular file", path);
}

/* A null device, as a mask may also be mounted there; or what cannot be a file of ours.
 */
static int check_kind(const struct reader *reader, const struct stat *st,
                      const char *path, bool *ret_is_null)
{
	*ret_is_null = S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
	if (*ret_is_null)
		return 0;
	if (!S_ISREG(st->st_mode))
		return is_special(reader, path);
	if (st->st_size > FILE_SIZE_MAX)
		return fault(reader->fault, -EFBIG, "/%s is larger than %d bytes", path,
		             FILE_SIZE_MAX);
	return check_trust(reader, st, path);
}

static int note_file(const struct reader *reader, const char *path)
{
	struct config *config = reader->config;
	struct config_text *file = arena_alloc(config->arena, sizeof(*file));

	if (!file)
		return out_of_memory(reader);
	*file = (struct config_text){ .text = path, .next = config->files };
	config->files = file;
	return 0;
}

static int read_open(const struct reader *reader, int fd, const char *path)
{
	struct stat st;
	bool is_null;
	char *text;
	int r;

	if (fstat(fd, &st) < 0)
		return fault_errno(reader->fault, -errno, "cannot look at /%s", path);
	r = check_kind(reader, &st, path, &is_null);
	if (r < 0 || is_null)
		return r;
	text = arena_alloc(reader->config->arena, (size_t)st.st_size + 2);
	if (!text)
		return out_of_memory(reader);
	r = file_read(fd, text, (size_t)st.st_size + 2);
	if (r == -EBADMSG)
		return fault(reader->fault, r, "/%s is no text", path);
	if (r < 0)
		return fault_errno(reader->fault, r, "cannot read /%s", path);
	r = note_file(reader, path);
	return r < 0 ? r : inifile_read(reader->config, path, text, reader->fault);
}

static int leads_nowhere(const struct reader *reader, const char *path)
{
	(void)fault(reader->fault, -EINVAL, "/%s leads to nothing", path);
	return fault_remedy(reader->fault,
	                    "remove it, or link it to /dev/null to hide a file of its "
	                    "name");
}

/* 0: read, or masked; -ENOENT without a fault: there is none. */
static int read_file(const struct reader *reader, const char *path)
{
	_cleanup_(close_fdp) int fd = -1;
	bool is_link;

	if (is_mask(reader, path, &is_link))
		return 0;
	/* What stands there may be a FIFO: never wait. */
	fd = root_open_file(reader->root, path, O_RDONLY | O_NONBLOCK, 0);
	if (fd == -ENOENT && !is_link)
		return fd;
	if (fd == -ENOENT)
		return leads_nowhere(reader, path);
	if (fd == -ENXIO)
		return is_special(reader, path);
	if (fd < 0)
		return fault_errno(reader->fault, fd, "cannot read /%s", path);
	return read_open(reader, fd, path);
}

static const char *join(const struct reader *reader, const char *place, const char *name)
{
	return arena_printf(reader->config->arena, "%s/%s", place, name);
}

static int read_main(const struct reader *reader)
{
	for (const char *const *place = reader->places; *place; place++) {
		const char *path = join(reader, *place, "vfioprep" SUFFIX);
		int r = path ? read_file(reader, path) : out_of_memory(reader);

		if (r != -ENOENT)
			return r;
	}
	return 0;
}

/* A directory in which others can write is no better than such a file. */
static int open_directory(const struct reader *reader, const char *path, DIR **ret)
{
	struct stat st;
	int r = root_opendir(reader->root, path, ret);

	if (r == -ENOENT)
		return r;
	if (r < 0)
		return fault_errno(reader->fault, r, "cannot look into /%s", path);
	if (fstat(dirfd(*ret), &st) < 0)
		return fault_errno(reader->fault, -errno, "cannot look at /%s", path);
	return check_trust(reader, &st, path);
}

static bool is_drop_in(const char *name)
{
	size_t length = strlen(name);

	return *name != '.' && length > strlen(SUFFIX) &&
	       strcmp(name + length - strlen(SUFFIX), SUFFIX) == 0;
}

/* Names stand in messages and in JSON. */
static bool is_printable(const char *name)
{
	for (const char *c = name; *c; c++)
		if ((unsigned char)*c < ' ' || *c == '\x7f')
			return false;
	return utf8_is_valid(name);
}

static bool has_name(const struct drop_ins *found, const char *name)
{
	for (size_t i = 0; i < found->n; i++)
		if (strcmp(found->list[i].name, name) == 0)
			return true;
	return false;
}

static int add_drop_in(const struct reader *reader, struct drop_ins *found,
                       const char *folder, const char *name)
{
	struct arena *arena = reader->config->arena;
	struct drop_in *list;

	if (!is_printable(name))
		return fault(reader->fault, -EINVAL,
		             "/%s holds a file whose name is no text", folder);
	if (has_name(found, name))
		return 0;
	/* One longer than before: the arena keeps the old ones, which are small. */
	list = arena_array(arena, found->n + 1, sizeof(*list));
	if (!list)
		return out_of_memory(reader);
	if (found->n)
		memcpy(list, found->list, found->n * sizeof(*list));
	list[found->n].name = arena_text(arena, name);
	list[found->n].path = join(reader, folder, name);
	if (!list[found->n].name || !list[found->n].path)
		return out_of_memory(reader);
	found->list = list;
	found->n++;
	return 0;
}

static int find_drop_ins(const struct reader *reader, const char *place,
                         struct drop_ins *found)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const char *folder = join(reader, place, "conf.d");
	const struct dirent *entry;
	int r;

	if (!folder)
		return out_of_memory(reader);
	r = open_directory(reader, folder, &stream);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	while (r == 0 && (errno = 0, entry = readdir(stream)))
		if (is_drop_in(entry->d_name))
			r = add_drop_in(reader, found, folder, entry->d_name);
	if (r == 0 && errno)
		return fault_errno(reader->fault, -errno, "cannot look into /%s", folder);
	return r;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct drop_in *)a)->name,
	              ((const struct drop_in *)b)->name);
}

static int read_drop_ins(const struct reader *reader)
{
	struct drop_ins found = { 0 };
	int r = 0;

	for (const char *const *place = reader->places; r == 0 && *place; place++)
		r = find_drop_ins(reader, *place, &found);
	if (found.n)
		qsort(found.list, found.n, sizeof(*found.list), by_name);
	for (size_t i = 0; r == 0 && i < found.n; i++) {
		r = read_file(reader, found.list[i].path);
		/* Removed since it was listed. */
		if (r == -ENOENT)
			r = 0;
	}
	return r;
}

static int check_places(const struct reader *reader)
{
	for (const char *const *place = reader->places; *place; place++) {
		_cleanup_(closedirp) DIR *stream = NULL;
		int r = open_directory(reader, *place, &stream);

		if (r == -ENOENT && reader->must_exist) {
			(void)fault(reader->fault, r, "there is no directory /%s",
			            *place);
			return fault_remedy(reader->fault,
			                    "make it, or leave --config out");
		}
		if (r < 0 && r != -ENOENT)
			return r;
	}
	return 0;
}

/* "/srv/c/" is srv/c below the root. */
static const char *below_root(struct arena *arena, const char *directory)
{
	size_t length;

	while (*directory == '/')
		directory++;
	length = strlen(directory);
	while (length && directory[length - 1] == '/')
		length--;
	return length ? arena_textn(arena, directory, length) : ".";
}

int scan_configuration(const struct root *root, const char *directory, uid_t user,
                       struct config *config, struct fault *f)
{
	const char *own[] = { NULL, NULL };
	struct reader reader = { root, machine_places, directory, user, 0, config, f };
	struct stat st;
	int r;

	if (directory) {
		own[0] = below_root(config->arena, directory);
		if (!own[0])
			return out_of_memory(&reader);
		reader.places = own;
	}
	/* A copy of another machine belongs to whoever made it. */
	if (!root->live && fstat(root->fd, &st) == 0)
		reader.tree_owner = st.st_uid;
	r = check_places(&reader);
	if (r == 0)
		r = read_main(&reader);
	if (r == 0)
		r = read_drop_ins(&reader);
	return r < 0 ? r : config_finish(config, f);
}
