/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals become an answer; those of a lost terminal or pipe are no signals at all. */
#include "os/signals.h"

#include <poll.h>
#include <signal.h>

#include "test.h"

static void are_an_answer(void)
{
	static const int numbers[] = { SIGINT, SIGTERM };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct signals signals;
		struct pollfd ready;

		NOTE("signal %d", numbers[i]);
		CHECK_INT(signals_block(&signals), 0);
		ready = (struct pollfd){ .fd = signals.fd, .events = POLLIN };
		CHECK(!signals_arrived(&signals));
		CHECK_INT(raise(SIGHUP), 0);
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

TESTS(TEST(are_an_answer))
