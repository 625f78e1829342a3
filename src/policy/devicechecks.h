/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What check says of a device beside the rules: nothing of it refuses, all of it is good
 * to know before a guest has it. Asked of each device that is named; where none is, of
 * all that VFIO has, with one finding for all to which a row applies.
 */
#pragma once

#include "policy/rule.h"

extern const struct rule device_checks[];
extern const size_t n_device_checks;

/* The facts (of enum fact) that the checks for WHEN need of a device. */
unsigned device_check_facts(unsigned when);

/* Adds the finding of each check for devices on VFIO that applies to some. 0 or -ENOMEM.
 */
int check_held(const struct rule_case *c, struct findings *findings);
