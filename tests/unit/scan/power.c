/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a function sleeps; and whether virtual functions have memory. */
#include "support/seen.h"
#include "test.h"

#define PORT "sys/devices/pci0000:00/0000:00:1c.0"
#define CARD PORT "/0000:01:00.0"
#define TREE                                                                             \
	"sys/bus/pci/devices/0000:00:1c.0 -> ../../../devices/pci0000:00/0000:00:1c.0\n" \
	"sys/bus/pci/devices/0000:01:00.0 -> "                                           \
	"../../../devices/pci0000:00/0000:00:1c.0/0000:01:00.0\n" CARD                   \
	"/vendor = 0x8086\n"
#define ACPI        "sys/devices/LNXSYSTM:00/device:01"
#define ACPI_SWITCH ACPI "/power_resources_D3hot/"

static struct host *read_tree(const char *more)
{
	return seen_devices(TREE, more, FACT_POWER | FACT_ROOM);
}

static void power_that_is_told(void)
{
	_cleanup_(host_freep) struct host *host = read_tree(
		CARD "/power_state = D3hot\n" CARD
		     "/power/runtime_status = suspended\n" CARD
		     "/power/control = auto\n" CARD "/d3cold_allowed = 1\n");
	const struct power *power = &host->devices[1]->power;

	CHECK_TEXT(power->state.value, "D3hot");
	CHECK_TEXT(power->status.value, "suspended");
	CHECK_TEXT(power->control.value, "auto");
	CHECK_INT(power->d3cold.value, 1);
	CHECK_INT(power->can_be_cut, ABSENT);
	CHECK_INT(host->devices[0]->power.status.known, ABSENT);
}

static void power_that_cannot_be_read(void)
{
	_cleanup_(host_freep) struct host *host =
		read_tree(CARD "/power/runtime_status -> runtime_status\n");

	CHECK_INT(host->devices[1]->power.status.known, UNKNOWN);
	CHECK(unknown_find(host->devices[1]->unknown, "power"));
}

/* The switch is one of the slot: the port above has it. */
static void switches_of_the_firmware(void)
{
	static const struct {
		const char *lines;
		enum known cut;
	} cases[] = {
		{ ACPI_SWITCH "\n" PORT "/firmware_node -> ../../LNXSYSTM:00/device:01\n",
		  KNOWN },
		{ ACPI "/power_resources_D0/\n" PORT
		       "/firmware_node -> ../../LNXSYSTM:00/device:01\n",
		  ABSENT },
		{ PORT "/firmware_node -> firmware_node\n", UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		_cleanup_(host_freep) struct host *host = read_tree(cases[i].lines);

		NOTE("case %zu", i);
		CHECK_INT(host->devices[1]->power.can_be_cut, cases[i].cut);
	}
}

#define BARS(flags)                                                                   \
	"0x0 0x0 0x0\\n0x0 0x0 0x0\\n0x0 0x0 0x0\\n0x0 0x0 0x0\\n0x0 0x0 0x0\\n0x0 "  \
	"0x0 0x0\\n0x0 0x0 0x0\\n" flags "\\n0x0 0x0 0x0\\n0x0 0x0 0x0\\n0x0 0x0 0x0" \
	"\\n0x0 0x0 0x0\\n0x0 0x0 0x0\n"

static void memory_of_virtual_functions(void)
{
	static const struct {
		const char *lines;
		enum known known;
		uint32_t value;
	} cases[] = {
		{ CARD "/sriov_totalvfs = 7\n" CARD "/resource = " BARS(
			  "0x00000000fe600000 0x00000000fe61bfff 0x0000000000140204"),
		  KNOWN, 1 },
		/* IORESOURCE_UNSET: it has a size, and no place. */
		{ CARD "/sriov_totalvfs = 7\n" CARD "/resource = " BARS(
			  "0x0000000000000000 0x000000000001bfff 0x0000000020140204"),
		  KNOWN, 0 },
		{ CARD "/sriov_totalvfs = 7\n" CARD "/resource = " BARS("0x0 0x0 0x0"),
		  KNOWN, 0 },
		{ CARD "/sriov_totalvfs = 7\n", ABSENT, 0 },
		{ CARD "/sriov_totalvfs = 7\n" CARD "/resource = 0x0 0x0 0x0\n", UNKNOWN,
		  0 },
		{ CARD "/sriov_totalvfs = 7\n" CARD "/resource = " BARS("nonsense"),
		  UNKNOWN, 0 },
		/* Without virtual functions nobody asks. */
		{ CARD "/sriov_totalvfs = 0\n" CARD "/resource = " BARS("0x0 0x0 0x0"),
		  NOT_ASKED, 0 },
		{ CARD "/resource = " BARS("0x0 0x0 0x0"), NOT_ASKED, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		_cleanup_(host_freep) struct host *host = read_tree(cases[i].lines);
		const struct number *memory = &host->devices[1]->vf_memory;

		NOTE("case %zu", i);
		CHECK_INT(memory->known, cases[i].known);
		if (memory->known == KNOWN)
			CHECK_INT(memory->value, cases[i].value);
	}
}

TESTS(TEST(power_that_is_told), TEST(power_that_cannot_be_read),
      TEST(switches_of_the_firmware), TEST(memory_of_virtual_functions))
