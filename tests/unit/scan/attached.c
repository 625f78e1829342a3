/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What hangs on a function, and who has its nodes open. */
#include <string.h>

#include "base/text.h"
#include "model/fact.h"
#include "support/seen.h"
#include "test.h"

#define PLACE "sys/devices/pci0000:00/0000:03:00.0/"
#define TREE                                   \
	"sys/bus/pci/devices/0000:03:00.0 -> " \
	"../../../devices/pci0000:00/0000:03:00.0\n" PLACE "\n"

/* Everything attached to the one function, as "kind name" in one line. */
static char *attached(const char *tree, char *buffer, size_t size)
{
	_cleanup_(host_freep) struct host *host = seen_devices(TREE, tree, FACT_ATTACHED);

	CHECK_INT(host->devices[0]->attachments_known, KNOWN);
	buffer[0] = '\0';
	for (const struct attachment *a = host->devices[0]->attachments; a; a = a->next) {
		size_t used = strlen(buffer);

		CHECK_INT(text_format(buffer + used, size - used, "%s %s;",
		                      attachment_kind_text(a->kind), a->name),
		          0);
	}
	return buffer;
}

static void finds_what_hangs_on_it(void)
{
	static const struct {
		const char *tree, *wanted;
	} rows[] = {
		{ "", "" },
		{ "sys/class/net/eth0 -> "
		  "../../devices/pci0000:00/0000:03:00.0/net/eth0\n",
		  "interface eth0;" },
		{ "sys/class/net/eth1 -> "
		  "../../devices/pci0000:00/0000:03:00.0/virtio0/net/eth1\n",
		  "interface eth1;" },
		{ "sys/class/net/lo -> ../../devices/virtual/net/lo\n", "" },
		{ "sys/class/net/other -> "
		  "../../devices/pci0000:00/0000:04:00.0/net/other\n",
		  "" },
		{ "sys/class/block/sda -> "
		  "../../devices/pci0000:00/0000:03:00.0/ata1/host0/block/sda\n",
		  "disk sda;" },
		{ "sys/class/drm/card0 -> "
		  "../../devices/pci0000:00/0000:03:00.0/drm/card0\n"
		  "sys/class/drm/card0-DP-1 -> "
		  "../../devices/pci0000:00/0000:03:00.0/drm/card0/card0-DP-1\n",
		  "card card0;" },
		{ "sys/bus/usb/devices/3-1 -> "
		  "../../../devices/pci0000:00/0000:03:00.0/usb3/3-1\n" PLACE
		  "usb3/3-1/idVendor = 1a86\n" PLACE "usb3/3-1/idProduct = 7523\n"
		  "sys/bus/usb/devices/usb3 -> "
		  "../../../devices/pci0000:00/0000:03:00.0/usb3\n",
		  "usb 1a86:7523;usb-port 3-1;" },
		{ "sys/bus/pci/slots/7/address = 0000:03:00\n", "slot 7;" },
		{ "sys/bus/pci/slots/8/address = 0000:03:0\n", "" },
		{ "sys/class/nvme/nvme0 -> "
		  "../../devices/pci0000:00/0000:03:00.0/nvme/nvme0\n" PLACE
		  "nvme/nvme0/serial = S1  \n",
		  "serial S1;" },
		/* A namespace that several controllers share hangs on their subsystem. */
		{ "sys/class/block/nvme0n1 -> "
		  "../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1\n"
		  "sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0 -> "
		  "../../../pci0000:00/0000:03:00.0/nvme/nvme0\n",
		  "disk nvme0n1;" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char got[256];

		NOTE("row %d: %s", (int)i, rows[i].tree);
		CHECK_TEXT(attached(rows[i].tree, got, sizeof(got)), rows[i].wanted);
	}
}

TESTS(TEST(finds_what_hangs_on_it))
