/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "model/lease.h"
#include "os/files.h"

#define LOCK_FILE LOCK_DIRECTORY "/lock"

static void interrupt(int signal)
{
	(void)signal;
}

/*
 * flock() has no timeout: a timer's signal breaks it off. The timer repeats, so that a
 * signal that falls between the look at the clock and the call is not the last one.
 */
static int wait_lock(int fd, deadline_ms deadline)
{
	struct sigaction action = { .sa_handler = interrupt }, old;
	struct itimerval beat = { .it_interval.tv_usec = 50000,
		                  .it_value.tv_usec = 50000 };
	struct itimerval off = { 0 };
	int r = -EWOULDBLOCK;

	if (sigaction(SIGALRM, &action, &old) < 0 ||
	    setitimer(ITIMER_REAL, &beat, NULL) < 0)
		return -errno;
	while (r == -EWOULDBLOCK && clock_left(deadline) > 0) {
		if (flock(fd, LOCK_EX) == 0)
			r = 0;
		else if (errno != EINTR)
			r = -errno;
	}
	(void)setitimer(ITIMER_REAL, &off, NULL);
	(void)sigaction(SIGALRM, &old, NULL);
	return r;
}

static int take_lock(int fd, deadline_ms deadline)
{
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno != EWOULDBLOCK)
		return -errno;
	return wait_lock(fd, deadline);
}

static int name_holder(int fd, struct fault *f)
{
	char holder[256];
	ssize_t n = pread(fd, holder, sizeof(holder) - 1, 0);

	holder[n > 0 ? n : 0] = '\0';
	(void)text_trim(holder);
	(void)fault(f, -EWOULDBLOCK, "another vfioprep is at work: %s",
	            *holder ? holder : "its name is not known");
	return fault_remedy(f, "wait for it, or give it longer with --wait SECONDS");
}

/* For whoever finds the lock taken; nothing depends on it. */
static void sign(int fd, const char *command)
{
	char text[256];

	if (text_format(text, sizeof(text), "pid %d, %s\n", (int)getpid(), command) < 0)
		return;
	if (ftruncate(fd, 0) == 0)
		(void)!pwrite(fd, text, strlen(text), 0);
}

int lock_machine(const struct root *root, const char *command, deadline_ms deadline,
                 struct fault *f)
{
	static const char *const directories[] = { LOCK_DIRECTORY, LEASE_DIRECTORY,
		                                   MARKER_DIRECTORY };
	_cleanup_(close_fdp) int fd = -1;
	int r;

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		r = make_directory(root, directories[i], 0755);
		if (r < 0)
			return fault_errno(f, r, "cannot make the directory /%s",
			                   directories[i]);
	}
	fd = root_open_file(root, LOCK_FILE, O_RDWR | O_CREAT, 0600);
	if (fd < 0)
		return fault_errno(f, fd, "cannot open /%s", LOCK_FILE);
	r = take_lock(fd, deadline);
	if (r == -EWOULDBLOCK)
		return name_holder(fd, f);
	if (r < 0)
		return fault_errno(f, r, "cannot lock /%s", LOCK_FILE);

	sign(fd, command);
	return take_fd(&fd);
}

int lock_marker(const struct root *root, struct bdf device, deadline_ms deadline)
{
	_cleanup_(close_fdp) int fd = -1;
	char path[64];
	int r;

	r = text_format(path, sizeof(path), MARKER_DIRECTORY "/%s", BDF_TEXT(device));
	if (r < 0)
		return r;
	fd = root_open_file(root, path, O_RDWR | O_CREAT, 0600);
	if (fd < 0)
		return fd;
	r = take_lock(fd, deadline);
	return r < 0 ? r : take_fd(&fd);
}
