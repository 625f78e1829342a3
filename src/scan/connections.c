/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Over what does whoever runs us come? SSH_CONNECTION says it, but sudo drops it; then
 * the processes above us do: one of them, sshd, has the connection open.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/text.h"
#include "scan/network.h"

/* More than any shell is deep; ends a circle in what changes while it is read. */
#define DEPTH_MAX 64

/* TCP_ESTABLISHED of include/net/tcp_states.h, as the table has it. */
#define ESTABLISHED "01"

struct search {
	struct scan *scan;
	char (*sockets)[24]; /* the numbers of those that are open above us */
	size_t n;
	FILE *found;
};

/* "12 (a) b) S 1 …": the command may be any text. */
static int parent_of(const struct root *root, uint32_t pid, uint32_t *ret)
{
	char path[64], text[1024], *end, *parent;
	int r = text_format(path, sizeof(path), "proc/%u/stat", pid);

	if (r == 0)
		r = root_read(root, path, text, sizeof(text));
	if (r < 0)
		return r;
	end = strrchr(text, ')');
	if (!end || !end[1] || !end[2] || !end[3])
		return -EBADMSG;
	parent = end + 4;
	return text_decimal(parent, strcspn(parent, " "), INT32_MAX, ret);
}

static int add_socket(struct search *search, const char *target)
{
	size_t length = strlen("socket:[");
	char(*longer)[24];

	if (!text_starts(target, "socket:[") || strlen(target) >= 24 + length)
		return 0;
	longer = realloc(search->sockets, (search->n + 1) * sizeof(*longer));
	if (!longer)
		return -ENOMEM;
	search->sockets = longer;
	(void)snprintf(longer[search->n], sizeof(*longer), "%.*s",
	               (int)strcspn(target + length, "]"), target + length);
	search->n++;
	return 0;
}

/* Only root may look into those of others; whoever is not root has the variable. */
static int read_sockets(struct search *search, uint32_t pid)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	char path[64];
	int r = text_format(path, sizeof(path), "proc/%u/fd", pid);

	if (r == 0)
		r = root_opendir(search->scan->root, path, &stream);
	if (r == -EACCES || r == -EPERM)
		return search->scan->tell ? r : 0;
	if (r < 0)
		return r == -ENOENT || r == -ESRCH ? 0 : r;
	while (r == 0 && (entry = readdir(stream))) {
		char target[64];

		if (dir_readlink(dirfd(stream), entry->d_name, target, sizeof(target)) ==
		    0)
			r = add_socket(search, target);
	}
	return r;
}

/* Up to the first process, which is everybody's and holds nobody's connection. */
static int read_ancestors(struct search *search)
{
	uint32_t pid = (uint32_t)getpid();

	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		int r = parent_of(search->scan->root, pid, &pid);

		if (r < 0)
			return r == -ENOENT || r == -ESRCH ? 0 : r;
		if (pid <= 1)
			return 0;
		r = read_sockets(search, pid);
		if (r < 0)
			return r;
	}
	return 0;
}

static bool is_wanted(const struct search *search, const char *number)
{
	for (size_t i = 0; i < search->n; i++)
		if (text_equal(search->sockets[i], number))
			return true;
	return false;
}

/* "0100007F:1F90": words of the machine's own order, in hex. */
static int parse_end(const char *text, char *buffer, size_t size)
{
	uint32_t words[4] = { 0 };
	size_t length = strcspn(text, ":");

	if (text[length] != ':' || (length != 8 && length != 32))
		return -EBADMSG;
	for (size_t i = 0; i < length / 8; i++)
		if (text_hex(text + 8 * i, 8, UINT32_MAX, &words[i]) < 0)
			return -EBADMSG;
	return inet_ntop(length == 8 ? AF_INET : AF_INET6, words, buffer, (socklen_t)size)
	               ? 0
	               : -EBADMSG;
}

/* "0: LOCAL REMOTE STATE QUEUES TIMER RETRANSMITS UID TIMEOUT INODE …" */
static int take_row(struct search *search, char *line)
{
	char *fields[10] = { NULL }, *field;
	char local[INET6_ADDRSTRLEN], peer[INET6_ADDRSTRLEN];
	size_t n = 0;

	while (n < 10 && (field = strsep(&line, " ")))
		if (*field)
			fields[n++] = field;
	if (n < 10 || !text_equal(fields[3], ESTABLISHED) ||
	    !is_wanted(search, fields[9]))
		return 0;
	if (parse_end(fields[1], local, sizeof(local)) < 0 ||
	    parse_end(fields[2], peer, sizeof(peer)) < 0)
		return -EBADMSG;
	return fprintf(search->found, "%s %s\n", peer, local) < 0 ? -ENOMEM : 0;
}

static int read_table(struct search *search, const char *path)
{
	int fd = root_open_file(search->scan->root, path, O_RDONLY, 0);
	_cleanup_(fclosep) FILE *stream = fd < 0 ? NULL : fdopen(fd, "re");
	char line[512];
	int r = 0;

	/* A kernel without IPv6. */
	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	if (!stream) {
		(void)close(fd);
		return -ENOMEM;
	}
	while (r == 0 && fgets(line, sizeof(line), stream))
		r = take_row(search, line);
	return r == 0 && ferror(stream) ? -EIO : r;
}

/* "PEER PORT LOCAL PORT" */
static int take_variable(struct search *search)
{
	const char *peer = search->scan->peer, *local;
	int length = (int)strcspn(peer, " ");

	local = strchr(peer, ' ');
	local = local ? strchr(local + 1, ' ') : NULL;
	if (!local || !length || strchr(peer, '\n'))
		return 0;
	return fprintf(search->found, "%.*s %.*s\n", length, peer,
	               (int)strcspn(local + 1, " "), local + 1) < 0
	               ? -ENOMEM
	               : 0;
}

static int search_all(struct search *search)
{
	int r = read_ancestors(search);

	if (r == 0 && search->scan->peer)
		r = take_variable(search);
	if (r == 0 && search->n)
		r = read_table(search, "proc/self/net/tcp");
	if (r == 0 && search->n)
		r = read_table(search, "proc/self/net/tcp6");
	return r;
}

int connections_read(struct scan *scan, char **ret)
{
	_cleanup_(freep) char *text = NULL;
	struct search search = { .scan = scan };
	size_t size;
	int r;

	search.found = open_memstream(&text, &size);
	if (!search.found)
		return -ENOMEM;
	r = search_all(&search);
	free(search.sockets);
	if (fclose(search.found) != 0)
		return -ENOMEM;
	if (r == 0)
		*ret = take(text);
	return r;
}
