/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What vfioprep itself noted of the devices it moved. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/lease.h"
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

static int append(struct arena *arena, const struct lease ***list, size_t *n,
                  const struct lease *lease)
{
	const struct lease **grown = arena_array(arena, *n + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	if (*n)
		memcpy(grown, *list, *n * sizeof(*grown));
	grown[(*n)++] = lease;
	*list = grown;
	return 0;
}

int scan_leases(const struct root *root, struct arena *arena, const struct lease ***ret,
                size_t *ret_n, struct fault *f)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	const struct lease **list = NULL;
	size_t n = 0;
	int r;

	r = root_opendir(root, LEASE_DIRECTORY, &stream);
	if (r < 0 && r != -ENOENT)
		return fault_errno(f, r, "cannot list /%s", LEASE_DIRECTORY);
	while (r == 0 && (entry = readdir(stream))) {
		struct fault cause = { 0 };
		struct lease *lease;
		struct bdf address;

		if (bdf_parse_kernel(entry->d_name, &address) < 0)
			continue;
		r = read_one(root, arena, entry->d_name, &lease, &cause);
		if (r < 0)
			return fault(f, r, "cannot read the lease /%s/%s: %s",
			             LEASE_DIRECTORY, entry->d_name,
			             cause.error ? cause.text : fault_words(r));
		r = append(arena, &list, &n, lease);
	}
	if (r == -ENOMEM)
		return fault(f, r, "out of memory");
	*ret = list;
	*ret_n = n;
	return 0;
}
