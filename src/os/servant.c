/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/servant.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/lock.h"
#include "os/mappings.h"
#include "os/modules.h"
#include "os/rtnetlink.h"

struct child {
	struct root root;
	int socket;
	pid_t parent;
	struct mappings *mappings; /* NULL until first asked for */
	char *network;             /* what was told last; NULL: nothing yet */
};

static int do_write(const struct child *child, const struct ask *ask)
{
	_cleanup_(close_fdp) int fd = root_open_file(&child->root, ask->path, O_WRONLY,
	                                             0);
	size_t length = strlen(ask->text);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = write(fd, ask->text, length);
	if (n < 0)
		return -errno;
	return (size_t)n == length ? 0 : -EIO;
}

static int do_change(const struct child *child, const struct ask *ask)
{
	_cleanup_(close_fdp) int marker = lock_marker(&child->root, ask->device, 0);

	if (marker < 0)
		return marker == -EWOULDBLOCK ? -EBUSY : marker;
	/* A parent that died meanwhile asks for nothing any more. */
	if (getppid() != child->parent)
		return -EPIPE;
	return ask->operation == WRITE ? do_write(child, ask)
	                               : module_load(&child->root, ask->path);
}

static int do_claim(const struct child *child, const struct ask *ask)
{
	/* Read-only: udev looks again at what was open for writing. */
	_cleanup_(close_fdp) int fd = root_open_file(&child->root, ask->path,
	                                             O_RDONLY | O_EXCL | O_NONBLOCK, 0);
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	return S_ISBLK(st.st_mode) && st.st_rdev == ask->number ? 0 : -ESTALE;
}

static int do_open(const struct child *child, const struct ask *ask)
{
	_cleanup_(close_fdp) int place = root_open_file(&child->root, ask->path, O_PATH,
	                                                0);
	_cleanup_(close_fdp) int fd = -1;
	struct stat st;

	if (place < 0)
		return place;
	if (fstat(place, &st) < 0)
		return -errno;
	if (!S_ISCHR(st.st_mode))
		return -ENODEV;
	fd = root_open_file(&child->root, ask->path, O_RDWR | O_NONBLOCK, 0);
	return fd < 0 ? fd : 0;
}

static int do_mappings(struct child *child, const struct ask *ask, struct reply *reply)
{
	if (!child->mappings)
		child->mappings = mappings_new();
	return child->mappings ? mappings_read(child->mappings, &child->root, ask->path,
	                                       reply->text, sizeof(reply->text))
	                       : -ENOMEM;
}

/* It is long: asked for from 0 on, in pieces, of which the last one is not full. */
static int do_network(struct child *child, const struct ask *ask, struct reply *reply)
{
	if (ask->offset == 0) {
		int r;

		free(take(child->network));
		r = rtnetlink_text(ask->text, &child->network);
		if (r < 0)
			return r;
	}
	if (!child->network || ask->offset > strlen(child->network))
		return -EINVAL;
	(void)snprintf(reply->text, sizeof(reply->text), "%s",
	               child->network + ask->offset);
	return 0;
}

static void answer(struct child *child, const struct ask *ask, struct reply *reply)
{
	switch (ask->operation) {
	case READ:
		reply->error = root_read(&child->root, ask->path, reply->text,
		                         sizeof(reply->text));
		return;
	case READ_MANY: /* answers itself, many times */
		return;
	case WRITE:
	case LOAD:
		reply->error = do_change(child, ask);
		return;
	case CLAIM:
		reply->error = do_claim(child, ask);
		return;
	case OPEN:
		reply->error = do_open(child, ask);
		return;
	case MAPPINGS:
		reply->error = do_mappings(child, ask, reply);
		return;
	case NETWORK:
		reply->error = do_network(child, ask, reply);
		return;
	}
}

static int send_reply(const struct child *child, const struct reply *reply)
{
	size_t size = offsetof(struct reply, text) + strlen(reply->text) + 1;

	return send(child->socket, reply, size, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* An answer each, as soon as it is known: the next file may never return. */
static int answer_many(const struct child *child, const struct ask *ask, size_t length)
{
	int r = 0;

	for (const char *path = ask->text; r == 0 && path < ask->text + length;
	     path += strlen(path) + 1) {
		struct reply reply;

		reply.text[0] = '\0';
		reply.error = root_read(&child->root, path, reply.text,
		                        sizeof(reply.text));
		if (reply.error < 0)
			reply.text[0] = '\0';
		r = send_reply(child, &reply);
	}
	return r;
}

_Noreturn static void serve(struct child *child)
{
	const ssize_t head = offsetof(struct ask, text);
	struct ask ask;
	ssize_t n;
	int r = 0;

	while (r == 0 && (n = recv(child->socket, &ask, sizeof(ask), 0)) > head) {
		struct reply reply = { 0 };

		if (ask.operation == READ_MANY) {
			r = answer_many(child, &ask, (size_t)(n - head));
			continue;
		}
		answer(child, &ask, &reply);
		r = send_reply(child, &reply);
	}
	_exit(0);
}

/* Keeps the socket as 3 and the root as 4 and lets go of everything else. */
static int keep_only(int socket, int root)
{
	int null = openat(root, "dev/null", O_RDWR | O_CLOEXEC);

	/* Above what they will become, so that none takes another's place. */
	null = null < 0 ? null : fcntl(null, F_DUPFD_CLOEXEC, 5);
	socket = fcntl(socket, F_DUPFD_CLOEXEC, 5);
	root = fcntl(root, F_DUPFD_CLOEXEC, 5);
	if (null < 0 || socket < 0 || root < 0)
		return -errno;
	for (int fd = 0; fd < 3; fd++)
		if (dup2(null, fd) < 0)
			return -errno;
	if (dup2(socket, 3) < 0 || dup2(root, 4) < 0 || close_range(5, ~0U, 0) < 0)
		return -errno;
	return 0;
}

_Noreturn void servant(const struct root *root, int socket, pid_t parent)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct child child = { .root = *root, .socket = 3, .parent = parent };

	/* Keys pressed at the terminal are for the parent, which then takes everything
	 * back. */
	(void)sigaction(SIGINT, &ignore, NULL);
	(void)sigaction(SIGTERM, &ignore, NULL);
	(void)sigaction(SIGHUP, &ignore, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent ||
	    keep_only(socket, root->fd) < 0)
		_exit(1);
	child.root.fd = 4;
	serve(&child);
}
