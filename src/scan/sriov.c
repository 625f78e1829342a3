/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Physical and virtual functions. VFs are counted by their links: sriov_numvfs takes a
 * lock. */
#include <errno.h>
#include <fcntl.h>

#include "base/text.h"
#include "scan/read.h"

/* A VF's own physfn link says the same, but the VF may not have been asked for. */
static void join_vf(struct device *pf, struct device *vf)
{
	struct device **end = &pf->first_vf;

	while (*end && bdf_compare((*end)->address, vf->address) < 0)
		end = &(*end)->next_vf;
	vf->next_vf = *end;
	*end = vf;
}

static void add_vf(struct place *place, int directory, const char *link)
{
	char target[512];
	struct bdf address;
	struct device *vf = NULL;

	place->device->vf_count.value++;
	if (dir_readlink(directory, link, target, sizeof(target)) == 0 &&
	    bdf_parse_kernel(text_base(target), &address) == 0)
		vf = host_find(place->scan->host, address);
	if (vf)
		join_vf(place->device, vf);
}

static int read_vfs(struct place *place)
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
			add_vf(place, dirfd(stream), entry->d_name);
	return 0;
}

/* A link to what is no PCI function tells nothing. */
static int check_physfn(struct place *place)
{
	struct text *physfn = &place->device->physfn;
	struct bdf address;

	if (physfn->known != KNOWN || bdf_parse_kernel(physfn->value, &address) == 0)
		return 0;
	*physfn = (struct text){ UNKNOWN, NULL };
	return place_unknown(place, "physfn", "physfn", -EBADMSG);
}

int read_sriov(struct place *place)
{
	int r;

	r = place_link(place, "physfn", "physfn", &place->device->physfn);
	if (r == 0)
		r = check_physfn(place);
	if (r == 0)
		r = read_vfs(place);
	if (r == 0)
		r = place_number(place, "sriov_drivers_autoprobe", "autoprobe", 10, 1,
		                 &place->device->autoprobe);
	return r;
}
