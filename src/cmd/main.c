/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/help.h"
#include "cmd/options.h"
#include "cmd/output.h"
#include "cmd/speak.h"

#ifndef VFIOPREP_VERSION
#error "the build says which version this is"
#endif

/* A file opened later must not become what others take for standard output. */
static void fill_standard_descriptors(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			/* The wrong way round: use of a closed descriptor stays an error.
			 */
			(void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

static enum status dispatch(const struct settings *settings, const struct verb *verb)
{
	struct sink sink = output_sink();
	struct fault f = { 0 };

	if (settings->help) {
		(void)help_print(&sink, verb);
		return STATUS_DONE;
	}
	if (settings->version) {
		(void)sink_text(&sink, "vfioprep " VFIOPREP_VERSION "\n");
		return STATUS_DONE;
	}
	if (!verb) {
		(void)fault(&f, -EINVAL, "no command was given");
		(void)fault_remedy(&f, "see vfioprep --help for the commands");
		return speak_error(settings, STATUS_USAGE, "usage", &f);
	}
	return verb->run(settings);
}

int main(int argc, char **argv)
{
	struct settings settings = { .peer = getenv("SSH_CONNECTION") };
	const struct verb *verb = NULL;
	struct fault f = { 0 };
	enum status status;
	int r;

	fill_standard_descriptors();
	/* Whoever stops reading is told by a failed write, not by our death. */
	(void)signal(SIGPIPE, SIG_IGN);
	/* Only the characters: numbers and messages are the same everywhere. */
	(void)setlocale(LC_CTYPE, "");
	if (options_parse(argc, argv, &settings, &verb, &f) < 0)
		status = speak_error(&settings, STATUS_USAGE, "usage", &f);
	else
		status = dispatch(&settings, verb);

	r = output_finish();
	/* Whoever reads through a pipe may stop when it has seen enough. */
	if (r < 0 && r != -EPIPE) {
		f = (struct fault){ 0 };
		(void)fault_errno(&f, r, "cannot write the result to standard output");
		speak(f.text, NULL);
		if (status == STATUS_DONE || status == STATUS_NOT_READY)
			status = STATUS_FAILED;
	}
	return (int)status;
}
