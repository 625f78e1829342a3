/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/machine.h"

#include <stdio.h>

#include "base/text.h"
#include "support/fake.h"
#include "test.h"

#define DEVICE "sys/devices/pci0000:00/%s/"

/* The first 15 bytes of a configuration space, its header type last. */
static void put_config(FILE *out, const struct part *part)
{
	(void)fprintf(out, DEVICE "config : 8680d31000000000000000000000%02x00\n",
	              part->address, part->header);
}

static void put_group(FILE *out, const struct part *part, bool is_first)
{
	if (part->group < 0)
		return;
	(void)fprintf(out, DEVICE "iommu_group -> ../../../kernel/iommu_groups/%d\n",
	              part->address, part->group);
	(void)fprintf(out,
	              "sys/kernel/iommu_groups/%d/devices/%s -> "
	              "../../../../devices/pci0000:00/%s\n",
	              part->group, part->address, part->address);
	if (!is_first)
		return;
	(void)fprintf(out, "sys/kernel/iommu_groups/%d/type = DMA-FQ\n", part->group);
	(void)fprintf(out,
	              "sys/kernel/iommu_groups/%d/reserved_regions = "
	              "0x00000000fee00000 0x00000000feefffff msi\n",
	              part->group);
}

/* Since Linux 6.9 it is a child of the function. */
static void put_framebuffer(FILE *out, const struct part *part)
{
	if (!part->framebuffer)
		return;
	(void)fprintf(out,
	              "sys/bus/platform/devices/%s -> "
	              "../../../devices/pci0000:00/%s/%s\n",
	              part->framebuffer, part->address, part->framebuffer);
	(void)fprintf(out,
	              DEVICE "%s/driver -> ../../../../bus/platform/drivers/" DRAWER "\n",
	              part->address, part->framebuffer);
	(void)fprintf(out, "sys/bus/platform/drivers/" DRAWER "/bind :\n"
	                   "sys/bus/platform/drivers/" DRAWER "/unbind :\n");
}

static void put_part(FILE *out, const struct part *part)
{
	const char *a = part->address;

	(void)fprintf(out, "sys/bus/pci/devices/%s -> ../../../devices/pci0000:00/%s\n",
	              a, a);
	(void)fprintf(out, DEVICE "vendor = 0x8086\n", a);
	(void)fprintf(out, DEVICE "device = 0x10d3\n", a);
	(void)fprintf(out, DEVICE "subsystem_vendor = 0x8086\n", a);
	(void)fprintf(out, DEVICE "subsystem_device = 0x0000\n", a);
	(void)fprintf(out, DEVICE "class = 0x%06x\n", a,
	              part->class ? part->class : 0x020000);
	(void)fprintf(out, DEVICE "revision = 0x00\n", a);
	(void)fprintf(out, DEVICE "driver_override = %s\n", a,
	              part->override ? part->override : "(null)");
	for (unsigned i = 0; i < part->vfs; i++)
		(void)fprintf(out, DEVICE "virtfn%u -> ../0000:7f:%02x.0\n", a, i, i);
	put_config(out, part);
	put_framebuffer(out, part);
}

static bool is_first(const struct machine *machine, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (machine->parts[j].group == machine->parts[i].group)
			return false;
	return true;
}

/* Two parts may have one driver. */
static bool is_new_driver(const struct machine *machine, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (text_equal(machine->parts[j].native, machine->parts[i].native))
			return false;
	return true;
}

const char *machine_tree(struct arena *arena, const struct machine *machine)
{
	_cleanup_(freep) char *text = NULL;
	const char *copy;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	CHECK(out);
	(void)fprintf(out, "sys/bus/pci/drivers_probe :\n"
	                   "sys/module/\n"
	                   "dev/vfio/vfio :\n"
	                   "run/vfioprep/leases/\n"
	                   "run/vfioprep/markers/\n");
	for (size_t i = 0; i < machine->n_parts; i++) {
		const struct part *part = &machine->parts[i];

		put_part(out, part);
		put_group(out, part, is_first(machine, i));
		if (part->native && !part->is_unloaded && is_new_driver(machine, i))
			fake_driver_tree(out, part->native, part->module);
	}
	if (machine->has_vfio)
		fake_driver_tree(out, "vfio-pci", "vfio_pci");
	(void)fclose(out);
	copy = arena_text(arena, text);
	CHECK(copy);
	return copy;
}
