/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parameters of VFIO's modules: what sets its protection aside, and when it saves power.
 */
#include "scan/sources.h"

int read_parameters(struct scan *scan, struct platform *platform)
{
	const struct {
		const char *path;
		struct parameter *ret;
	} rows[] = {
		{ "sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts",
		  &platform->unsafe_type1 },
		{ "sys/module/iommufd/parameters/allow_unsafe_interrupts",
		  &platform->unsafe_iommufd },
		{ "sys/module/vfio/parameters/enable_unsafe_noiommu_mode",
		  &platform->unsafe_noiommu },
		{ "sys/module/vfio_pci/parameters/disable_idle_d3",
		  &platform->stays_awake },
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(rows) / sizeof(rows[0]); i++) {
		rows[i].ret->path = rows[i].path;
		r = platform_text(scan, platform, rows[i].path, "parameters",
		                  &rows[i].ret->value);
	}
	return r;
}
