/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/seen.h"

#include "scan/platform.h"
#include "support/tree.h"
#include "test.h"

struct host *seen_platform(const char *tree, unsigned facts)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(tree);
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	struct host *host = NULL;

	CHECK(scan);
	CHECK_INT(scan_host(scan, &host, NULL), 0);
	CHECK_INT(scan_platform(scan, host, facts, NULL), 0);
	return host;
}

struct host *seen_devices(const char *tree, const char *more, unsigned facts)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(tree);
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	struct host *host = NULL;

	CHECK(scan);
	fixture_add(fixture, more);
	CHECK_INT(scan_host(scan, &host, NULL), 0);
	CHECK_INT(scan_facts(scan, host, host->devices, host->n_devices, facts, NULL), 0);
	return host;
}

struct device *seen_at(const struct host *host, const char *address)
{
	struct device *device;
	struct bdf bdf;

	CHECK_INT(bdf_parse_kernel(address, &bdf), 0);
	device = host_find(host, bdf);
	CHECK(device);
	return device;
}
