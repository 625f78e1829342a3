/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes that appear after a bind (of VFIO) or a release (of the native driver). */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "exec/look.h"

/* "UID:GID MODE", as plan/ writes it. */
static int parse_owner(const char *text, struct node *ret)
{
	const char *colon = strchr(text, ':'), *blank = strchr(text, ' ');
	uint32_t uid, gid, mode = 0;

	if (!colon || !blank || colon > blank ||
	    text_decimal(text, (size_t)(colon - text), UINT32_MAX, &uid) < 0 ||
	    text_decimal(colon + 1, (size_t)(blank - colon - 1), UINT32_MAX, &gid) < 0)
		return -EINVAL;
	for (const char *c = blank + 1; *c; c++) {
		if (*c < '0' || *c > '7' || mode > 0777)
			return -EINVAL;
		mode = mode * 8 + (uint32_t)(*c - '0');
	}
	*ret = (struct node){ .uid = uid, .gid = gid, .mode = mode };
	return 0;
}

/* Where the node is: planned, or known only now. */
static int node_path(struct work *work, const struct step *step, char *path, size_t size)
{
	char target[512];
	int r;

	if (step->path)
		return text_format(path, size, "%s", step->path);
	r = work->kernel->readlink(work->kernel, DEVICE_PATH(work, "iommu_group"), target,
	                           sizeof(target));
	/* Only a group made without an IOMMU is not known before the bind. */
	return r < 0 ? r
	             : text_format(path, size, "dev/vfio/noiommu-%s", text_base(target));
}

static int cdev_path(struct work *work, const struct step *step, char *path, size_t size)
{
	char name[64], file[DEVICE_PATH_MAX + sizeof(name)];
	int r;

	(void)step;
	r = work->kernel->find(work->kernel, DEVICE_PATH(work, "vfio-dev"), "vfio", name,
	                       sizeof(name));
	if (r == 0)
		r = text_format(file, sizeof(file), "%s/%s/dev",
		                DEVICE_PATH(work, "vfio-dev"), name);
	/* The directory is there also where cdevs are compiled out; its file dev is not.
	 */
	if (r == 0)
		r = look_exists(work, file);
	return r < 0 ? r : text_format(path, size, "dev/vfio/devices/%s", name);
}

static int find_path(struct work *work, const struct step *step)
{
	work->got[0] = '\0';
	return (step->kind == STEP_CDEV ? cdev_path : node_path)(work, step, work->got,
	                                                         sizeof(work->got));
}

/* GUARD_SKIP: the node at work->got is as wanted; GUARD_GO: it is not; -ENOENT. */
static int is_owned(struct work *work, const struct step *step)
{
	struct node now, wanted;
	int r;

	r = work->kernel->look(work->kernel, work->got, &now);
	if (r < 0 || !step->after)
		return r;
	if (parse_owner(step->after, &wanted) < 0)
		return fault(&work->fault, -EINVAL, "'%s' is no owner", step->after);
	return now.uid == wanted.uid && now.gid == wanted.gid && now.mode == wanted.mode
	               ? GUARD_SKIP
	               : GUARD_GO;
}

int guard_node(struct work *work, const struct step *step)
{
	int r = find_path(work, step);
	bool no_cdev = r == -ENOENT && step->kind == STEP_CDEV;

	if (r == 0)
		r = is_owned(work, step);
	if (r == -ENOENT)
		return no_cdev || step->keep ? GUARD_SKIP : GUARD_GO;
	return r;
}

static int is_there(struct work *work, const struct step *step)
{
	int r = find_path(work, step);

	return r < 0 ? r : look_exists(work, work->got);
}

int act_node(struct work *work, const struct step *step)
{
	struct node wanted;
	int r = look_until(work, step, is_there);

	if (r < 0)
		return fault_errno(&work->fault, r, "cannot look at its node");
	if (!step->after)
		return 0;
	if (parse_owner(step->after, &wanted) < 0)
		return fault(&work->fault, -EINVAL, "'%s' is no owner", step->after);
	r = work->kernel->own(work->kernel, work->got, &wanted, work->deadline);
	if (r < 0)
		return fault_errno(&work->fault, r, "cannot give /%s to %s", work->got,
		                   step->after);
	return 0;
}

int prove_node(struct work *work, const struct step *step)
{
	int r = is_owned(work, step);

	if (r < 0)
		return fault_errno(&work->fault, r, "/%s is not there", work->got);
	if (r == GUARD_GO && step->after)
		return fault(&work->fault, -EIO, "the owner of /%s did not stay",
		             work->got);
	return 0;
}

/* What native drivers make; the second level is below the first entry of the first. */
static const struct {
	const char *name, *prefix, *below;
} nodes[] = {
	{ "net", "", NULL },
	{ "nvme", "nvme", "nvme" },
};

static int find_node(struct work *work, const char *directory, size_t row)
{
	char path[DEVICE_PATH_MAX + sizeof(work->got)];
	int r;

	r = work->kernel->find(work->kernel, directory, nodes[row].prefix, work->got,
	                       sizeof(work->got));
	if (r < 0 || !nodes[row].below)
		return r;
	r = text_format(path, sizeof(path), "%s/%s", directory, work->got);
	if (r < 0)
		return r;
	return work->kernel->find(work->kernel, path, nodes[row].below, work->got,
	                          sizeof(work->got));
}

static int has_settled(struct work *work, const struct step *step)
{
	int r = look_driver(work);

	if (r < 0)
		return r;
	if (!work->got[0])
		return fault(&work->fault, -ENODEV, "its driver let it go again");
	for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
		if (text_equal(nodes[i].name, step->after))
			return find_node(work, step->path, i);
	return fault(&work->fault, -EINVAL, "'%s' is nothing to wait for", step->after);
}

int guard_settle(struct work *work, const struct step *step)
{
	return has_settled(work, step) == 0 ? GUARD_SKIP : GUARD_GO;
}

int act_settle(struct work *work, const struct step *step)
{
	return look_until(work, step, has_settled);
}
