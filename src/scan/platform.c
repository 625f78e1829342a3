/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/platform.h"

#include <errno.h>
#include <fcntl.h>

#include "scan/sources.h"

static bool is_there(struct scan *scan, const char *path)
{
	_cleanup_(close_fdp) int fd = root_open_file(scan->root, path, O_PATH, 0);

	return fd >= 0;
}

enum known platform_absent(struct scan *scan, const char *parent)
{
	return is_there(scan, parent) ? ABSENT : UNKNOWN;
}

static int read_all_groups(struct scan *scan, struct platform *platform)
{
	struct fault f = { 0 };
	int r = scan_groups(scan, scan->host, &f);

	if (r == -ENOMEM)
		return r;
	platform->groups_known = KNOWN;
	if (r == 0 && !is_there(scan, GROUP_DIRECTORY)) {
		r = -ENOENT;
		platform->groups_known = platform_absent(scan, "sys/kernel");
	} else if (r < 0) {
		platform->groups_known = UNKNOWN;
	}
	return platform->groups_known == UNKNOWN
	               ? platform_unknown(scan, platform, "groups", GROUP_DIRECTORY, r)
	               : 0;
}

static int read_bus(struct scan *scan, struct platform *platform)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	int r = root_opendir(scan->root, DEVICE_DIRECTORY, &stream);

	platform->bus_known = r == 0         ? KNOWN
	                      : r == -ENOENT ? platform_absent(scan, "sys/bus")
	                                     : UNKNOWN;
	return platform->bus_known == UNKNOWN
	               ? platform_unknown(scan, platform, "bus", DEVICE_DIRECTORY, r)
	               : 0;
}

static const struct {
	enum platform_fact fact;
	int (*read)(struct scan *scan, struct platform *platform);
} sources[] = {
	{ PLATFORM_CPU, read_cpu },
	{ PLATFORM_IOMMUS, read_iommus },
	{ PLATFORM_INTERRUPTS, read_interrupts },
	{ PLATFORM_PARAMETERS, read_parameters },
	{ PLATFORM_NODES, read_platform_nodes },
	{ PLATFORM_BOARD, read_board },
	{ PLATFORM_GROUPS, read_all_groups },
	{ PLATFORM_BOOTED, read_booted },
	{ PLATFORM_BOOT, read_boot },
	{ PLATFORM_MODULES, read_modconf },
	{ PLATFORM_INITRAMFS, read_initramfs },
	{ PLATFORM_FIRMWARE, read_firmware },
	{ PLATFORM_LOCK, read_feature_lock },
	{ PLATFORM_SECURITY, read_security },
	{ PLATFORM_BUS, read_bus },
	{ PLATFORM_MEMORY, read_memory },
	{ PLATFORM_LIMITS, read_limits },
	{ PLATFORM_RULES, read_node_rules },
	{ PLATFORM_DENIED, read_denied },
	{ PLATFORM_VIRTIO, read_virtio },
	{ PLATFORM_USB, read_usb },
};

int platform_unknown(struct scan *scan, struct platform *platform, const char *member,
                     const char *path, int error)
{
	return host_unknown(scan->host, &platform->unknown, member, path, error);
}

int platform_text(struct scan *scan, struct platform *platform, const char *path,
                  const char *member, struct text *ret)
{
	char buffer[512];
	int r = root_read(scan->root, path, buffer, sizeof(buffer));

	*ret = (struct text){ ABSENT, NULL };
	if (r == -ENOENT)
		return 0;
	if (r < 0) {
		ret->known = UNKNOWN;
		return platform_unknown(scan, platform, member, path, r);
	}
	*ret = (struct text){ KNOWN, arena_text(scan->host->arena, buffer) };
	return ret->value ? 0 : -ENOMEM;
}

int scan_platform(struct scan *scan, struct host *host, unsigned facts, struct fault *f)
{
	struct platform *platform = host->platform;

	scan->host = host;
	if (!platform)
		platform = host->platform = arena_alloc(host->arena, sizeof(*platform));
	for (size_t i = 0; platform && i < sizeof(sources) / sizeof(sources[0]); i++) {
		if (!(facts & sources[i].fact) || platform->facts & sources[i].fact)
			continue;
		if (sources[i].read(scan, platform) < 0)
			return fault(f, -ENOMEM, "out of memory");
		platform->facts |= sources[i].fact;
	}
	return platform ? 0 : fault(f, -ENOMEM, "out of memory");
}
