/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/device.h"

#include <string.h>

#include "base/text.h"

const struct device *device_at(struct device *const *devices, size_t n,
                               struct bdf address)
{
	for (size_t i = 0; i < n; i++)
		if (bdf_equal(devices[i]->address, address))
			return devices[i];
	return NULL;
}

struct device *device_bus_maker(const struct device *device)
{
	while (device->parent)
		device = device->parent;
	return device->bus_maker;
}

enum header device_header(const struct device *device)
{
	if (device->header != HEADER_UNKNOWN || device->class.known != KNOWN)
		return device->header;

	switch (device->class.value >> 8) {
	case 0x0604:
	case 0x0609:
		return HEADER_BRIDGE;
	case 0x0607:
		return HEADER_CARDBUS;
	default:
		return HEADER_UNKNOWN;
	}
}

/*
 * Variant drivers carry vfio in their names, spelled with - or _: mlx5_vfio_pci,
 * nvgrace-gpu-vfio-pci, hisi-acc-vfio-pci, qat_vfio_pci (all of Linux 6.12).
 */
bool driver_is_vfio(const char *driver)
{
	return strstr(driver, "vfio-pci") || strstr(driver, "vfio_pci");
}

bool driver_shares_group(const char *driver)
{
	/* vfio_mdev, vfio-platform and the like are VFIO drivers of other buses. */
	return text_starts(driver, "vfio-") || text_starts(driver, "vfio_") ||
	       driver_is_vfio(driver) || text_equal(driver, "pci-stub") ||
	       text_equal(driver, "pcieport");
}

const char *attachment_kind_text(enum attachment_kind kind)
{
	static const char *const texts[] = {
		[ATTACHED_NET] = "interface",     [ATTACHED_BLOCK] = "disk",
		[ATTACHED_DRM] = "card",          [ATTACHED_USB] = "usb",
		[ATTACHED_USB_PORT] = "usb-port", [ATTACHED_SLOT] = "slot",
		[ATTACHED_SERIAL] = "serial",
	};

	return texts[kind];
}

#define CLASS_VGA 0x0300

bool device_shows_firmware(const struct device *device)
{
	return device->framebuffer.known == KNOWN && device->class.known == KNOWN &&
	       device->class.value >> 8 != CLASS_VGA;
}
