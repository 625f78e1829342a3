/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside policy/: the questions behind the rows of device checks, as those of checks.h
 * are asked: with what was found as summary, also for NO. */
#pragma once

#include "policy/rule.h"

enum answer power_can_be_cut(const struct rule_case *c, const struct device *device,
                             struct finding *draft);
enum answer does_not_wake(const struct rule_case *c, const struct device *device,
                          struct finding *draft);
enum answer has_no_reset(const struct rule_case *c, const struct device *device,
                         struct finding *draft);
enum answer is_reset_with_others(const struct rule_case *c, const struct device *device,
                                 struct finding *draft);
enum answer gives_vfs_to_drivers(const struct rule_case *c, const struct device *device,
                                 struct finding *draft);
enum answer lacks_a_physical_driver(const struct rule_case *c,
                                    const struct device *device, struct finding *draft);
enum answer lacks_memory_for_vfs(const struct rule_case *c, const struct device *device,
                                 struct finding *draft);
enum answer can_have_vfs(const struct rule_case *c, const struct device *device,
                         struct finding *draft);
enum answer has_a_variant(const struct rule_case *c, const struct device *device,
                          struct finding *draft);
enum answer is_open_to_all(const struct rule_case *c, const struct device *device,
                           struct finding *draft);
enum answer has_no_node(const struct rule_case *c, const struct device *device,
                        struct finding *draft);
enum answer lets_usb_sleep(const struct rule_case *c, const struct device *device,
                           struct finding *draft);
enum answer has_usb_devices(const struct rule_case *c, const struct device *device,
                            struct finding *draft);
enum answer has_uas(const struct rule_case *c, const struct device *device,
                    struct finding *draft);
