/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/request.h"

#include <stdlib.h>

static int by_address(const void *key, const void *entry)
{
	return bdf_compare(*(const struct bdf *)key,
	                   ((const struct wish *)entry)->address);
}

static const struct wish *find_wish(const struct request *request,
                                    const struct device *device)
{
	if (!request->n_wishes)
		return NULL;
	return bsearch(&device->address, request->wishes, request->n_wishes,
	               sizeof(*request->wishes), by_address);
}

const char *request_driver(const struct request *request, const struct device *device)
{
	const struct wish *wish = request->driver ? NULL : find_wish(request, device);

	return wish ? wish->driver : request->driver;
}

const struct owner *request_owner(const struct request *request,
                                  const struct device *device)
{
	const struct wish *wish = request->owner ? NULL : find_wish(request, device);

	return wish ? wish->owner : request->owner;
}
