/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many virtual functions a physical one could have, and whether there is memory for
 * them. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/read.h"

/* Lines of `resource`: six BARs and the ROM, then the BARs of all virtual functions
 * (PCI_IOV_RESOURCES in include/linux/pci.h). */
#define FIRST_LINE 7
#define LINES      6

#define IORESOURCE_UNSET 0x20000000 /* include/linux/ioport.h */

/* "0xSTART 0xEND 0xFLAGS"; the flags, or -EBADMSG. */
static int flags_of(char *line, uint64_t *ret)
{
	(void)strsep(&line, " ");
	(void)strsep(&line, " ");
	return line && text_address(text_trim(line), ret) == 0 ? 0 : -EBADMSG;
}

/*
 * The kernel forgets a window that it could not place, or marks it as without a place;
 * either way sriov_enable() finds fewer than the device asks for, and gives up.
 */
static int judge_lines(char *text, uint32_t *ret)
{
	char *line;
	unsigned placed = 0, number = 0;

	*ret = 1;
	while ((line = strsep(&text, "\n"))) {
		uint64_t flags = 0;

		if (number++ < FIRST_LINE || number > FIRST_LINE + LINES)
			continue;
		if (flags_of(line, &flags) < 0)
			return -EBADMSG;
		placed += flags != 0;
		if (flags & IORESOURCE_UNSET)
			*ret = 0;
	}
	if (number < FIRST_LINE + LINES)
		return -EBADMSG;
	if (!placed)
		*ret = 0;
	return 0;
}

static int read_memory(struct place *place)
{
	struct number *memory = &place->device->vf_memory;
	char text[4096];
	int r = dir_read(place->directory, "resource", text, sizeof(text));

	memory->known = ABSENT;
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = judge_lines(text, &memory->value);
	memory->known = r == 0 ? KNOWN : UNKNOWN;
	return r == 0 ? 0 : place_unknown(place, "resource", "resource", r);
}

int read_room(struct place *place)
{
	struct number *most = &place->device->most_vfs;
	int r = place_number(place, "sriov_totalvfs", "sriov_totalvfs", 10, UINT16_MAX,
	                     most);

	return r == 0 && most->known == KNOWN && most->value ? read_memory(place) : r;
}
