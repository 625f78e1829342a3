/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/columns.h"

#include <strings.h>

#include "base/text.h"
#include "model/classes.h"
#include "model/fact.h"

#define LISTED_USES \
	(1U << USE_HOLDER | 1U << USE_MOUNTED | 1U << USE_NETWORK | 1U << USE_SWAP)

static bool users_are_known(const struct device *device)
{
	return (device->uses_known & LISTED_USES) == LISTED_USES;
}

static void show_hex(const struct number *number, int digits, struct cell *ret)
{
	if (number->known != KNOWN)
		return;
	*text_put_hex(ret->buffer, number->value, digits) = '\0';
	ret->kind = CELL_TEXT;
	ret->text = ret->buffer;
}

static void show_number(const struct number *number, struct cell *ret)
{
	if (number->known != KNOWN)
		return;
	ret->kind = CELL_NUMBER;
	ret->number = number->value;
}

static void show_text(const struct text *text, enum cell_kind kind, struct cell *ret)
{
	if (text->known == ABSENT && kind == CELL_WORDS)
		*ret = (struct cell){ .kind = CELL_WORDS, .text = "" };
	if (text->known != KNOWN)
		return;
	ret->kind = kind;
	ret->text = text->value;
}

static void show_address(const struct device *device, struct cell *ret)
{
	ret->kind = CELL_TEXT;
	ret->text = bdf_text(device->address, ret->buffer);
}

static void show_vendor(const struct device *device, struct cell *ret)
{
	show_hex(&device->vendor, 4, ret);
}

static void show_device(const struct device *device, struct cell *ret)
{
	show_hex(&device->device, 4, ret);
}

static void show_subvendor(const struct device *device, struct cell *ret)
{
	show_hex(&device->subsystem_vendor, 4, ret);
}

static void show_subdevice(const struct device *device, struct cell *ret)
{
	show_hex(&device->subsystem_device, 4, ret);
}

static void show_class(const struct device *device, struct cell *ret)
{
	show_hex(&device->class, 6, ret);
}

static void show_revision(const struct device *device, struct cell *ret)
{
	show_hex(&device->revision, 2, ret);
}

static void show_vendor_name(const struct device *device, struct cell *ret)
{
	show_text(&device->vendor_name, CELL_TEXT, ret);
}

static void show_device_name(const struct device *device, struct cell *ret)
{
	show_text(&device->device_name, CELL_TEXT, ret);
}

static void show_class_name(const struct device *device, struct cell *ret)
{
	show_text(&device->class_name, CELL_TEXT, ret);
}

static void show_driver(const struct device *device, struct cell *ret)
{
	show_text(&device->driver, CELL_TEXT, ret);
}

static void show_override(const struct device *device, struct cell *ret)
{
	show_text(&device->driver_override, CELL_TEXT, ret);
}

static void show_native(const struct device *device, struct cell *ret)
{
	show_text(&device->native_modules, CELL_WORDS, ret);
}

static void show_group(const struct device *device, struct cell *ret)
{
	show_number(&device->group_id, ret);
}

static void show_numa(const struct device *device, struct cell *ret)
{
	show_number(&device->numa_node, ret);
}

static void show_header(const struct device *device, struct cell *ret)
{
	static const char *const words[] = {
		[HEADER_ENDPOINT] = "endpoint",
		[HEADER_BRIDGE] = "bridge",
		[HEADER_CARDBUS] = "cardbus",
	};
	enum header header = device_header(device);

	if (header == HEADER_UNKNOWN)
		return;
	ret->kind = CELL_TEXT;
	ret->text = words[header];
}

static void show_boot_vga(const struct device *device, struct cell *ret)
{
	if (device->boot_vga.known == UNKNOWN)
		return;
	ret->kind = CELL_BOOL;
	ret->number = device->boot_vga.known == KNOWN && device->boot_vga.value;
}

static void show_physfn(const struct device *device, struct cell *ret)
{
	show_text(&device->physfn, CELL_TEXT, ret);
}

static void show_reset(const struct device *device, struct cell *ret)
{
	show_text(&device->reset_methods, CELL_WORDS, ret);
}

static void show_parent(const struct device *device, struct cell *ret)
{
	if (!device->parent)
		return;
	ret->kind = CELL_TEXT;
	ret->text = bdf_text(device->parent->address, ret->buffer);
}

static void show_ids(const struct device *device, struct cell *ret)
{
	char *end;

	if (device->vendor.known != KNOWN || device->device.known != KNOWN)
		return;
	end = text_put_hex(ret->buffer, device->vendor.value, 4);
	*end++ = ':';
	*text_put_hex(end, device->device.value, 4) = '\0';
	ret->kind = CELL_TEXT;
	ret->text = ret->buffer;
}

static void show_class_word(const struct device *device, struct cell *ret)
{
	const char *word;

	if (device->class.known != KNOWN)
		return;
	word = class_word(device_base_class(device));
	if (!word) {
		show_hex(&device->class, 6, ret);
		return;
	}
	ret->kind = CELL_TEXT;
	ret->text = word;
}

static void show_name(const struct device *device, struct cell *ret)
{
	if (device->device_name.known == KNOWN)
		show_device_name(device, ret);
	else if (device->vendor_name.known == KNOWN)
		show_vendor_name(device, ret);
	else
		show_class_name(device, ret);
}

/* The first, and how many more. A blank says that there is none, so what is not known
 * must show. */
static void show_users(const struct device *device, struct cell *ret)
{
	const struct user *first = device->users;
	unsigned more = 0;
	int n;

	if ((device->facts & LISTED_FACTS) != LISTED_FACTS)
		return;
	ret->kind = CELL_TEXT;
	ret->text = ret->buffer;
	if (!first) {
		ret->text = users_are_known(device) ? "" : "?";
		return;
	}
	for (const struct user *u = first->next; u; u = u->next)
		more++;
	n = snprintf(ret->buffer, sizeof(ret->buffer), "%s %s", first->kind, first->name);
	if (more && n > 0 && (size_t)n < sizeof(ret->buffer))
		(void)snprintf(ret->buffer + n, sizeof(ret->buffer) - (size_t)n, " +%u",
		               more);
}

const struct column columns[] = {
	{ "address", "ADDRESS", "domain, bus, slot and function", 0, show_address },
	{ NULL, "IDS", "vendor and device id", FACT_IDS, show_ids },
	{ "vendor", "VENDOR", "vendor id", FACT_IDS, show_vendor },
	{ "device", "DEVICE", "device id", FACT_IDS, show_device },
	{ "subsystem_vendor", "SUBVENDOR", "vendor id of the subsystem", FACT_DETAIL,
	  show_subvendor },
	{ "subsystem_device", "SUBDEVICE", "device id of the subsystem", FACT_DETAIL,
	  show_subdevice },
	{ "class", "CLASSID", "class, subclass and interface in hex", FACT_IDS,
	  show_class },
	{ NULL, "CLASS", "base class in a word", FACT_IDS, show_class_word },
	{ "revision", "REVISION", "revision in hex", FACT_DETAIL, show_revision },
	{ "vendor_name", "VENDORNAME", "vendor in words", FACT_NAMES, show_vendor_name },
	{ "device_name", "DEVICENAME", "device in words", FACT_NAMES, show_device_name },
	{ "class_name", "CLASSNAME", "class in words", FACT_NAMES, show_class_name },
	{ "driver", "DRIVER", "driver that has it now", FACT_DRIVER, show_driver },
	{ "driver_override", "OVERRIDE", "driver it is reserved for", FACT_OVERRIDE,
	  show_override },
	{ "native_drivers", "NATIVE", "modules that claim its ids", FACT_MODULES,
	  show_native },
	{ "group", "GROUP", "IOMMU group", FACT_GROUP, show_group },
	{ NULL, "USERS", "what the host does with it; ?: not known", LISTED_FACTS,
	  show_users },
	{ "numa_node", "NUMA", "NUMA node", FACT_PLACE, show_numa },
	{ "header", "HEADER", "endpoint, bridge or cardbus", FACT_HEADER, show_header },
	{ "boot_vga", "BOOTVGA", "is it the boot display", FACT_PLACE, show_boot_vga },
	{ "physfn", "PF", "physical function of a virtual one", FACT_SRIOV, show_physfn },
	{ "reset_methods", "RESET", "ways to reset it", FACT_PLACE, show_reset },
	{ "parent", "PARENT", "bridge above it", 0, show_parent },
	{ NULL, "NAME", "device in words, else vendor, else class", FACT_NAMES,
	  show_name },
};

const size_t n_columns = sizeof(columns) / sizeof(columns[0]);

const char *const default_columns[] = { "ADDRESS", "IDS",   "CLASS", "DRIVER",
	                                "GROUP",   "USERS", "NAME",  NULL };

const struct column *column_find(const char *title)
{
	for (size_t i = 0; i < n_columns; i++)
		if (columns[i].title && strcasecmp(columns[i].title, title) == 0)
			return &columns[i];
	return NULL;
}

const char *cell_text(struct cell *cell)
{
	switch (cell->kind) {
	case CELL_NULL:
		return NULL;
	case CELL_TEXT:
	case CELL_WORDS:
		return cell->text;
	case CELL_NUMBER:
		(void)text_format(cell->buffer, sizeof(cell->buffer), "%u", cell->number);
		return cell->buffer;
	case CELL_BOOL:
		return cell->number ? "yes" : "no";
	}
	return NULL;
}

bool column_is_right(const struct column *column)
{
	return text_equal(column->title, "GROUP") || text_equal(column->title, "NUMA");
}

unsigned render_facts(void)
{
	unsigned facts = FACT_VFIO | FACT_LEASE | LISTED_FACTS;

	for (size_t i = 0; i < n_columns; i++)
		if (columns[i].member)
			facts |= columns[i].facts;
	return facts;
}
