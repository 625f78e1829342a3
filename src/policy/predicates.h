/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The questions behind the rows of the rule table; each says in its draft what it saw. */
#pragma once

#include "policy/rule.h"

enum answer is_bridge(const struct rule_case *c, const struct device *device,
                      struct finding *draft);
enum answer is_busy(const struct rule_case *c, const struct device *device,
                    struct finding *draft);
enum answer has_no_group(const struct rule_case *c, const struct device *device,
                         struct finding *draft);
enum answer has_rmrr(const struct rule_case *c, const struct device *device,
                     struct finding *draft);
enum answer is_display_in_use(const struct rule_case *c, const struct device *device,
                              struct finding *draft);
enum answer has_last_keyboard(const struct rule_case *c, const struct device *device,
                              struct finding *draft);
enum answer is_denylisted(const struct rule_case *c, const struct device *device,
                          struct finding *draft);
enum answer is_vmd_child(const struct rule_case *c, const struct device *device,
                         struct finding *draft);
enum answer is_split(const struct rule_case *c, const struct device *device,
                     struct finding *draft);
enum answer wants_token(const struct rule_case *c, const struct device *device,
                        struct finding *draft);
enum answer has_vfs(const struct rule_case *c, const struct device *device,
                    struct finding *draft);
enum answer has_user(const struct rule_case *c, const struct device *device,
                     struct finding *draft);
enum answer is_used(const struct rule_case *c, const struct device *device,
                    struct finding *draft);
enum answer is_open(const struct rule_case *c, const struct device *device,
                    struct finding *draft);
enum answer is_counted(const struct rule_case *c, const struct device *device,
                       struct finding *draft);
enum answer is_in_vfio_use(const struct rule_case *c, const struct device *device,
                           struct finding *draft);
enum answer is_unseen(const struct rule_case *c, const struct device *device,
                      struct finding *draft);
enum answer is_another(const struct rule_case *c, const struct device *device,
                       struct finding *draft);
enum answer is_shared(const struct rule_case *c, const struct device *device,
                      struct finding *draft);
