/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/worker.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "os/servant.h"

struct worker {
	const struct root *root;
	int socket; /* -1: no child */
	pid_t child;
};

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
		servant(worker->root, ends[1], parent);

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
