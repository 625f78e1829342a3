/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processor, as /proc/cpuinfo tells of the first one. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/sources.h"

#define CPUINFO "proc/cpuinfo"

/* Much more than the lines about one processor. */
#define CPUINFO_BYTES 16384

static const struct {
	const char *name;
	enum cpu_vendor vendor;
} vendors[] = {
	{ "GenuineIntel", CPU_INTEL }, { "CentaurHauls", CPU_INTEL },
	{ "Shanghai", CPU_INTEL },     { "AuthenticAMD", CPU_AMD },
	{ "HygonGenuine", CPU_AMD },
};

static void note_vendor(struct cpu *cpu, const char *value)
{
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (text_equal(vendors[i].name, value))
			cpu->vendor = vendors[i].vendor;
}

static void note_implementer(struct cpu *cpu, const char *value)
{
	(void)value;
	cpu->vendor = CPU_ARM;
}

static void note_flags(struct cpu *cpu, const char *value)
{
	while (*value) {
		size_t length = strcspn(value, " ");

		if (length == 3 &&
		    (strncmp(value, "vmx", 3) == 0 || strncmp(value, "svm", 3) == 0))
			cpu->virtualization = true;
		if (length == 10 && strncmp(value, "hypervisor", 10) == 0)
			cpu->guest = true;
		value += length + (value[length] == ' ');
	}
}

/* "46 bits physical, 48 bits virtual" */
static void note_sizes(struct cpu *cpu, const char *value)
{
	size_t digits = strspn(value, "0123456789");

	if (text_decimal(value, digits, 64, &cpu->address_bits.value) == 0)
		cpu->address_bits.known = KNOWN;
}

static const struct {
	const char *key;
	void (*note)(struct cpu *cpu, const char *value);
} keys[] = {
	{ "vendor_id", note_vendor },
	{ "CPU implementer", note_implementer },
	{ "flags", note_flags },
	{ "address sizes", note_sizes },
};

/* "vendor_id\t: GenuineIntel" */
static void note_line(struct cpu *cpu, char *line)
{
	char *value = strchr(line, ':');

	if (!value)
		return;
	*value++ = '\0';
	value += strspn(value, " \t");
	(void)text_trim(line);
	(void)text_trim(value);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (text_equal(keys[i].key, line))
			keys[i].note(cpu, value);
}

int read_cpu(struct scan *scan, struct platform *platform)
{
	char text[CPUINFO_BYTES], *end, *rest = text, *line;
	struct cpu *cpu = &platform->cpu;
	ssize_t n = root_read_bytes(scan->root, CPUINFO, text, sizeof(text) - 1);

	*cpu = (struct cpu){ .known = n < 0 ? UNKNOWN : KNOWN,
		             .address_bits.known = ABSENT };
	if (n < 0)
		return platform_unknown(scan, platform, "cpu", CPUINFO, (int)n);
	text[n] = '\0';
	end = strstr(text, "\n\n");
	if (end)
		*end = '\0';
	while ((line = strsep(&rest, "\n")))
		note_line(cpu, line);
	return 0;
}
