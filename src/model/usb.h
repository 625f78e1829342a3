/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What hangs on USB controllers, as far as sysfs tells without asking a device. */
#pragma once

#include <stdbool.h>

#include "model/value.h"

struct device;

struct usb_device {
	const char *port; /* 3-1.2, or usb3 for a root hub */
	struct device *controller;
	const char *ids;          /* 1a86:7523; NULL: not read */
	struct text speed;        /* in Mb/s: 1.5, 12, 480, 5000, … */
	struct number authorized; /* 0: the host lets nobody use it */
	struct text control;      /* auto: it may sleep */
	bool is_hub;
	bool is_by_uas; /* an interface of it is on the driver uas */
	struct usb_device *next;
};

/* A port that has cut its power because too much was drawn. */
struct usb_port {
	const char *name; /* usb1-port3 */
	const char *path; /* of its counter */
	uint32_t cuts;
	struct usb_port *next;
};

/* By their bus, then by port: 1-2 before 1-10. */
struct usb {
	enum known known; /* ABSENT: there is no such bus */
	struct usb_device *devices;
	struct usb_port *ports;
};
