/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside policy/: evidence named by the file it was read from. */
#pragma once

#include "policy/rule.h"

/* Adds PATH with VALUE (NULL: unread). Short of memory the evidence is missing, the
 * answer is not. */
void evidence(const struct rule_case *c, struct finding *draft, const char *path,
              const char *value);

/*
 * Adds "sys/bus/pci/devices/ADDRESS/ATTRIBUTE" with VALUE (NULL: unread).
 */
void device_evidence(const struct rule_case *c, const struct device *device,
                     struct finding *draft, const char *attribute, const char *value);

/* The same for a file of the device's group. */
void group_evidence(const struct rule_case *c, const struct iommu_group *group,
                    struct finding *draft, const char *attribute, const char *value);

/*
 * For a check whose evidence PATH could not be read: SUMMARY says what therefore cannot
 * be told, MEMBER is its entry among the platform's unknowns. Always UNSURE; the remedy
 * is to be root where that is what lacked.
 */
enum answer unread(const struct rule_case *c, struct finding *draft, const char *member,
                   const char *path, const char *summary);
