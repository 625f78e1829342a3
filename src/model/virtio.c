/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/virtio.h"

#include <stddef.h>
#include <string.h>

#define VERSION_1 32 /* VIRTIO_F_VERSION_1 (Virtio 1.2, 6) */

/*
 * Ids of Virtio 1.2, section 5, for which Linux has a driver; options and modules as its
 * Makefiles have them. Those are modern whose drivers ask for VIRTIO_F_VERSION_1 and
 * refuse the device else (virtsnd_validate(): "device does not comply with spec version
 * 1.x"). In the order of their ids.
 */
static const struct virtio_kind kinds[] = {
	{ 1, "network card", "CONFIG_VIRTIO_NET", "virtio_net", false },
	{ 2, "disk", "CONFIG_VIRTIO_BLK", "virtio_blk", false },
	{ 3, "console", "CONFIG_VIRTIO_CONSOLE", "virtio_console", false },
	{ 4, "source of entropy", "CONFIG_HW_RANDOM_VIRTIO", "virtio_rng", false },
	{ 5, "memory balloon", "CONFIG_VIRTIO_BALLOON", "virtio_balloon", false },
	{ 8, "SCSI host", "CONFIG_SCSI_VIRTIO", "virtio_scsi", false },
	{ 9, "9P share", "CONFIG_NET_9P_VIRTIO", "9pnet_virtio", false },
	{ 16, "display", "CONFIG_DRM_VIRTIO_GPU", "virtio_gpu", true },
	{ 18, "input device", "CONFIG_VIRTIO_INPUT", "virtio_input", true },
	{ 19, "socket to the host", "CONFIG_VIRTIO_VSOCKETS",
	  "vmw_vsock_virtio_transport", false },
	{ 20, "crypto device", "CONFIG_CRYPTO_DEV_VIRTIO", "virtio_crypto", true },
	{ 23, "IOMMU", "CONFIG_VIRTIO_IOMMU", "virtio_iommu", true },
	{ 24, "memory device", "CONFIG_VIRTIO_MEM", "virtio_mem", false },
	{ 25, "sound card", "CONFIG_SND_VIRTIO", "virtio_snd", true },
	{ 26, "file share", "CONFIG_VIRTIO_FS", "virtiofs", false },
	{ 27, "persistent memory", "CONFIG_VIRTIO_PMEM", "virtio_pmem", false },
	{ 29, "simulated radio", "CONFIG_MAC80211_HWSIM", "mac80211_hwsim", false },
	{ 34, "I2C adapter", "CONFIG_I2C_VIRTIO", "i2c_virtio", false },
	{ 40, "Bluetooth adapter", "CONFIG_BT_VIRTIO", "virtio_bt", false },
	{ 41, "GPIO controller", "CONFIG_GPIO_VIRTIO", "gpio_virtio", false },
};

const struct virtio_kind *virtio_kind(uint32_t id)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].id == id)
			return &kinds[i];
	return NULL;
}

enum answer virtio_is_modern(const struct virtio_device *device)
{
	const struct text *features = &device->features;

	if (features->known != KNOWN || strlen(features->value) <= VERSION_1)
		return UNSURE;
	return features->value[VERSION_1] == '1' ? YES : NO;
}
