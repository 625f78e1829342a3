/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

int signals_block(struct signals *ret)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction hangup;
	sigset_t set;
	int fd;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	if (sigaction(SIGHUP, NULL, &hangup) < 0)
		return -errno;
	/* Who said nohup wants it done also without a terminal. */
	if (hangup.sa_handler != SIG_IGN)
		(void)sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0 ||
	    sigaction(SIGPIPE, &ignore, NULL) < 0)
		return -errno;
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return -errno;

	*ret = (struct signals){ .fd = fd };
	return 0;
}

bool signals_arrived(struct signals *signals)
{
	struct signalfd_siginfo info;

	while (read(signals->fd, &info, sizeof(info)) == sizeof(info))
		signals->seen = true;
	return signals->seen;
}

void signals_close(struct signals *signals)
{
	if (signals->fd >= 0)
		(void)close(signals->fd);
	signals->fd = -1;
}
