/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals become an answer; that of a lost pipe, or after nohup, is no signal at all. */
#include "os/signals.h"

#include <poll.h>
#include <signal.h>

#include "test.h"

static void are_an_answer(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct signals signals;
		struct pollfd ready;

		NOTE("signal %d", numbers[i]);
		CHECK_INT(signals_block(&signals), 0);
		ready = (struct pollfd){ .fd = signals.fd, .events = POLLIN };
		CHECK(!signals_arrived(&signals));
		CHECK_INT(raise(SIGPIPE), 0);
		CHECK(!signals_arrived(&signals));
		CHECK_INT(raise(numbers[i]), 0);
		CHECK_INT(poll(&ready, 1, 0), 1);
		CHECK(signals_arrived(&signals));
		CHECK(signals_arrived(&signals));
		signals_close(&signals);
		CHECK_INT(signals.fd, -1);
		signals_close(&signals);
	}
}

static void leave_nohup_alone(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct signals signals;
	sigset_t none;

	(void)sigemptyset(&none);
	CHECK_INT(sigprocmask(SIG_SETMASK, &none, NULL), 0);
	CHECK_INT(sigaction(SIGHUP, &ignore, NULL), 0);
	CHECK_INT(signals_block(&signals), 0);
	CHECK_INT(raise(SIGHUP), 0);
	CHECK(!signals_arrived(&signals));
	signals_close(&signals);
}

TESTS(TEST(are_an_answer), TEST(leave_nohup_alone))
