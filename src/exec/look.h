/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside exec/: what guards and proofs look at. */
#pragma once

#include "exec/effects.h"

#define DEVICE_PATH_MAX 160

/* "sys/bus/pci/devices/ADDRESS/NAME" in BUFFER of DEVICE_PATH_MAX bytes; returns BUFFER.
 */
const char *device_path(const struct work *work, const char *name, char *buffer);

/* The same, valid until the end of the block. */
#define DEVICE_PATH(work, name) device_path((work), (name), (char[DEVICE_PATH_MAX]){ 0 })

/* 0: PATH exists; -ENOENT; -errno. */
int look_exists(struct work *work, const char *path);

/* The driver that has the device now, into work->got; empty: none. 0, or -errno with
 * fault. */
int look_driver(struct work *work);

/*
 * Looks again after every event until THERE answers something else than -ENOENT, which is
 * returned, or the time is up, or (on the way out only) the user asks to stop.
 */
int look_until(struct work *work, const struct step *step,
               int (*there)(struct work *work, const struct step *step));

/* The steps that wait for nodes; rows of the table in effects.c. */
int guard_node(struct work *work, const struct step *step);
int act_node(struct work *work, const struct step *step);
int prove_node(struct work *work, const struct step *step);
int guard_settle(struct work *work, const struct step *step);
int act_settle(struct work *work, const struct step *step);
