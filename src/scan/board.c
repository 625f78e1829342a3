/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who made the machine, as its firmware says by DMI. */
#include "scan/sources.h"

#define DMI "sys/class/dmi/id"

int read_board(struct scan *scan, struct platform *platform)
{
	int r = platform_text(scan, platform, DMI "/sys_vendor", "maker",
	                      &platform->maker);

	if (r == 0)
		r = platform_text(scan, platform, DMI "/product_name", "product",
		                  &platform->product);
	if (r == 0)
		r = platform_text(scan, platform, DMI "/board_vendor", "board_maker",
		                  &platform->board_maker);
	return r;
}
