/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paravirtual devices that the machine outside offers, as the bus virtio has them. */
#pragma once

#include <stdbool.h>

#include "model/value.h"

struct virtio_device {
	const char *name;     /* virtio3 */
	const char *place;    /* relative to the root */
	struct number kind;   /* the device id of the specification */
	struct text driver;   /* ABSENT: none has taken it */
	struct text features; /* as negotiated: a 0 or 1 for each bit, the lowest first */
	const struct virtio_device *next;
};

/* What Linux has for a kind of device. */
struct virtio_kind {
	uint32_t id;
	const char *words;
	const char *option; /* of the kernel's configuration */
	const char *module; /* and name of its driver */
	bool is_modern;     /* that driver takes no device from before version 1 */
};

/* NULL: we know of none. */
const struct virtio_kind *virtio_kind(uint32_t id);

/* VIRTIO_F_VERSION_1. NO where it is known not to be negotiated. */
enum answer virtio_is_modern(const struct virtio_device *device);
