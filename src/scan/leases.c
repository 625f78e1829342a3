/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What vfioprep itself noted of the devices it moved. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/lease.h"
#include "scan/listing.h"
#include "scan/read.h"

/* More than any lease; its lists are about two kilobytes, thrice while it moves. */
#define LEASE_SIZE_MAX 32768

static int read_one(const struct root *root, struct arena *arena, const char *name,
                    struct lease **ret, struct fault *f)
{
	char path[128], text[LEASE_SIZE_MAX];
	size_t end;
	int r;

	r = text_format(path, sizeof(path), LEASE_DIRECTORY "/%s", name);
	if (r == 0)
		r = root_read(root, path, text, sizeof(text) - 1);
	if (r < 0)
		return r;
	/* root_read() cuts the last newline off, and a lease must end with one. */
	end = strlen(text);
	text[end] = '\n';
	text[end + 1] = '\0';
	r = lease_read(arena, text, ret, f);
	if (r == 0 && strcmp(BDF_TEXT((*ret)->address), name) != 0)
		r = fault(f, -EINVAL, "it is for %s", BDF_TEXT((*ret)->address));
	return r;
}

int read_lease(struct place *place)
{
	struct host *host = place->scan->host;
	struct fault f = { 0 };
	struct lease *lease;
	int r;

	r = read_one(place->scan->root, host->arena, BDF_TEXT(place->device->address),
	             &lease, &f);
	if (r == 0)
		place->device->lease = lease;
	if (r == 0 || r == -ENOENT)
		return 0;
	return host_unknown(host, &place->device->unknown, "lease", LEASE_DIRECTORY, r);
}

int scan_leases(const struct root *root, struct arena *arena, const struct lease ***ret,
                size_t *ret_n, struct fault *f)
{
	struct listing listing;
	const struct lease **list;
	size_t n = 0;
	int r = listing_read(root, arena, LEASE_DIRECTORY, &listing);

	if (r < 0)
		return fault_errno(f, r, "cannot list /%s", LEASE_DIRECTORY);
	list = arena_array(arena, listing.n + 1, sizeof(*list));
	if (!list)
		return fault(f, -ENOMEM, "out of memory");
	for (size_t i = 0; i < listing.n; i++) {
		struct fault cause = { 0 };
		struct lease *lease;
		struct bdf address;

		if (bdf_parse_kernel(listing.names[i], &address) < 0)
			continue;
		r = read_one(root, arena, listing.names[i], &lease, &cause);
		if (r < 0)
			return fault(f, r, "cannot read the lease /%s/%s: %s",
			             LEASE_DIRECTORY, listing.names[i],
			             cause.error ? cause.text : fault_words(r));
		list[n++] = lease;
	}
	*ret = list;
	*ret_n = n;
	return 0;
}
