/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever never returns is left behind, holds nobody up, and dies with its parent. */
#include "os/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/text.h"
#include "os/lock.h"
#include "support/tree.h"
#include "test.h"

/* Long for whoever answers; nothing waits for it otherwise. */
#define SOON clock_in(3600)

static const struct bdf one = { .bus = 1 }, other = { .bus = 2 };

static struct fixture *make(void)
{
	struct fixture *fixture = fixture_new("dev/null :\n"
	                                      "plain = text\n"
	                                      "other = x\n"
	                                      "run/vfioprep/markers/\n");

	CHECK_INT(mkfifoat(fixture->root.fd, "fifo", 0600), 0);
	return fixture;
}

/*
 * A FIFO stands for a file that does not answer: to open it waits for the other end.
 * Nothing of a tree is waited for, so it passes for the machine itself; nothing but its
 * files is asked for then.
 */
static struct fixture *make_stuck(void)
{
	struct fixture *fixture = make();

	fixture->root.live = true;
	return fixture;
}

static int open_fifo(const struct fixture *fixture, int flags)
{
	int fd = openat(fixture->root.fd, "fifo", flags | O_CLOEXEC);

	CHECK(fd >= 0);
	return fd;
}

/* The answer is longer than one piece of it. */
static void tells_of_the_network(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = make();
	_cleanup_(worker_freep) struct worker *worker = worker_new(&fixture->root);
	_cleanup_(freep) char *text = NULL;
	char connections[WORKER_TEXT_MAX] = "";
	size_t used = 0, found = 0;

	while (used + 16 < sizeof(connections))
		used += (size_t)snprintf(connections + used, sizeof(connections) - used,
		                         "fe80::1%%e a\n");
	CHECK_INT(worker_network(worker, connections, &text, SOON), 0);
	CHECK(strstr(text, "link lo "));
	for (const char *at = text; (at = strstr(at, "session e fe80::1\n")); at++)
		found++;
	CHECK_INT(found, used / strlen("fe80::1%e a\n"));
	CHECK(found * strlen("session e fe80::1\n") > WORKER_TEXT_MAX);
}

static void answers(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = make();
	_cleanup_(worker_freep) struct worker *worker = worker_new(&fixture->root);
	char text[16], small[3];

	CHECK_INT(worker_read(worker, "plain", text, sizeof(text), SOON), 0);
	CHECK_TEXT(text, "text");
	CHECK_INT(worker_read(worker, "plain", small, sizeof(small), SOON), -EFBIG);
	CHECK_INT(worker_read(worker, "absent", text, sizeof(text), SOON), -ENOENT);
	CHECK_INT(worker_write(worker, one, "other", "new\n", SOON), 0);
	CHECK_INT(root_read(&fixture->root, "other", text, sizeof(text)), 0);
	CHECK_TEXT(text, "new");
	CHECK_INT(worker_write(worker, one, "absent", "x", SOON), -ENOENT);
	CHECK_INT(worker_load(worker, one, "anything", SOON), -EROFS);
	CHECK_INT(worker_claim(worker, "absent", 8, 0, SOON), -ENOENT);
	/* No disk is nobody's. */
	CHECK_INT(worker_claim(worker, "plain", 0, 0, SOON), -ESTALE);
}

static void refuses_what_does_not_fit(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = make();
	_cleanup_(worker_freep) struct worker *worker = worker_new(&fixture->root);
	char text[WORKER_TEXT_MAX + 1];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	CHECK_INT(worker_write(worker, one, "other", text, SOON), -ENAMETOOLONG);
	CHECK_INT(worker_read(worker, text, text, sizeof(text), SOON), -ENAMETOOLONG);
}

static void is_replaced_when_late(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = make_stuck();
	_cleanup_(worker_freep) struct worker *worker = worker_new(&fixture->root);
	char text[16];

	for (int i = 0; i < 3; i++) {
		CHECK_INT(worker_read(worker, "fifo", text, sizeof(text), clock_now()),
		          WORKER_LATE);
		CHECK_INT(worker_read(worker, "plain", text, sizeof(text), SOON), 0);
		CHECK_TEXT(text, "text");
	}
}

/* What a list of files answered, in order: a letter each. */
struct answers {
	const char *const *paths;
	char got[300];
	size_t n;
	size_t end; /* ends the reading at that one */
};

static int answers_path(void *context, size_t i, char *buffer, size_t size)
{
	const struct answers *answers = context;

	return text_format(buffer, size, "%s", answers->paths[i % 4]);
}

static int answers_take(void *context, size_t i, int r, const char *text)
{
	struct answers *answers = context;

	CHECK_INT((int)i, (int)answers->n);
	CHECK(i < sizeof(answers->got) - 1);
	answers->got[answers->n++] = (char)(r == 0             ? *text
	                                    : r == WORKER_LATE ? 'L'
	                                    : r == -ENOENT     ? '-'
	                                                       : '?');
	return i == answers->end ? -ECANCELED : 0;
}

static int read_many(struct worker *worker, struct answers *answers, size_t n)
{
	const struct worker_list list = { n, answers, answers_path, answers_take };

	return worker_read_many(worker, &list, 1);
}

static void answers_for_each_of_many(void)
{
	static const char *const paths[] = { "plain", "absent", "other", "plain" };
	_cleanup_(fixture_freep) struct fixture *fixture = make();
	_cleanup_(worker_freep) struct worker *worker = worker_new(&fixture->root);
	struct answers some = { .paths = paths, .end = SIZE_MAX },
		       stopped = { .paths = paths, .end = 1 };
	/* More than one message holds. */
	static const char long_path[] = "././././././././././././././././././././././././"
					"././././././././././././././././plain";
	static const char *const long_paths[] = { long_path, "absent", "other",
		                                  long_path };
	struct answers many = { .paths = long_paths, .end = SIZE_MAX };
	char text[16];

	CHECK_INT(read_many(worker, &some, 0), 0);
	CHECK_TEXT(some.got, "");
	CHECK_INT(read_many(worker, &some, 5), 0);
	CHECK_TEXT(some.got, "t-xtt");
	CHECK_INT(read_many(worker, &many, 280), 0);
	CHECK_INT((int)many.n, 280);
	for (size_t i = 0; i < many.n; i++)
		CHECK_INT(many.got[i], "t-xt"[i % 4]);
	/* Answers that were not taken are not those to the next question. */
	CHECK_INT(read_many(worker, &stopped, 4), -ECANCELED);
	CHECK_TEXT(stopped.got, "t-");
	CHECK_INT(worker_read(worker, "plain", text, sizeof(text), SOON), 0);
	CHECK_TEXT(text, "text");
}

/* The one that never answers is late; those behind it are read by another worker. */
static void leaves_the_late_one_of_many(void)
{
	static const char *const paths[] = { "plain", "fifo", "other", "plain" };
	_cleanup_(fixture_freep) struct fixture *fixture = make_stuck();
	_cleanup_(worker_freep) struct worker *worker = worker_new(&fixture->root);
	struct answers answers = { .paths = paths, .end = SIZE_MAX };

	CHECK_INT(read_many(worker, &answers, 4), 0);
	CHECK_TEXT(answers.got, "tLxt");
}

/* Begins a write that does not end before the FIFO is emptied; returns its other end. */
static int begin_write(const struct fixture *fixture, struct worker *worker)
{
	char path[160], full[4096] = { 0 }, event[512];
	_cleanup_(close_fdp) int watch = inotify_init1(IN_CLOEXEC);
	int fifo = open_fifo(fixture, O_RDWR | O_NONBLOCK);

	while (write(fifo, full, sizeof(full)) > 0)
		;
	CHECK_INT(errno, EAGAIN);
	(void)snprintf(path, sizeof(path), "%s/fifo", fixture->path);
	CHECK(inotify_add_watch(watch, path, IN_OPEN) >= 0);
	CHECK_INT(worker_write(worker, one, "fifo", "x", clock_now()), WORKER_LATE);
	/* Opened: so the marker has been taken. */
	CHECK(read(watch, event, sizeof(event)) > 0);
	return fifo;
}

static void holds_the_marker_while_it_writes(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = make();
	_cleanup_(worker_freep) struct worker *worker = worker_new(&fixture->root);
	int fifo = begin_write(fixture, worker);
	char emptied[4096];
	int marker;

	CHECK_INT(lock_marker(&fixture->root, one, 0), -EWOULDBLOCK);
	CHECK_INT(worker_write(worker, one, "other", "x", SOON), -EBUSY);
	CHECK_INT(worker_write(worker, other, "other", "x", SOON), 0);
	/* Reading is nobody's business but the reader's. */
	CHECK_INT(worker_read(worker, "plain", emptied, sizeof(emptied), SOON), 0);

	while (read(fifo, emptied, sizeof(emptied)) > 0)
		;
	marker = lock_marker(&fixture->root, one, SOON);
	CHECK(marker >= 0);
	(void)close(marker);
	CHECK_INT(worker_write(worker, one, "other", "x", SOON), 0);
	(void)close(fifo);
}

/* A program that leaves a stuck worker behind, closes its output, and lives on. */
static void leave_one_behind(const struct fixture *fixture, int output, int go)
{
	struct worker *worker = worker_new(&fixture->root);
	char byte;

	(void)dup2(output, STDOUT_FILENO);
	(void)dup2(output, STDERR_FILENO);
	(void)close(output);
	if (worker_read(worker, "plain", &byte, 1, SOON) != -EFBIG ||
	    worker_read(worker, "fifo", &byte, 1, clock_now()) != WORKER_LATE)
		_exit(1);
	(void)close(STDOUT_FILENO);
	(void)close(STDERR_FILENO);
	(void)!read(go, &byte, 1);
	_exit(0);
}

static void keeps_no_pipe_and_dies_with_its_parent(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = make_stuck();
	bool has_ended = false, is_killed = false;
	int output[2], go[2], status;
	pid_t child, gone;
	char byte;

	/* Orphans come to us, so that their end can be waited for. */
	CHECK_INT(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	CHECK_INT(pipe2(output, O_CLOEXEC), 0);
	CHECK_INT(pipe2(go, O_CLOEXEC), 0);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		(void)close(output[0]);
		(void)close(go[1]);
		leave_one_behind(fixture, output[1], go[0]);
	}
	(void)close(output[1]);
	(void)close(go[0]);
	/* The end of the output comes although both still live. */
	CHECK_INT(read(output[0], &byte, 1), 0);
	(void)close(go[1]);
	/* Others of ours are still stuck, and no concern of this test. */
	while (!has_ended || !is_killed) {
		gone = waitpid(-1, &status, 0);
		CHECK(gone > 0);
		if (gone == child)
			has_ended = status == 0;
		else
			is_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	}
	(void)close(output[0]);
}

static void frees_nothing_too(void)
{
	worker_free(NULL);
}

TESTS(TEST(answers), TEST(answers_for_each_of_many), TEST(leaves_the_late_one_of_many),
      TEST(tells_of_the_network), TEST(refuses_what_does_not_fit),
      TEST(is_replaced_when_late), TEST(holds_the_marker_while_it_writes),
      TEST(keeps_no_pipe_and_dies_with_its_parent), TEST(frees_nothing_too))
