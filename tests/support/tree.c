/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "test.h"

static int write_file(int directory, const char *path, const char *bytes, size_t size)
{
	_cleanup_(close_fdp) int fd =
		openat(directory, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	return write(fd, bytes, size) == (ssize_t)size ? 0 : -EIO;
}

static int make_parents(int directory, char *path)
{
	for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		int r;

		*slash = '\0';
		r = mkdirat(directory, path, 0755);
		*slash = '/';
		if (r < 0 && errno != EEXIST)
			return -errno;
	}
	return 0;
}

static bool is_below(const char *path)
{
	const char *part = path;

	if (*path == '\0' || *path == '/')
		return false;
	for (;;) {
		size_t length = strcspn(part, "/");

		if (length == 2 && text_starts(part, ".."))
			return false;
		if (!part[length])
			return true;
		part += length + 1;
	}
}

/* The text and its newline, for which the line has room. */
static int parse_text(char *text, struct tree_entry *ret)
{
	if (text_unescape(text) < 0)
		return -EINVAL;
	ret->kind = TREE_FILE;
	ret->value = text;
	ret->size = strlen(text) + 1;
	text[ret->size - 1] = '\n';
	return 0;
}

/* Bytes take less room than their digits. */
static int parse_bytes(char *digits, struct tree_entry *ret)
{
	size_t n = strlen(digits) / 2;

	if (strlen(digits) % 2)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		uint32_t byte;

		if (text_hex(digits + 2 * i, 2, 0xff, &byte) < 0)
			return -EINVAL;
		digits[i] = (char)byte;
	}
	ret->kind = TREE_FILE;
	ret->value = digits;
	ret->size = n;
	return 0;
}

int tree_parse(char *line, struct tree_entry *ret)
{
	char *rest = line, *path = strsep(&rest, " "), *sign = strsep(&rest, " ");
	bool is_directory;

	if (text_unescape(path) < 0 || !is_below(path))
		return -EINVAL;
	is_directory = path[strlen(path) - 1] == '/';
	if (is_directory != !sign)
		return -EINVAL;
	*ret = (struct tree_entry){ .kind = TREE_DIRECTORY, .path = path };
	if (!sign)
		return 0;
	if (strcmp(sign, "=") == 0)
		return parse_text(rest ? rest : sign + 1, ret);
	if (strcmp(sign, ":") == 0)
		return parse_bytes(rest ? rest : sign + 1, ret);
	if (strcmp(sign, "->") != 0 || !rest || !*rest)
		return -EINVAL;
	ret->kind = TREE_LINK;
	ret->value = rest;
	ret->size = strlen(rest);
	return 0;
}

static int make_entry(int directory, char *line)
{
	struct tree_entry entry;
	int r = tree_parse(line, &entry);

	if (r == 0)
		r = make_parents(directory, entry.path);
	if (r < 0)
		return r;
	switch (entry.kind) {
	case TREE_DIRECTORY:
		return 0;
	case TREE_FILE:
		return write_file(directory, entry.path, entry.value, entry.size);
	case TREE_LINK:
		break;
	}
	return symlinkat(entry.value, directory, entry.path) < 0 ? -errno : 0;
}

int tree_expand(int directory, const char *text, struct fault *f)
{
	for (unsigned number = 1; *text; number++) {
		size_t length = strcspn(text, "\n");
		/* Room for the newline behind the text, and for one behind nothing. */
		_cleanup_(freep) char *line = calloc(1, length + 3);
		int r = 0;

		if (!line)
			return fault(f, -ENOMEM, "out of memory");
		memcpy(line, text, length);
		if (*line && *line != '#')
			r = make_entry(directory, line);
		if (r < 0)
			return fault_errno(f, r, "line %u: %.*s", number, (int)length,
			                   text);
		text += length + (text[length] == '\n');
	}
	return 0;
}

/* What changes without meaning anything: DESIGN 6 leaves it out of comparisons. */
static bool is_left_out(const char *path)
{
	return strcmp(path, "run/vfioprep/lock") == 0 ||
	       text_starts(path, "run/vfioprep/markers");
}

static void show_file(FILE *out, int directory, const char *name, const char *path)
{
	_cleanup_(close_fdp) int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	char text[16384];
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));

	CHECK(n >= 0 && (size_t)n < sizeof(text));
	(void)fprintf(out, "f %s =", path);
	for (ssize_t i = 0; i < n; i++)
		(void)fprintf(out, text[i] >= 0x20 && text[i] < 0x7f ? "%c" : "\\x%02x",
		              (unsigned char)text[i]);
	(void)fputc('\n', out);
}

static void show_link(FILE *out, int directory, const char *name, const char *path)
{
	char target[512];
	ssize_t n = readlinkat(directory, name, target, sizeof(target));

	CHECK(n >= 0 && (size_t)n < sizeof(target));
	(void)fprintf(out, "l %s -> %.*s\n", path, (int)n, target);
}

static void show_directory(FILE *out, int directory, const char *prefix);

static void show_entry(FILE *out, int directory, const struct dirent *entry,
                       const char *prefix)
{
	char path[1024];
	int fd;

	if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
		return;
	CHECK_INT(text_format(path, sizeof(path), "%s%s%s", prefix, *prefix ? "/" : "",
	                      entry->d_name),
	          0);
	if (is_left_out(path))
		return;
	if (entry->d_type == DT_LNK) {
		show_link(out, directory, entry->d_name, path);
	} else if (entry->d_type == DT_DIR) {
		(void)fprintf(out, "d %s\n", path);
		fd = openat(directory, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		CHECK(fd >= 0);
		show_directory(out, fd, path);
		(void)close(fd);
	} else {
		show_file(out, directory, entry->d_name, path);
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct dirent *const *)a)->d_name,
	              (*(struct dirent *const *)b)->d_name);
}

static void show_directory(FILE *out, int directory, const char *prefix)
{
	struct dirent **entries;
	int n = scandirat(directory, ".", &entries, NULL, NULL);

	CHECK(n >= 0);
	qsort(entries, (size_t)n, sizeof(*entries), by_name);
	for (int i = 0; i < n; i++) {
		show_entry(out, directory, entries[i], prefix);
		free(entries[i]);
	}
	free(entries);
}

char *tree_photo(int directory)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	CHECK(out);
	show_directory(out, directory, "");
	(void)fclose(out);
	return text;
}

/* Thousands of small files: in memory where there is such a place. */
static const char *temporary_directory(void)
{
	const char *wanted = getenv("TMPDIR");

	if (wanted)
		return wanted;
	return access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp";
}

struct fixture *fixture_new(const char *tree)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	CHECK(fixture);
	CHECK_INT(text_format(fixture->path, sizeof(fixture->path), "%s/vfioprep-XXXXXX",
	                      temporary_directory()),
	          0);
	CHECK(mkdtemp(fixture->path));
	CHECK_INT(root_open(fixture->path, &fixture->root, NULL), 0);
	if (tree)
		fixture_add(fixture, tree);
	return fixture;
}

void fixture_add(const struct fixture *fixture, const char *tree)
{
	struct fault f = { 0 };

	(void)tree_expand(fixture->root.fd, tree, &f);
	CHECK_TEXT(f.text, "");
}

static int remove_entry(const char *path, const struct stat *st, int type,
                        struct FTW *place)
{
	(void)st, (void)type, (void)place;
	return remove(path);
}

void fixture_free(struct fixture *fixture)
{
	if (!fixture)
		return;
	root_close(&fixture->root);
	(void)nftw(fixture->path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	free(fixture);
}
