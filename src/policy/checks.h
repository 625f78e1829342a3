/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside policy/: the questions behind the rows of checks. DEVICE is NULL.
 *
 * Each fills the draft's summary with what it found, also for NO: that is the line of a
 * check that is well. NO without a summary: it has nothing to say of this machine. */
#pragma once

#include "policy/rule.h"

question cpu_lacks_virtualization;
question cpu_is_guest;
question virtualization_is_locked;
question kvm_is_unusable;
question firmware_sums_are_wrong;
question firmware_lacks_iommu;
question firmware_opts_in;
question firmware_forbids_remapping;
question firmware_keeps_memory;
question firmware_is_malformed;
question firmware_names_units;
question firmware_opts_out;
question iommu_is_inactive;
question iommu_has_no_functions;
question iommu_has_no_groups;
question iommu_types;
question iommu_is_narrow;
question iommu_is_bypassed;
question irq_is_not_remapped;
/* Does irq.remapping fail on an x86 machine? Then it names the word that is the cause. */
bool irq_is_to_blame(const struct platform *platform);
question irq_is_unsafe;
question kernel_is_locked_down;
question modules_want_signatures;
question boot_is_secure;
question loader_keeps_the_line;
question memory_is_short;
question memory_has_huge_pages;
question memory_is_limited;
question memory_cannot_be_locked;
question vfio_is_blacklisted;
question blacklist_is_idle;
question options_do_not_reach;
question ids_are_malformed;
question early_file_is_unread;
question virqfd_is_wanted;
question vfio_is_missing;
question vfio_stays_awake;
question vfio_node_is_closed;
question iommufd_is_closed;
question cgroup_denies_nodes;
question udev_has_rules;
question modprobe_is_not_asked;
question modprobe_stays_behind;
question initramfs_is_old;
question others_come_first;
question softdep_is_late;
question has_firmware_picture;
question has_one_display;
question has_unauthorized;
question has_usb_controllers;
question has_cut_power;
