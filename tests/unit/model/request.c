/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said for all wins over what is said for one device. */
#include "model/request.h"

#include "model/device.h"
#include "test.h"

static const struct owner first = { 1, 2 }, second = { 3, 4 };

static const struct wish wishes[] = {
	{ { .bus = 1 }, NULL, &first },
	{ { .bus = 3 }, "vfio-pci", NULL },
	{ { .domain = 0x10000 }, "mlx5_vfio_pci", &second },
};

static void each_device_has_its_own(void)
{
	const struct request request = { .wishes = wishes, .n_wishes = 3 };
	static const struct {
		struct bdf address;
		const char *driver;
		const struct owner *owner;
	} rows[] = {
		{ { .bus = 1 }, NULL, &first },
		{ { .bus = 2 }, NULL, NULL },
		{ { .bus = 3 }, "vfio-pci", NULL },
		{ { .bus = 3, .function = 1 }, NULL, NULL },
		{ { .domain = 0x10000 }, "mlx5_vfio_pci", &second },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct device device = { .address = rows[i].address };

		NOTE("row %zu", i);
		CHECK_TEXT(request_driver(&request, &device), rows[i].driver);
		CHECK(request_owner(&request, &device) == rows[i].owner);
	}
}

static void what_holds_for_all_wins(void)
{
	const struct request request = {
		.wishes = wishes, .n_wishes = 3, .driver = "vfio-pci", .owner = &second
	};
	const struct request nothing = { 0 };
	const struct device device = { .address = { .domain = 0x10000 } };
	const struct device other = { .address = { .bus = 1 } };

	CHECK_TEXT(request_driver(&request, &device), "vfio-pci");
	CHECK(request_owner(&request, &other) == &second);
	CHECK_TEXT(request_driver(&nothing, &device), NULL);
	CHECK(!request_owner(&nothing, &device));
}

TESTS(TEST(each_device_has_its_own), TEST(what_holds_for_all_wins))
