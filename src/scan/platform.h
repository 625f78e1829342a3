/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what is asked about the machine itself, besides its PCI functions. */
#pragma once

#include "model/platform.h"
#include "scan/scan.h"

/*
 * Adds FACTS (of enum platform_fact) to HOST's platform, each read once. What cannot be
 * read becomes an unknown of the platform. -ENOMEM only.
 */
int scan_platform(struct scan *scan, struct host *host, unsigned facts, struct fault *f);
