/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Are interrupts remapped? Every interrupt chip that is says so in its name: "IR-"
 * (drivers/iommu/intel/irq_remapping.c, amd/iommu.c, arch/x86/kernel/apic/msi.c). */
#include <fcntl.h>
#include <string.h>

#include "base/text.h"
#include "scan/sources.h"

#define INTERRUPTS "sys/kernel/irq"
#define TABLE      "proc/interrupts"

/* Which one shows it is chance: the directory has no order. */
static void found(struct platform *platform, const char *path, const char *chip)
{
	platform->remapping = (struct number){ KNOWN, text_starts(chip, "IR-") };
	platform->remapping_path = path;
}

/* Chips that never are remapped say nothing either way. */
static bool tells(const char *chip)
{
	return text_starts(chip, "IR-") || strstr(chip, "MSI") || strstr(chip, "IO-APIC");
}

static void read_chips(struct scan *scan, struct platform *platform, DIR *stream)
{
	const struct dirent *entry;

	while (!platform->remapping.value && (entry = readdir(stream))) {
		char path[320], chip[64];

		if (text_format(path, sizeof(path), INTERRUPTS "/%s/chip_name",
		                entry->d_name) == 0 &&
		    root_read(scan->root, path, chip, sizeof(chip)) == 0 && tells(chip))
			found(platform, INTERRUPTS "/*/chip_name", chip);
	}
}

/* The chip is a word of its own behind the counters: "24: 0 0 IR-PCI-MSI 4096-edge". */
static const char *chip_of(char *line)
{
	char *word;

	while ((word = strsep(&line, " \t\n")))
		if (*word && tells(word))
			return word;
	return NULL;
}

static int read_table(struct scan *scan, struct platform *platform)
{
	_cleanup_(fclosep) FILE *file = NULL;
	_cleanup_(freep) char *line = NULL;
	int fd = root_open_file(scan->root, TABLE, O_RDONLY, 0);
	size_t room = 0;

	if (fd < 0)
		return platform_unknown(scan, platform, "interrupts", TABLE, fd);
	file = fdopen(fd, "r");
	if (!file)
		(void)close(fd);
	while (!platform->remapping.value && file && getline(&line, &room, file) > 0) {
		const char *chip = chip_of(line);

		if (chip)
			found(platform, TABLE, chip);
	}
	return 0;
}

int read_interrupts(struct scan *scan, struct platform *platform)
{
	_cleanup_(closedirp) DIR *stream = NULL;

	platform->remapping.known = UNKNOWN;
	if (root_opendir(scan->root, INTERRUPTS, &stream) == 0)
		read_chips(scan, platform, stream);
	return platform->remapping.known == KNOWN ? 0 : read_table(scan, platform);
}
