/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "os/lock.h"
#include "os/mappings.h"
#include "os/modules.h"
#include "os/rtnetlink.h"

enum operation { READ, READ_MANY, WRITE, LOAD, CLAIM, OPEN, MAPPINGS, NETWORK };

struct ask {
	enum operation operation;
	struct bdf device;
	char path[256];             /* a file, a directory of proc, or a module */
	dev_t number;               /* of the device to CLAIM */
	size_t offset;              /* of what NETWORK told: where to go on */
	char text[WORKER_TEXT_MAX]; /* READ_MANY: paths, each with its NUL */
};

struct reply {
	int error; /* 0 or negative errno */
	char text[WORKER_TEXT_MAX];
};

struct worker {
	const struct root *root;
	int socket; /* -1: no child */
	pid_t child;
};

/* The child's side. It stands alone: no descriptor of the parent but the root. */

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

_Noreturn static void become_worker(const struct root *root, int socket, pid_t parent)
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

/* The parent's side. */

static int hire(struct worker *worker)
{
	pid_t parent = getpid(), child;
	int ends[2];

	if (worker->socket >= 0)
		return 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	child = fork();
	if (child < 0) {
		int error = -errno;

		(void)close(ends[0]);
		(void)close(ends[1]);
		return error;
	}
	if (child == 0)
		become_worker(worker->root, ends[1], parent);

	(void)close(ends[1]);
	worker->socket = ends[0];
	worker->child = child;
	return 0;
}

/* Leaves the child to itself. If it is done it is reaped, if it is stuck init will do it.
 */
static void dismiss(struct worker *worker)
{
	if (worker->socket < 0)
		return;
	(void)close(worker->socket);
	worker->socket = -1;
	(void)waitpid(worker->child, NULL, WNOHANG);
}

/* An answer that cannot be received is none: -EPIPE, as when the child died without. */
static int receive(struct worker *worker, struct reply *reply, deadline_ms deadline)
{
	struct pollfd ready = { .fd = worker->socket, .events = POLLIN };
	int r;

	do
		r = poll(&ready, 1, clock_left(deadline));
	while (r < 0 && errno == EINTR);
	if (r == 0)
		return WORKER_LATE;
	if (r < 0 || recv(worker->socket, reply, sizeof(*reply), 0) <=
	                     (ssize_t)offsetof(struct reply, text))
		return -EPIPE;
	return reply->error;
}

/* The text is last and mostly short: only its LENGTH is sent. */
static int send_ask(struct worker *worker, const struct ask *question, size_t length)
{
	int r = hire(worker);

	if (r < 0)
		return r;
	if (send(worker->socket, question, offsetof(struct ask, text) + length,
	         MSG_NOSIGNAL) < 0) {
		r = -errno;
		dismiss(worker);
	}
	return r;
}

static int receive_or_dismiss(struct worker *worker, struct reply *reply,
                              deadline_ms deadline)
{
	int r = receive(worker, reply, deadline);

	if (r == WORKER_LATE || r == -EPIPE)
		dismiss(worker);
	return r;
}

static int ask(struct worker *worker, const struct ask *question, struct reply *reply,
               deadline_ms deadline)
{
	int r = send_ask(worker, question, strlen(question->text) + 1);

	return r < 0 ? r : receive_or_dismiss(worker, reply, deadline);
}

static int prepare(struct ask *question, enum operation operation, const char *path,
                   const char *text)
{
	question->operation = operation;
	question->offset = 0;
	question->device = (struct bdf){ 0 };
	if (text_format(question->path, sizeof(question->path), "%s", path) < 0 ||
	    text_format(question->text, sizeof(question->text), "%s", text) < 0)
		return -ENAMETOOLONG;
	return 0;
}

struct worker *worker_new(const struct root *root)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker) {
		worker->root = root;
		worker->socket = -1;
	}
	return worker;
}

static int ask_text(struct worker *worker, enum operation operation, const char *path,
                    char *buffer, size_t size, deadline_ms deadline)
{
	struct ask question;
	struct reply reply;
	int r;

	r = prepare(&question, operation, path, "");
	if (r < 0)
		return r;
	r = ask(worker, &question, &reply, deadline);
	if (r != 0)
		return r;
	return text_format(buffer, size, "%s", reply.text) < 0 ? -EFBIG : 0;
}

int worker_read(struct worker *worker, const char *path, char *buffer, size_t size,
                deadline_ms deadline)
{
	return ask_text(worker, READ, path, buffer, size, deadline);
}

int worker_mappings(struct worker *worker, const char *process, char *buffer, size_t size,
                    deadline_ms deadline)
{
	return ask_text(worker, MAPPINGS, process, buffer, size, deadline);
}

/* As many paths from file FIRST on as fit into one message. */
static int pack(const struct worker_list *list, size_t first, struct ask *question,
                size_t *ret_n, size_t *ret_length)
{
	size_t n = 0, length = 0;

	*question = (struct ask){ .operation = READ_MANY };
	for (; first + n < list->n; n++) {
		char path[sizeof(question->path)];
		int r = list->path(list->context, first + n, path, sizeof(path));

		if (r < 0)
			return r;
		if (length + strlen(path) + 1 > sizeof(question->text))
			break;
		memcpy(question->text + length, path, strlen(path) + 1);
		length += strlen(path) + 1;
	}
	*ret_n = n;
	*ret_length = length;
	return 0;
}

/* Takes N answers, fewer if the worker was lost over one. *ret_n: how many were taken. */
static int take_answers(struct worker *worker, const struct worker_list *list,
                        size_t first, unsigned seconds, size_t *ret_n)
{
	size_t n = *ret_n;
	int r = 0;

	*ret_n = 0;
	while (r >= 0 && *ret_n < n && worker->socket >= 0) {
		struct reply reply;

		r = receive_or_dismiss(worker, &reply, clock_in(seconds));
		r = list->answer(list->context, first + *ret_n, r,
		                 r == 0 ? reply.text : "");
		++*ret_n;
	}
	/* Answers that nobody takes any more would be taken for those of the next. */
	if (r < 0 && *ret_n < n)
		dismiss(worker);
	return r;
}

int worker_read_many(struct worker *worker, const struct worker_list *list,
                     unsigned seconds)
{
	size_t done = 0;
	int r = 0;

	while (r >= 0 && done < list->n) {
		struct ask question;
		size_t n, length;

		r = pack(list, done, &question, &n, &length);
		if (r == 0)
			r = send_ask(worker, &question, length);
		if (r == 0)
			r = take_answers(worker, list, done, seconds, &n);
		if (r >= 0)
			done += n;
	}
	return r < 0 ? r : 0;
}

int worker_write(struct worker *worker, struct bdf device, const char *path,
                 const char *text, deadline_ms deadline)
{
	struct ask question;
	struct reply reply;
	int r;

	r = prepare(&question, WRITE, path, text);
	if (r < 0)
		return r;
	question.device = device;
	return ask(worker, &question, &reply, deadline);
}

int worker_load(struct worker *worker, struct bdf device, const char *module,
                deadline_ms deadline)
{
	struct ask question;
	struct reply reply;
	int r;

	r = prepare(&question, LOAD, module, "");
	if (r < 0)
		return r;
	question.device = device;
	return ask(worker, &question, &reply, deadline);
}

int worker_claim(struct worker *worker, const char *path, uint32_t major, uint32_t minor,
                 deadline_ms deadline)
{
	struct ask question;
	struct reply reply;
	int r;

	r = prepare(&question, CLAIM, path, "");
	if (r < 0)
		return r;
	question.number = makedev(major, minor);
	return ask(worker, &question, &reply, deadline);
}

int worker_network(struct worker *worker, const char *connections, char **ret,
                   deadline_ms deadline)
{
	_cleanup_(freep) char *text = NULL;
	struct ask question;
	struct reply reply;
	size_t size = 0, piece;
	int r = prepare(&question, NETWORK, "", connections);

	while (r == 0) {
		char *longer;

		question.offset = size;
		r = ask(worker, &question, &reply, deadline);
		if (r != 0)
			return r;
		piece = strlen(reply.text);
		longer = realloc(text, size + piece + 1);
		if (!longer)
			return -ENOMEM;
		text = longer;
		memcpy(text + size, reply.text, piece + 1);
		size += piece;
		if (piece < sizeof(reply.text) - 1)
			break;
	}
	if (r == 0)
		*ret = take(text);
	return r;
}

int worker_open(struct worker *worker, const char *path, deadline_ms deadline)
{
	char nothing[1];

	return ask_text(worker, OPEN, path, nothing, sizeof(nothing), deadline);
}

void worker_free(struct worker *worker)
{
	if (worker)
		dismiss(worker);
	free(worker);
}
