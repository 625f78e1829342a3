/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/addresses.h"

#include <stdio.h>

#include "base/text.h"

#define SPELLING_MAX 64

static void spell_address(struct bdf a, char *buffer)
{
	(void)snprintf(buffer, SPELLING_MAX, "%s", BDF_TEXT(a));
}

static void spell_sysfs(struct bdf a, char *buffer)
{
	(void)snprintf(buffer, SPELLING_MAX, "/%s/%s", "sys/bus/pci/devices",
	               BDF_TEXT(a));
}

/* The name of a node device, as virsh nodedev-list prints it. */
static void spell_libvirt(struct bdf a, char *buffer)
{
	(void)snprintf(buffer, SPELLING_MAX, "pci_%04x_%02x_%02x_%x", a.domain, a.bus,
	               a.slot, a.function);
}

static const struct {
	const char *name;
	void (*spell)(struct bdf address, char *buffer);
} formats[] = {
	{ "address", spell_address },
	{ "sysfs", spell_sysfs },
	{ "libvirt", spell_libvirt },
};

#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

static size_t find(const char *format)
{
	size_t i = 0;

	while (i < N_FORMATS && !text_equal(formats[i].name, format))
		i++;
	return i;
}

bool address_format_find(const char *format)
{
	return find(format) < N_FORMATS;
}

int print_addresses(const struct sink *sink, const char *format, bool json,
                    struct device *const *devices, size_t n)
{
	size_t row = format ? find(format) : 0;
	int r = json ? sink_text(sink, "{\"schema\":1,\"addresses\":[") : 0;

	for (size_t i = 0; r == 0 && i < n; i++) {
		char spelling[SPELLING_MAX];

		/* No spelling holds a character that JSON would want escaped. */
		formats[row].spell(devices[i]->address, spelling);
		r = json ? sink_printf(sink, "%s\n\"%s\"", i ? "," : "", spelling)
		         : sink_printf(sink, "%s\n", spelling);
	}
	return r == 0 && json ? sink_text(sink, "\n]}\n") : r;
}
