/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware's tables of IOMMUs: that they are there everybody may see, what they say
 * only root (the files are 0400). */
#include "model/firmware.h"

#include <errno.h>
#include <fcntl.h>

#include "base/text.h"
#include "model/fact.h"
#include "scan/sources.h"

/* More than any that was met; what is longer is not believed. */
#define TABLE_MAX 65536

static int parse(enum firmware_table table, struct arena *arena, const uint8_t *bytes,
                 size_t length, struct firmware *ret)
{
	switch (table) {
	case TABLE_DMAR:
		return dmar_read(arena, bytes, length, &ret->dmar);
	case TABLE_IORT:
		return iort_read(arena, bytes, length, &ret->iort);
	case TABLE_IVRS:
		return ivrs_read(arena, bytes, length, &ret->ivrs);
	case TABLE_VIOT:
		return viot_read(arena, bytes, length, &ret->viot);
	case TABLES:
		break;
	}
	return 0;
}

static int read_table(struct scan *scan, struct platform *platform,
                      struct firmware *firmware, enum firmware_table table)
{
	const char *name = firmware_table_name(table);
	uint8_t bytes[TABLE_MAX + 1];
	char path[64];
	ssize_t n;
	int r = text_format(path, sizeof(path), FIRMWARE_TABLES "/%s", name);

	if (r < 0)
		return r;
	n = root_read_bytes(scan->root, path, bytes, sizeof(bytes));
	firmware->tables[table].present = n == -ENOENT ? ABSENT : KNOWN;
	firmware->tables[table].content = ABSENT;
	if (n == -ENOENT)
		return 0;
	if (n > TABLE_MAX)
		n = -EFBIG;
	firmware->tables[table].content = n < 0 ? UNKNOWN : KNOWN;
	if (n < 0)
		return platform_unknown(scan, platform, name, path, (int)n);
	return parse(table, scan->host->arena, bytes, (size_t)n, firmware);
}

/* Where containers hide the firmware, its directory is there and empty. */
static int find_tables(struct scan *scan)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, FIRMWARE_TABLES, &stream);

	if (r < 0)
		return r;
	while ((entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			return 0;
	return -ENOENT;
}

/* Whose memory is kept also depends on what kind of device each is. */
static int read_classes(struct scan *scan)
{
	struct fault f = { 0 };

	return scan_facts(scan, scan->host, scan->host->devices, scan->host->n_devices,
	                  FACT_IDS, &f);
}

int read_firmware(struct scan *scan, struct platform *platform)
{
	struct firmware *firmware = arena_alloc(scan->host->arena, sizeof(*firmware));
	int found = find_tables(scan);
	int r = firmware ? 0 : -ENOMEM;

	if (r == 0)
		r = read_devicetree(scan, platform, firmware);
	if (r < 0)
		return r;
	platform->firmware = firmware;
	firmware->tables_known = found == 0 ? KNOWN : UNKNOWN;
	if (found == -ENOENT && firmware->tree_known == KNOWN)
		firmware->tables_known = ABSENT;
	if (firmware->tables_known == UNKNOWN)
		return platform_unknown(scan, platform, "firmware", FIRMWARE_TABLES,
		                        found);
	for (enum firmware_table t = 0; r == 0 && found == 0 && t < TABLES; t++)
		r = read_table(scan, platform, firmware, t);
	return r == 0 ? read_classes(scan) : r;
}
