/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/user.h"

const char *use_rule(enum use use)
{
	static const char *const rules[N_USES] = {
		[USE_DISPLAY] = "host.display", [USE_DRIVER] = "host.driver-busy",
		[USE_HOLDER] = "host.holder",   [USE_MOUNTED] = "host.mounted",
		[USE_NETWORK] = "host.network", [USE_OPEN] = "host.open",
		[USE_SWAP] = "host.swap",       [USE_VFIO] = "vfio.in-use",
	};

	return rules[use];
}
