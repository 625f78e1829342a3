/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Physical and virtual functions. VFs are counted by their links: sriov_numvfs takes a
 * lock. */
#include <errno.h>
#include <fcntl.h>

#include "base/text.h"
#include "scan/read.h"

static int count_vfs(struct place *place)
{
	struct number *count = &place->device->vf_count;
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int fd = openat(place->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		stream = fdopendir(fd);
	if (!stream) {
		count->known = UNKNOWN;
		return place_unknown(place, "virtfns", ".", -errno);
	}
	count->known = KNOWN;
	while ((entry = readdir(stream)))
		if (text_starts(entry->d_name, "virtfn"))
			count->value++;
	return 0;
}

static void join_pf(struct place *place)
{
	struct device **end, *device = place->device, *pf;
	struct bdf address;

	if (device->physfn.known != KNOWN ||
	    bdf_parse_kernel(device->physfn.value, &address) < 0)
		return;
	pf = host_find(place->scan->host, address);
	if (!pf)
		return;
	end = &pf->first_vf;
	while (*end && bdf_compare((*end)->address, device->address) < 0)
		end = &(*end)->next_vf;
	device->next_vf = *end;
	*end = device;
}

int read_sriov(struct place *place)
{
	int r;

	r = place_link(place, "physfn", "physfn", &place->device->physfn);
	if (r == 0)
		r = count_vfs(place);
	if (r == 0)
		r = place_number(place, "sriov_drivers_autoprobe", "autoprobe", 10, 1,
				 &place->device->autoprobe);
	if (r == 0)
		join_pf(place);
	return r;
}
