/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/events.h"

#include <errno.h>
#include <libudev.h>
#include <poll.h>
#include <sys/socket.h>

/* Not everything tells: the second path to an NVMe disk is a hidden one, without events.
 */
#define LOOK_AGAIN_MS 200

struct events {
	struct udev *udev;
	struct udev_monitor *monitor;
	struct udev_queue *queue;
};

int events_new(struct events **ret)
{
	_cleanup_(events_freep) struct events *events = calloc(1, sizeof(*events));

	if (!events)
		return -ENOMEM;
	events->udev = udev_new();
	if (!events->udev)
		return -ENOMEM;
	/* The kernel's own events: they come also where no udev runs, after devtmpfs made
	 * nodes. */
	events->monitor = udev_monitor_new_from_netlink(events->udev, "kernel");
	events->queue = udev_queue_new(events->udev);
	if (!events->monitor || !events->queue)
		return -ENOMEM;
	if (udev_monitor_enable_receiving(events->monitor) < 0)
		return -EIO;

	*ret = take(events);
	return 0;
}

/* Throws the waiting messages away; that they came is all that matters. */
static void drain(struct events *events)
{
	int fd = udev_monitor_get_fd(events->monitor);
	char message[8192];

	while (recv(fd, message, sizeof(message), MSG_DONTWAIT) >= 0 || errno == ENOBUFS)
		;
}

int events_wait(struct events *events, struct signals *signals, deadline_ms deadline)
{
	struct pollfd ready[] = {
		{ .fd = udev_monitor_get_fd(events->monitor), .events = POLLIN },
		{ .fd = signals && !signals->seen ? signals->fd : -1, .events = POLLIN },
	};
	int left, r;

	left = clock_left(deadline);
	r = poll(ready, 2, left < LOOK_AGAIN_MS ? left : LOOK_AGAIN_MS);
	if (r < 0 && errno != EINTR)
		return -errno;
	if (r == 0)
		return clock_left(deadline) == 0 ? -ETIMEDOUT : 0;
	if (ready[0].revents)
		drain(events);
	if (ready[1].revents)
		(void)signals_arrived(signals);
	return 0;
}

int events_settle(struct events *events, deadline_ms deadline)
{
	struct pollfd ready = { .fd = udev_queue_get_fd(events->queue),
		                .events = POLLIN };

	if (!udev_queue_get_udev_is_active(events->queue))
		return 0;
	while (!udev_queue_get_queue_is_empty(events->queue)) {
		if (ready.fd < 0 || clock_left(deadline) == 0)
			return -ETIMEDOUT;
		if (poll(&ready, 1, clock_left(deadline)) > 0)
			(void)udev_queue_flush(events->queue);
	}
	return 0;
}

void events_free(struct events *events)
{
	if (!events)
		return;
	(void)udev_queue_unref(events->queue);
	(void)udev_monitor_unref(events->monitor);
	(void)udev_unref(events->udev);
	free(events);
}
