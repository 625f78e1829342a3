/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands on the bus virtio. */
#include "model/virtio.h"

#include "support/seen.h"
#include "test.h"

#define BUS "sys/bus/virtio/"

static void devices_in_their_order(void)
{
	_cleanup_(host_freep) struct host *host =
		seen_platform(BUS
	                      "devices/virtio10/device = 0x0002\n" BUS
	                      "devices/virtio10/driver -> ../../drivers/virtio_blk\n" BUS
	                      "devices/virtio9/device = 0x0019\n" BUS
	                      "devices/virtio9/features = 001\n" BUS
	                      "drivers/virtio_blk/uevent :\n",
	                      PLATFORM_VIRTIO);
	const struct virtio_device *device = host->platform->virtio;

	CHECK_TEXT(device->name, "virtio9");
	CHECK_TEXT(device->place, BUS "devices/virtio9");
	CHECK_INT(device->kind.value, 25);
	CHECK_INT(device->driver.known, ABSENT);
	CHECK_TEXT(device->features.value, "001");
	device = device->next;
	CHECK_TEXT(device->name, "virtio10");
	CHECK_TEXT(device->driver.value, "virtio_blk");
	CHECK_INT(device->features.known, ABSENT);
	CHECK(!device->next);
	CHECK_TEXT(host->platform->virtio_drivers, " virtio_blk ");
	CHECK(!host->platform->unknown);
}

static void what_cannot_be_read(void)
{
	_cleanup_(host_freep) struct host *host =
		seen_platform(BUS "devices/virtio0/driver -> driver\n" BUS
	                          "devices/virtio0/device = x\n",
	                      PLATFORM_VIRTIO);
	const struct virtio_device *device = host->platform->virtio;

	CHECK_INT(device->driver.known, UNKNOWN);
	CHECK_INT(device->kind.known, UNKNOWN);
	CHECK(unknown_find(host->platform->unknown, "virtio"));
}

static void no_such_bus(void)
{
	_cleanup_(host_freep) struct host *host = seen_platform("sys/bus/\n",
	                                                        PLATFORM_VIRTIO);

	CHECK(!host->platform->virtio);
	CHECK(!host->platform->unknown);
}

TESTS(TEST(devices_in_their_order), TEST(what_cannot_be_read), TEST(no_such_bus))
