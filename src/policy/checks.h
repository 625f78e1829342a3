/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside policy/: the questions behind the rows of checks. DEVICE is NULL.
 *
 * Each fills the draft's summary with what it found, also for NO: that is the line of a
 * check that is well. NO without a summary: it has nothing to say of this machine. */
#pragma once

#include "policy/rule.h"

enum answer cpu_lacks_virtualization(const struct rule_case *c,
                                     const struct device *device, struct finding *draft);
enum answer cpu_is_guest(const struct rule_case *c, const struct device *device,
                         struct finding *draft);
enum answer virtualization_is_locked(const struct rule_case *c,
                                     const struct device *device, struct finding *draft);
enum answer kvm_is_unusable(const struct rule_case *c, const struct device *device,
                            struct finding *draft);
enum answer firmware_sums_are_wrong(const struct rule_case *c,
                                    const struct device *device, struct finding *draft);
enum answer firmware_lacks_iommu(const struct rule_case *c, const struct device *device,
                                 struct finding *draft);
enum answer firmware_opts_in(const struct rule_case *c, const struct device *device,
                             struct finding *draft);
enum answer firmware_forbids_remapping(const struct rule_case *c,
                                       const struct device *device,
                                       struct finding *draft);
enum answer firmware_keeps_memory(const struct rule_case *c, const struct device *device,
                                  struct finding *draft);
enum answer firmware_is_malformed(const struct rule_case *c, const struct device *device,
                                  struct finding *draft);
enum answer firmware_names_units(const struct rule_case *c, const struct device *device,
                                 struct finding *draft);
enum answer firmware_opts_out(const struct rule_case *c, const struct device *device,
                              struct finding *draft);
enum answer iommu_is_inactive(const struct rule_case *c, const struct device *device,
                              struct finding *draft);
enum answer iommu_has_no_functions(const struct rule_case *c, const struct device *device,
                                   struct finding *draft);
enum answer iommu_has_no_groups(const struct rule_case *c, const struct device *device,
                                struct finding *draft);
enum answer iommu_types(const struct rule_case *c, const struct device *device,
                        struct finding *draft);
enum answer iommu_is_narrow(const struct rule_case *c, const struct device *device,
                            struct finding *draft);
enum answer iommu_is_bypassed(const struct rule_case *c, const struct device *device,
                              struct finding *draft);
enum answer irq_is_not_remapped(const struct rule_case *c, const struct device *device,
                                struct finding *draft);
/* Does irq.remapping fail on an x86 machine? Then it names the word that is the cause. */
bool irq_is_to_blame(const struct platform *platform);
enum answer irq_is_unsafe(const struct rule_case *c, const struct device *device,
                          struct finding *draft);
enum answer kernel_is_locked_down(const struct rule_case *c, const struct device *device,
                                  struct finding *draft);
enum answer modules_want_signatures(const struct rule_case *c,
                                    const struct device *device, struct finding *draft);
enum answer boot_is_secure(const struct rule_case *c, const struct device *device,
                           struct finding *draft);
enum answer loader_keeps_the_line(const struct rule_case *c, const struct device *device,
                                  struct finding *draft);
enum answer memory_is_short(const struct rule_case *c, const struct device *device,
                            struct finding *draft);
enum answer memory_has_huge_pages(const struct rule_case *c, const struct device *device,
                                  struct finding *draft);
enum answer memory_is_limited(const struct rule_case *c, const struct device *device,
                              struct finding *draft);
enum answer memory_cannot_be_locked(const struct rule_case *c,
                                    const struct device *device, struct finding *draft);
enum answer vfio_is_blacklisted(const struct rule_case *c, const struct device *device,
                                struct finding *draft);
enum answer blacklist_is_idle(const struct rule_case *c, const struct device *device,
                              struct finding *draft);
enum answer options_do_not_reach(const struct rule_case *c, const struct device *device,
                                 struct finding *draft);
enum answer ids_are_malformed(const struct rule_case *c, const struct device *device,
                              struct finding *draft);
enum answer early_file_is_unread(const struct rule_case *c, const struct device *device,
                                 struct finding *draft);
enum answer virqfd_is_wanted(const struct rule_case *c, const struct device *device,
                             struct finding *draft);
enum answer vfio_is_missing(const struct rule_case *c, const struct device *device,
                            struct finding *draft);
enum answer vfio_stays_awake(const struct rule_case *c, const struct device *device,
                             struct finding *draft);
enum answer vfio_node_is_closed(const struct rule_case *c, const struct device *device,
                                struct finding *draft);
enum answer iommufd_is_closed(const struct rule_case *c, const struct device *device,
                              struct finding *draft);
enum answer udev_has_rules(const struct rule_case *c, const struct device *device,
                           struct finding *draft);
enum answer modprobe_is_not_asked(const struct rule_case *c, const struct device *device,
                                  struct finding *draft);
enum answer modprobe_stays_behind(const struct rule_case *c, const struct device *device,
                                  struct finding *draft);
enum answer softdep_is_late(const struct rule_case *c, const struct device *device,
                            struct finding *draft);
enum answer has_firmware_picture(const struct rule_case *c, const struct device *device,
                                 struct finding *draft);
enum answer has_one_display(const struct rule_case *c, const struct device *device,
                            struct finding *draft);
enum answer has_unauthorized(const struct rule_case *c, const struct device *device,
                             struct finding *draft);
enum answer has_usb_controllers(const struct rule_case *c, const struct device *device,
                                struct finding *draft);
enum answer has_cut_power(const struct rule_case *c, const struct device *device,
                          struct finding *draft);
