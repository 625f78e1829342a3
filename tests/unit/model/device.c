/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What follows from a device's facts alone. */
#include "model/device.h"

#include "test.h"

static void takes_the_header_that_was_read(void)
{
	struct device device = { .class = { KNOWN, 0x060400 },
		                 .header = HEADER_ENDPOINT };

	CHECK_INT(device_header(&device), HEADER_ENDPOINT);
}

static void concludes_the_header_from_the_class(void)
{
	static const struct {
		struct number class;
		enum header header;
	} rows[] = {
		{ { KNOWN, 0x060400 }, HEADER_BRIDGE },
		{ { KNOWN, 0x060401 }, HEADER_BRIDGE },
		{ { KNOWN, 0x060900 }, HEADER_BRIDGE },
		{ { KNOWN, 0x060700 }, HEADER_CARDBUS },
		{ { KNOWN, 0x060000 }, HEADER_UNKNOWN },
		{ { KNOWN, 0x020000 }, HEADER_UNKNOWN },
		{ { UNKNOWN, 0x060400 }, HEADER_UNKNOWN },
		{ { ABSENT, 0 }, HEADER_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct device device = { .class = rows[i].class };

		NOTE("class %06x", rows[i].class.value);
		CHECK_INT(device_header(&device), rows[i].header);
	}
}

static void tells_the_base_class(void)
{
	struct device device = { .class = { KNOWN, 0x0c0330 } };

	CHECK_INT(device_base_class(&device), 0x0c);
}

static void knows_which_drivers_leave_dma_alone(void)
{
	static const struct {
		const char *driver;
		bool vfio, shares;
	} rows[] = {
		{ "vfio-pci", true, true },
		{ "mlx5_vfio_pci", true, true },
		{ "hisi-acc-vfio-pci", true, true },
		{ "nvgrace-gpu-vfio-pci", true, true },
		{ "pci-stub", false, true },
		{ "pcieport", false, true },
		{ "e1000e", false, false },
		{ "nvme", false, false },
		{ "vfio-mdev", false, true },
		{ "", false, false },
		{ "pcieport2", false, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		NOTE("'%s'", rows[i].driver);
		CHECK_INT(driver_is_vfio(rows[i].driver), rows[i].vfio);
		CHECK_INT(driver_shares_group(rows[i].driver), rows[i].shares);
	}
}

TESTS(TEST(takes_the_header_that_was_read), TEST(concludes_the_header_from_the_class),
      TEST(tells_the_base_class), TEST(knows_which_drivers_leave_dma_alone))
