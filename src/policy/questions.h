/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside policy/: the questions behind the rows of device checks, as those of checks.h
 * are asked: with what was found as summary, also for NO. */
#pragma once

#include "policy/rule.h"

question power_can_be_cut;
question does_not_wake;
question has_no_reset;
question is_reset_with_others;
question gives_vfs_to_drivers;
question lacks_a_physical_driver;
question lacks_memory_for_vfs;
question can_have_vfs;
question has_a_variant;
question is_open_to_all;
question has_no_node;
question lets_usb_sleep;
question has_usb_devices;
question has_uas;
