/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a scan sees of a tree: the host alone is left, the tree is gone again. */
#pragma once

#include "model/fact.h"
#include "model/host.h"
#include "model/platform.h"

/* FACTS (of enum platform_fact) of the machine that TREE is; see fixture_new(). */
struct host *seen_platform(const char *tree, unsigned facts);

/* FACTS (of enum fact) of every function of TREE with the entries of MORE added. */
struct host *seen_devices(const char *tree, const char *more, unsigned facts);

/* The function at that address; ends the test if there is none. */
struct device *seen_at(const struct host *host, const char *address);
