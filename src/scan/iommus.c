/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The IOMMUs that the kernel uses: it lists each one below /sys/class/iommu only once it
 * translates (iommu_device_sysfs_add()). */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/sources.h"

#define IOMMU_CLASS "sys/class/iommu"

/* What its driver shows of each kind: drivers/iommu/intel/iommu.c, amd/init.c. */
static const struct {
	const char *prefix; /* of the unit's name */
	enum iommu_kind kind;
	const char *capabilities, *extended; /* NULL: shows none */
} kinds[] = {
	{ "dmar", IOMMU_INTEL, "intel-iommu/cap", "intel-iommu/ecap" },
	{ "ivhd", IOMMU_AMD, "amd-iommu/cap", "amd-iommu/features" },
	{ "smmu", IOMMU_ARM, NULL, NULL },
};

/* virtio-iommu calls itself as its bus does (viommu_probe()): by a PCI address, or
 * a003e00.virtio_mmio. */
static bool is_virtio(const char *name)
{
	struct bdf address;

	return strstr(name, ".virtio_mmio") || bdf_parse_kernel(name, &address) == 0;
}

static int read_register(struct scan *scan, const char *unit, const char *name,
                         uint64_t *ret, char *path, size_t size)
{
	char text[32], number[40];
	int r = text_format(path, size, IOMMU_CLASS "/%s/%s", unit, name);

	if (r == 0)
		r = root_read(scan->root, path, text, sizeof(text));
	if (r == 0)
		r = text_format(number, sizeof(number), "0x%s", text);
	return r < 0 ? r : text_address(number, ret);
}

static int read_registers(struct scan *scan, struct platform *platform,
                          struct iommu_unit *unit, size_t kind)
{
	char path[320];
	int r = read_register(scan, unit->name, kinds[kind].capabilities,
	                      &unit->capabilities, path, sizeof(path));

	if (r == 0)
		r = read_register(scan, unit->name, kinds[kind].extended, &unit->extended,
		                  path, sizeof(path));
	unit->known = r == 0 ? KNOWN : r == -ENOENT ? ABSENT : UNKNOWN;
	return r == 0 || r == -ENOENT
	               ? 0
	               : platform_unknown(scan, platform, "iommu", path, r);
}

static int add_unit(struct scan *scan, struct platform *platform, const char *name)
{
	struct iommu_unit *unit = arena_alloc(scan->host->arena, sizeof(*unit));
	const struct iommu_unit **end = &platform->units;

	if (!unit)
		return -ENOMEM;
	unit->name = arena_text(scan->host->arena, name);
	unit->known = ABSENT;
	if (!unit->name)
		return -ENOMEM;
	/* A directory has no order, a list has. */
	while (*end && strcmp((*end)->name, name) < 0)
		end = (const struct iommu_unit **)&(*end)->next;
	unit->next = *end;
	*end = unit;
	if (is_virtio(name))
		unit->kind = IOMMU_VIRTIO;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!text_starts(name, kinds[i].prefix))
			continue;
		unit->kind = kinds[i].kind;
		if (kinds[i].capabilities)
			return read_registers(scan, platform, unit, i);
	}
	return 0;
}

int read_iommus(struct scan *scan, struct platform *platform)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, IOMMU_CLASS, &stream);

	platform->units_known = r == 0         ? KNOWN
	                        : r == -ENOENT ? platform_absent(scan, "sys/class")
	                                       : UNKNOWN;
	if (platform->units_known == UNKNOWN)
		return platform_unknown(scan, platform, "iommu", IOMMU_CLASS, r);
	while (r == 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			r = add_unit(scan, platform, entry->d_name);
	return r == -ENOENT ? 0 : r;
}
