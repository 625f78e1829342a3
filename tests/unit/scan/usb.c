/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What hangs on USB controllers. */
#include "model/usb.h"

#include "support/seen.h"
#include "test.h"

#define BUS  "sys/bus/usb/devices/"
#define ROOT "sys/devices/pci0000:00/0000:00:14.0/usb1"
#define AT(name, place) \
	BUS name " -> ../../../devices/pci0000:00/0000:00:14.0/" place "\n"
#define TREE                                                                             \
	"sys/bus/pci/devices/0000:00:14.0 -> ../../../devices/pci0000:00/0000:00:14.0\n" \
	"sys/devices/pci0000:00/0000:00:14.0/class = 0x0c0330\n" AT("usb1", "usb1")      \
		AT("1-0:1.0", "usb1/1-0:1.0") AT("1-10", "usb1/1-10")                    \
			AT("1-2", "usb1/1-2") AT("1-2:1.0", "usb1/1-2/1-2:1.0") ROOT     \
		"/bDeviceClass = 09\n" ROOT "/speed = 480\n" ROOT                        \
		"/1-0:1.0/driver -> ../../../../../bus/usb/drivers/hub\n" ROOT           \
		"/1-0:1.0/usb1-port1/over_current_count = 0\n" ROOT                      \
		"/1-0:1.0/usb1-port10/over_current_count = 7\n" ROOT                     \
		"/1-0:1.0/usb1-port2/over_current_count = 3\n" ROOT                      \
		"/1-2/idVendor = 174c\n" ROOT "/1-2/idProduct = 55aa\n" ROOT             \
		"/1-2/speed = 5000\n" ROOT "/1-2/authorized = 1\n" ROOT                  \
		"/1-2/power/control = auto\n" ROOT                                       \
		"/1-2/1-2:1.0/driver -> ../../../../../../bus/usb/drivers/uas\n" ROOT    \
		"/1-10/authorized = 0\n"

static void devices_by_their_ports(void)
{
	_cleanup_(host_freep) struct host *host = seen_platform(TREE, PLATFORM_USB);
	const struct usb_device *device = host->platform->usb->devices;

	CHECK_TEXT(device->port, "1-2");
	CHECK(device->controller == host->devices[0]);
	CHECK_TEXT(device->ids, "174c:55aa");
	CHECK_TEXT(device->speed.value, "5000");
	CHECK_TEXT(device->control.value, "auto");
	CHECK(device->authorized.value == 1 && device->is_by_uas && !device->is_hub);
	device = device->next;
	CHECK_TEXT(device->port, "1-10");
	CHECK_INT(device->authorized.known, KNOWN);
	CHECK(device->authorized.value == 0 && !device->is_by_uas && !device->ids);
	CHECK_INT(device->speed.known, ABSENT);
	device = device->next;
	CHECK_TEXT(device->port, "usb1");
	CHECK(device->is_hub && !device->next);
	CHECK(!host->platform->unknown);
}

static void ports_that_cut_power(void)
{
	_cleanup_(host_freep) struct host *host = seen_platform(TREE, PLATFORM_USB);
	const struct usb_port *port = host->platform->usb->ports;

	CHECK_TEXT(port->name, "usb1-port2");
	CHECK_INT(port->cuts, 3);
	CHECK_TEXT(port->path, BUS "1-0:1.0/usb1-port2/over_current_count");
	CHECK_TEXT(port->next->name, "usb1-port10");
	CHECK(!port->next->next);
}

static void no_such_bus(void)
{
	_cleanup_(host_freep) struct host *host = seen_platform("sys/bus/\n",
	                                                        PLATFORM_USB);

	CHECK(!host->platform->usb->devices && !host->platform->usb->ports);
	CHECK_INT(host->platform->usb->known, ABSENT);
	CHECK(!host->platform->unknown);
}

TESTS(TEST(devices_by_their_ports), TEST(ports_that_cut_power), TEST(no_such_bus))
