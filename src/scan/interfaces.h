/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: the host's interfaces, whose each is, and what the network says of it. */
#pragma once

#include "scan/gap.h"
#include "scan/owners.h"

#define INTERFACES "sys/class/net"

/* What an interface carries. */
struct carried {
	const char *kind; /* "address", "route", "session" */
	const char *text;
	const struct carried *next;
};

struct interface {
	const char *name;
	const struct owner *owners; /* NULL: it is virtual */
	bool is_known; /* the network told of it: it is in the namespace we ask */
	bool is_up;
	const struct carried *carried;
	unsigned seen; /* the last walk that came by */
	struct interface *next;
};

/* A function and an interface that hangs on it. */
struct pair {
	const struct device *device;
	struct interface *interface;
};

struct interfaces {
	struct interface *first;
	struct interface **names; /* in the order of their names */
	size_t n_names;
	struct pair *pairs; /* in the order of their functions */
	size_t n_pairs;
	struct gap gap; /* leaves open which there are */
};

/* Reads which there are, without what they carry. 0 or -ENOMEM. */
int interfaces_read(struct scan *scan, struct interfaces *ret);

struct interface *interface_named(const struct interfaces *interfaces, const char *name);

/* The pairs of DEVICE, one after another; NULL: no more. */
const struct pair *interface_first(const struct interfaces *interfaces,
                                   const struct device *device);
const struct pair *interface_next(const struct interfaces *interfaces,
                                  const struct pair *pair);
