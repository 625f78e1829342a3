/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/concerned.h"

#include <errno.h>

#include "cmd/wishes.h"
#include "model/classes.h"
#include "model/fact.h"

static int read_choice(struct scan *scan, struct host *host, const struct choice *choice,
                       unsigned facts, struct fault *f)
{
	return scan_facts(scan, host, choice->devices, choice->n, facts, f);
}

static int read_groups(struct scan *scan, struct host *host, const struct choice *choice,
                       struct fault *f)
{
	struct choice members = { 0 };
	int r = read_choice(scan, host, choice, FACT_MEMBERS, f);

	if (r == 0 && choose_concerned(host->arena, host, choice, &members) < 0)
		return fault(f, -ENOMEM, "out of memory");
	return r < 0 ? r
	             : read_choice(scan, host, &members,
	                           FACT_IDS | FACT_DRIVER | FACT_HEADER | FACT_MEMBERS,
	                           f);
}

static int read_neighbours(struct scan *scan, struct host *host,
                           const struct choice *choice, struct fault *f)
{
	struct choice beside = { 0 };

	if (choose_neighbours(host->arena, host, choice, &beside) < 0)
		return fault(f, -ENOMEM, "out of memory");
	return read_choice(scan, host, &beside, FACT_IDS | FACT_DRIVER | FACT_SRIOV, f);
}

/* Whoever takes a display must know which others there are. */
static int read_displays(struct scan *scan, struct host *host,
                         const struct choice *choice, struct fault *f)
{
	const struct choice all = { host->devices, host->n_devices };
	struct choice displays = { 0 };
	bool is_needed = false;
	int r;

	for (size_t i = 0; i < choice->n; i++)
		is_needed = is_needed ||
		            device_base_class(choice->devices[i]) == CLASS_DISPLAY;
	if (!is_needed)
		return 0;
	r = read_choice(scan, host, &all, FACT_IDS, f);
	if (r == 0 && choose_displays(host->arena, host, &displays) < 0)
		return fault(f, -ENOMEM, "out of memory");
	return r < 0 ? r
	             : read_choice(scan, host, &displays, FACT_DRIVER | FACT_SRIOV, f);
}

int concerned_read(struct scan *scan, struct host *host, struct choice *choice,
                   const struct wanted *wanted, struct fault *f)
{
	int r = read_groups(scan, host, choice, f);

	if (r == 0 && wishes_groups(host->arena, host, wanted->request, choice) < 0)
		return fault(f, -ENOMEM, "out of memory");
	if (r == 0)
		r = read_choice(scan, host, choice, wanted->facts, f);
	if (r == 0)
		r = read_neighbours(scan, host, choice, f);
	return r < 0 ? r : read_displays(scan, host, choice, f);
}
