/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exec/effects.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "exec/look.h"

static int late(struct work *work, const char *what)
{
	(void)fault(&work->fault, -ETIMEDOUT, "%s has not returned within its time",
	            what);
	return KERNEL_LATE;
}

static int write_device(struct work *work, const struct step *step, const char *text)
{
	int r = work->kernel->write(work->kernel, step->subject, step->path, text,
	                            work->deadline);

	if (r < 0)
		return explain(work, step, r);
	return r == KERNEL_LATE ? late(work, step_kind_text(step->kind)) : 0;
}

static int write_address(struct work *work, const struct step *step)
{
	return write_device(work, step, BDF_TEXT(step->subject));
}

/* lease */

/* What the lease will say: it moves, alone if it is being taken back, or it rests. */
static const char *lease_text(const struct work *work, const struct step *step)
{
	const struct lease_texts *texts = &work->unit->texts;

	if (!text_equal(step->after, lease_state_text(LEASE_HELD)))
		return work->is_rollback ? texts->alone : texts->moving;
	return work->is_rollback ? texts->before : texts->after;
}

static int guard_lease(struct work *work, const struct step *step)
{
	return !step->after && look_exists(work, step->path) == -ENOENT ? GUARD_SKIP
	                                                                : GUARD_GO;
}

static int act_lease(struct work *work, const struct step *step)
{
	int r;

	if (!step->after)
		r = work->kernel->remove(work->kernel, step->path);
	else
		r = work->kernel->replace(work->kernel, step->path,
		                          lease_text(work, step), 0644);
	return r < 0 ? fault_errno(&work->fault, r, "cannot keep the lease") : 0;
}

/* load-driver */

static int guard_load(struct work *work, const struct step *step)
{
	return look_exists(work, step->path) == 0 ? GUARD_SKIP : GUARD_GO;
}

static int act_load(struct work *work, const struct step *step)
{
	int r = work->kernel->load(work->kernel, step->subject, step->module,
	                           work->deadline);

	if (r < 0)
		return explain(work, step, r);
	return r == KERNEL_LATE ? late(work, "loading the module") : 0;
}

static int prove_load(struct work *work, const struct step *step)
{
	char path[DEVICE_PATH_MAX], name[128];

	if (look_exists(work, step->path) == 0)
		return 0;
	/* The module may have brought a driver of another name: say which. */
	if (text_format(path, sizeof(path), "sys/module/%s/drivers", step->module) == 0 &&
	    work->kernel->find(work->kernel, path, "pci:", name, sizeof(name)) == 0) {
		(void)text_format(work->got, sizeof(work->got), "%s",
		                  name + strlen("pci:"));
		return fault(&work->fault, -ENODEV,
		             "module %s brought the driver %s, not %s", step->module,
		             work->got, step->after);
	}
	return fault(&work->fault, -ENODEV,
	             "module %s is loaded, but there is no driver %s", step->module,
	             step->after ? step->after : step->module);
}

/* driver-override */

static int read_override(struct work *work)
{
	int r = work->kernel->read(work->kernel, DEVICE_PATH(work, "driver_override"),
	                           work->got, sizeof(work->got), work->deadline);

	if (r == KERNEL_LATE)
		return late(work, "reading driver_override");
	if (r == 0 && strcmp(work->got, "(null)") == 0)
		work->got[0] = '\0';
	return r;
}

static bool is_override(const struct work *work, const struct step *step)
{
	return strcmp(work->got, step->after ? step->after : "") == 0;
}

static int guard_override(struct work *work, const struct step *step)
{
	int r = read_override(work);

	if (r != 0)
		return r < 0 ? explain(work, step, r) : -ETIMEDOUT;
	return is_override(work, step) ? GUARD_SKIP : GUARD_GO;
}

static int act_override(struct work *work, const struct step *step)
{
	char text[256];

	/* Cleared by a newline alone: sysfs drops a write of no bytes. */
	if (text_format(text, sizeof(text), "%s\n", step->after ? step->after : "") < 0)
		return fault(&work->fault, -ENAMETOOLONG,
		             "the driver's name is too long");
	return write_device(work, step, text);
}

static int prove_override(struct work *work, const struct step *step)
{
	int r = read_override(work);

	if (r != 0)
		return r < 0 ? explain(work, step, r) : -ETIMEDOUT;
	if (is_override(work, step))
		return 0;
	return fault(&work->fault, -EIO, "it was accepted, but reads back as '%s'",
	             work->got);
}

/* unbind */

/*
 * Nothing to do where the device is free, where it should end, and where somebody else
 * has put it: what we did not give it to is not ours to take it from.
 */
static int guard_unbind(struct work *work, const struct step *step)
{
	int r = look_driver(work);

	if (r < 0)
		return r;
	if (!work->got[0] || text_equal(work->got, step->keep))
		return GUARD_SKIP;
	if (!step->before || text_equal(work->got, step->before))
		return GUARD_GO;
	if (work->is_back)
		return GUARD_SKIP;
	return fault(&work->fault, -EBUSY, "it is on %s now, no longer on %s", work->got,
	             step->before);
}

static int prove_unbind(struct work *work, const struct step *step)
{
	int r = look_driver(work);

	if (r < 0)
		return r;
	if (!work->got[0] || text_equal(work->got, step->keep))
		return 0;
	/* It was let go: who has taken it since is for the next steps to judge. */
	if (step->before && !text_equal(work->got, step->before))
		return 0;
	return fault(&work->fault, -EBUSY, "it was accepted, but %s has it", work->got);
}

/* bind, probe */

static int guard_bind(struct work *work, const struct step *step)
{
	int r = look_driver(work);

	if (r < 0)
		return r;
	if (text_equal(work->got, step->after))
		return GUARD_SKIP;
	return work->got[0] && work->is_back ? GUARD_SKIP : GUARD_GO;
}

static int prove_bind(struct work *work, const struct step *step)
{
	int r = look_driver(work);

	if (r < 0)
		return r;
	if (text_equal(work->got, step->after))
		return 0;
	return fault(&work->fault, -ENODEV, "it was accepted, but %s has the device",
	             work->got[0] ? work->got : "no driver");
}

static int guard_probe(struct work *work, const struct step *step)
{
	int r = look_driver(work);

	(void)step;
	if (r < 0)
		return r;
	return work->got[0] ? GUARD_SKIP : GUARD_GO;
}

static int prove_probe(struct work *work, const struct step *step)
{
	int r = look_driver(work);

	if (r < 0 || work->got[0] || !step->after)
		return r;
	return fault(&work->fault, -ENODEV, "no driver took it, though %s should",
	             step->after);
}

/* new-id, remove-id */

/* An id that is there already attaches nothing: the bind that follows does. */
static int act_new_id(struct work *work, const struct step *step)
{
	int r = work->kernel->write(work->kernel, step->subject, step->path, step->after,
	                            work->deadline);

	if (r == KERNEL_LATE)
		return late(work, "new_id");
	return r == -EEXIST || r == 0 ? 0 : explain(work, step, r);
}

static int guard_new_id(struct work *work, const struct step *step)
{
	int r = look_driver(work);

	if (r < 0)
		return r;
	return text_equal(work->got, step->module) ? GUARD_SKIP : GUARD_GO;
}

/* More than anybody can have taught the same ids; each write forgets one. */
#define FORGET_MAX 8

/*
 * What a driver was taught cannot be read. So it is asked again: forgotten is what it
 * still knows nothing of at the second time.
 */
static int act_remove_id(struct work *work, const struct step *step)
{
	for (unsigned n = 0; n < FORGET_MAX; n++) {
		int r = work->kernel->write(work->kernel, step->subject, step->path,
		                            step->before, work->deadline);

		if (r == KERNEL_LATE)
			return late(work, "remove_id");
		if (r < 0 && r != -ENODEV && r != -ENOENT)
			return explain(work, step, r);
		if (r < 0 && n)
			return 0;
	}
	return fault(&work->fault, -EIO,
	             "however often it forgets the ids, it knows them");
}

/* framebuffer */

static int read_drawer(struct work *work, const struct step *step)
{
	char path[256], target[512];
	int r = text_format(path, sizeof(path), "%s/driver", step->path);

	work->got[0] = '\0';
	if (r == 0)
		r = work->kernel->readlink(work->kernel, path, target, sizeof(target));
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return fault_errno(&work->fault, r, "cannot read who draws on it");
	return text_format(work->got, sizeof(work->got), "%s", text_base(target));
}

static bool is_drawn(const struct work *work, const struct step *step)
{
	return strcmp(work->got, step->after ? step->after : "") == 0;
}

/* A driver that takes the memory for itself removes the device for good. */
static int guard_framebuffer(struct work *work, const struct step *step)
{
	int r = read_drawer(work, step);

	if (r < 0)
		return r;
	if (is_drawn(work, step) || look_exists(work, step->path) == -ENOENT)
		return GUARD_SKIP;
	/* Somebody else's, on the way home: left alone. */
	return step->after && work->got[0] ? GUARD_SKIP : GUARD_GO;
}

static int act_framebuffer(struct work *work, const struct step *step)
{
	struct step write = *step;
	char path[256];
	int r = step->after
	                ? text_format(path, sizeof(path),
	                              "sys/bus/platform/drivers/%s/bind", step->after)
	                : text_format(path, sizeof(path), "%s/driver/unbind", step->path);

	write.path = path;
	return r < 0 ? r : write_device(work, &write, text_base(step->path));
}

static int prove_framebuffer(struct work *work, const struct step *step)
{
	int r = read_drawer(work, step);

	if (r < 0 || is_drawn(work, step))
		return r;
	return fault(&work->fault, -EBUSY, "it was accepted, but %s draws on it",
	             work->got[0] ? work->got : "nobody");
}

const struct effect *effect_of(enum step_kind kind)
{
	static const struct effect effects[] = {
		[STEP_LEASE] = { guard_lease, act_lease, NULL },
		[STEP_LOAD] = { guard_load, act_load, prove_load },
		[STEP_OVERRIDE] = { guard_override, act_override, prove_override },
		[STEP_UNBIND] = { guard_unbind, write_address, prove_unbind },
		[STEP_BIND] = { guard_bind, write_address, prove_bind },
		[STEP_NEW_ID] = { guard_new_id, act_new_id, NULL },
		[STEP_REMOVE_ID] = { NULL, act_remove_id, NULL },
		[STEP_PROBE] = { guard_probe, write_address, prove_probe },
		[STEP_NODE] = { guard_node, act_node, prove_node },
		[STEP_CDEV] = { guard_node, act_node, prove_node },
		[STEP_SETTLE] = { guard_settle, act_settle, NULL },
		[STEP_FRAMEBUFFER] = { guard_framebuffer, act_framebuffer,
		                       prove_framebuffer },
	};

	return &effects[kind];
}
