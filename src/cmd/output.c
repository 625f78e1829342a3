/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/output.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int write_out(void *context, const char *text, size_t length)
{
	(void)context;
	errno = EIO;
	return fwrite(text, 1, length, stdout) == length ? 0 : -errno;
}

struct sink output_sink(void)
{
	return (struct sink){ .write = write_out };
}

/* Whether the terminal's characters hold the lines of a tree. */
static bool is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

struct look output_look(const struct settings *settings)
{
	bool terminal = isatty(STDOUT_FILENO);
	const char *no_colour = getenv("NO_COLOR");
	struct look look = { .ascii = settings->ascii || !is_utf8() };
	struct winsize size;

	if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		look.width = size.ws_col;
	switch (settings->colour) {
	case COLOUR_ALWAYS:
		look.colour = true;
		break;
	case COLOUR_AUTO:
		look.colour = terminal && !(no_colour && *no_colour);
		break;
	case COLOUR_NEVER:
		break;
	}
	return look;
}

/* A stream remembers that a write failed, and not why. */
static int past_error(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && out.revents & POLLERR ? -EPIPE : -EIO;
}

int output_finish(void)
{
	bool failed = ferror(stdout) != 0;

	errno = EIO;
	if (fflush(stdout) != 0)
		return -errno;
	return failed ? past_error() : 0;
}

bool output_is_watched(void)
{
	return isatty(STDERR_FILENO);
}
