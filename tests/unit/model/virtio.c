/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of virtio devices, and which are modern. */
#include "model/virtio.h"

#include "test.h"

static void kinds(void)
{
	uint32_t last = 0;

	CHECK_TEXT(virtio_kind(25)->module, "virtio_snd");
	CHECK_TEXT(virtio_kind(25)->option, "CONFIG_SND_VIRTIO");
	CHECK(virtio_kind(25)->is_modern);
	CHECK_TEXT(virtio_kind(1)->module, "virtio_net");
	CHECK(!virtio_kind(1)->is_modern);
	CHECK(!virtio_kind(0));
	CHECK(!virtio_kind(999));
	for (uint32_t id = 0; id < 64; id++) {
		const struct virtio_kind *kind = virtio_kind(id);

		if (!kind)
			continue;
		CHECK(kind->id > last);
		last = kind->id;
		CHECK(kind->words && kind->module && kind->option);
	}
}

#define LOW "00000000000000000000000000000000" /* bits 0 to 31 */

static void versions(void)
{
	static const struct {
		struct text features;
		enum answer modern;
	} rows[] = {
		{ { KNOWN, LOW "1" }, YES },
		{ { KNOWN, LOW "10000000000000000000000000000000" }, YES },
		{ { KNOWN, LOW "01111111111111111111111111111111" }, NO },
		{ { KNOWN, LOW }, UNSURE },
		{ { KNOWN, "" }, UNSURE },
		{ { ABSENT, NULL }, UNSURE },
		{ { UNKNOWN, NULL }, UNSURE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct virtio_device device = { .features = rows[i].features };

		NOTE("row %zu", i);
		CHECK_INT(virtio_is_modern(&device), rows[i].modern);
	}
}

TESTS(TEST(kinds), TEST(versions))
