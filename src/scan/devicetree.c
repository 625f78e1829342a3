/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IOMMUs in a devicetree: nodes whose property "compatible" names one. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/firmware.h"
#include "scan/sources.h"

/* Real trees have a few thousand nodes. */
#define NODES_MAX 65536

/*
 * Those that can serve PCI, by Documentation/devicetree/bindings: iommu/arm,smmu.yaml,
 * iommu/arm,smmu-v3.yaml, iommu/riscv,iommu.yaml, virtio/pci-iommu.yaml. Boards have
 * others, for their displays alone.
 */
static const char *const known[] = {
	"arm,mmu-400", "arm,mmu-401",     "arm,mmu-500",
	"arm,smmu-v1", "arm,smmu-v2",     "arm,smmu-v3",
	"riscv,iommu", "riscv,pci-iommu", "virtio,pci-iommu",
};

/* A directory that is still to be looked at. */
struct branch {
	char *path;
	struct branch *next;
};

struct walk {
	struct scan *scan;
	struct firmware *firmware;
	struct branch *first, **end;
	size_t n;
};

static int push(struct walk *walk, char *path)
{
	struct branch *node = arena_alloc(walk->scan->host->arena, sizeof(*node));

	if (!path || !node)
		return -ENOMEM;
	node->path = path;
	*walk->end = node;
	walk->end = &node->next;
	walk->n++;
	return 0;
}

/* A property of strings, each with a NUL behind it; empty where there is none. */
static size_t read_property(const struct walk *walk, const char *node, const char *name,
                            char *buffer, size_t size)
{
	char path[512];
	ssize_t n = -ENOENT;

	if (text_format(path, sizeof(path), "%s/%s", node, name) == 0)
		n = root_read_bytes(walk->scan->root, path, buffer, size - 1);
	if (n < 0)
		n = 0;
	buffer[n] = '\0';
	return (size_t)n;
}

static const char *known_name(const char *strings, size_t size)
{
	for (size_t at = 0; at < size; at += strlen(strings + at) + 1)
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (text_equal(strings + at, known[i]))
				return known[i];
	return NULL;
}

static int add_unit(struct walk *walk, const char *node)
{
	const struct tree_unit **end = &walk->firmware->units;
	struct tree_unit *unit;
	char text[512];
	size_t size = read_property(walk, node, "compatible", text, sizeof(text));
	const char *name = known_name(text, size);

	if (!name)
		return 0;
	unit = arena_alloc(walk->scan->host->arena, sizeof(*unit));
	if (!unit)
		return -ENOMEM;
	(void)read_property(walk, node, "status", text, sizeof(text));
	*unit = (struct tree_unit){ .path = node, .compatible = name };
	/* Devicetree specification 0.4, 2.3.4: what has no status is in use. */
	unit->is_disabled = text[0] && !text_equal(text, "okay") &&
	                    !text_equal(text, "ok");
	while (*end && strcmp((*end)->path, node) < 0)
		end = (const struct tree_unit **)&(*end)->next;
	unit->next = *end;
	*end = unit;
	return 0;
}

static int look_into(struct walk *walk, const char *node)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(walk->scan->root, node, &stream);

	while (r == 0 && (entry = readdir(stream))) {
		if (entry->d_name[0] == '.')
			continue;
		if (entry->d_type == DT_DIR && walk->n < NODES_MAX)
			r = push(walk, arena_printf(walk->scan->host->arena, "%s/%s",
			                            node, entry->d_name));
		else if (text_equal(entry->d_name, "compatible"))
			r = add_unit(walk, node);
		else if (text_equal(entry->d_name, "iommu-map"))
			walk->firmware->tree_maps_pci = true;
	}
	return r;
}

int read_devicetree(struct scan *scan, struct platform *platform,
                    struct firmware *firmware)
{
	struct walk walk = { .scan = scan, .firmware = firmware };
	int r;

	walk.end = &walk.first;
	r = push(&walk, arena_text(scan->host->arena, FIRMWARE_TREE));
	for (const struct branch *node = walk.first; r == 0 && node; node = node->next)
		r = look_into(&walk, node->path);
	firmware->tree_known = r == 0 ? KNOWN : UNKNOWN;
	if (r == -ENOENT && walk.n == 1)
		firmware->tree_known = ABSENT;
	if (r == -ENOMEM || firmware->tree_known != UNKNOWN)
		return r == -ENOMEM ? r : 0;
	return platform_unknown(scan, platform, "devicetree", FIRMWARE_TREE, r);
}
