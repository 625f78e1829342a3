/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exec/look.h"

#include <errno.h>

#include "base/text.h"

const char *device_path(const struct work *work, const char *name, char *buffer)
{
	(void)text_format(buffer, DEVICE_PATH_MAX, "sys/bus/pci/devices/%s/%s",
	                  BDF_TEXT(work->subject), name);
	return buffer;
}

int look_exists(struct work *work, const char *path)
{
	struct node node;

	return work->kernel->look(work->kernel, path, &node);
}

int look_driver(struct work *work)
{
	char target[512];
	int r;

	work->got[0] = '\0';
	r = work->kernel->readlink(work->kernel, DEVICE_PATH(work, "driver"), target,
	                           sizeof(target));
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return fault_errno(&work->fault, r, "cannot read its driver");
	return text_format(work->got, sizeof(work->got), "%s", text_base(target));
}

int look_until(struct work *work, const struct step *step,
               int (*there)(struct work *work, const struct step *step))
{
	int r;

	while ((r = there(work, step)) == -ENOENT) {
		if (work->is_interruptible && work->options->interrupted &&
		    work->options->interrupted(work->options->context))
			return fault(&work->fault, -EINTR, "interrupted");
		r = work->kernel->wait(work->kernel, work->deadline);
		if (r < 0)
			return fault_errno(&work->fault, r, "it did not appear");
	}
	return r;
}
