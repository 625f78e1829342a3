/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that vfio-pci itself refuses: vfio_pci_dev_in_denylist() of Linux 6.12. */
#include <string.h>

#include "base/text.h"
#include "policy/evidence.h"
#include "policy/predicates.h"

#define VENDOR_INTEL 0x8086
#define PARAMETER    "sys/module/vfio_pci/parameters/disable_denylist"

/* By device id. The last two came with Linux 6.9 and its stable kernels. */
static const struct {
	uint32_t device;
	const char *name;
} denied[] = {
	{ 0x0435, "QuickAssist DH895xCC" },
	{ 0x0443, "QuickAssist DH895xCC, virtual function" },
	{ 0x0b25, "Data Streaming Accelerator of Sapphire Rapids" },
	{ 0x0cfe, "In-Memory Analytics Accelerator of Sapphire Rapids" },
	{ 0x19e2, "QuickAssist C3xxx" },
	{ 0x19e3, "QuickAssist C3xxx, virtual function" },
	{ 0x37c8, "QuickAssist C62x" },
	{ 0x37c9, "QuickAssist C62x, virtual function" },
};

static const char *find_denied(uint32_t id)
{
	for (size_t i = 0; i < sizeof(denied) / sizeof(denied[0]); i++)
		if (denied[i].device == id)
			return denied[i].name;
	return NULL;
}

/* Variants have no such list. */
static bool goes_to_variant(const struct rule_case *c, const struct device *device)
{
	if (c->request->driver)
		return strcmp(c->request->driver, "vfio-pci") != 0;
	return device->vfio_module.known == KNOWN &&
	       strcmp(device->vfio_module.value, "vfio_pci") != 0;
}

enum answer is_denylisted(const struct rule_case *c, const struct device *device,
                          struct finding *draft)
{
	const char *name;

	if ((device->vendor.known == KNOWN && device->vendor.value != VENDOR_INTEL) ||
	    goes_to_variant(c, device))
		return NO;
	if (device->vendor.known != KNOWN || device->device.known != KNOWN) {
		device_evidence(c, device, draft,
		                device->vendor.known == KNOWN ? "device" : "vendor",
		                NULL);
		return UNSURE;
	}
	name = find_denied(device->device.value);
	if (!name || (device->denylist_off.known == KNOWN && device->denylist_off.value))
		return NO;
	device_evidence(c, device, draft, "device",
	                arena_printf(c->arena, "0x%04x", device->device.value));
	draft->summary = arena_printf(c->arena, "vfio-pci denies it for known errors: %s",
	                              name);
	if (device->denylist_off.known != UNKNOWN)
		return YES;
	evidence(c, draft, PARAMETER, NULL);
	return UNSURE;
}
