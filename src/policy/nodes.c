/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of the nodes by which VFIO users reach devices, and of who may open them. */
#include <string.h>

#include "base/text.h"
#include "policy/checks.h"
#include "policy/evidence.h"
#include "policy/questions.h"

#define NODE_MODE 06 /* to use a node, it is opened for reading and writing */

static const char *describe(const struct rule_case *c, const struct node *node)
{
	return arena_printf(c->arena, "%u:%u %04o", node->uid, node->gid, node->mode);
}

/* May who owns OWNED, or is of its group, open NODE too? */
static bool opens_for(const struct node *node, const struct node *owned)
{
	bool is_user = owned->uid != 0;

	if ((node->mode & NODE_MODE) == NODE_MODE)
		return true;
	if (is_user && node->uid == owned->uid)
		return (node->mode >> 6 & NODE_MODE) == NODE_MODE;
	/* Of a user's groups the node's is the one that is known. */
	return node->gid == owned->gid && (node->mode >> 3 & NODE_MODE) == NODE_MODE;
}

/* Does anybody but root have it? */
static bool has_users(const struct node *node)
{
	return node->path &&
	       (node->uid != 0 ||
	        (node->gid != 0 && (node->mode >> 3 & NODE_MODE) == NODE_MODE));
}

/* A device whose own node lets a user in that /dev/iommu does not. */
static const struct device *locked_out(const struct rule_case *c)
{
	for (size_t i = 0; i < c->host->n_devices; i++) {
		const struct node *cdev = &c->host->devices[i]->vfio.cdev;

		if (has_users(cdev) && !opens_for(&c->host->platform->iommufd, cdev))
			return c->host->devices[i];
	}
	return NULL;
}

enum answer iommufd_is_closed(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	const struct device *locked;

	(void)device;
	if (platform->iommufd_known == UNKNOWN &&
	    platform->modules.loaded[VFIO_IOMMUFD] != ABSENT)
		return unread(c, draft, "nodes", "dev/iommu",
		              "cannot tell who may open /dev/iommu");
	if (platform->iommufd_known != KNOWN) {
		if (platform->modules.loaded[VFIO_IOMMUFD] != KNOWN)
			return NO;
		evidence(c, draft, "dev/iommu", "absent");
		evidence(c, draft, "sys/module/iommufd", "present");
		return YES;
	}
	locked = locked_out(c);
	if (locked)
		evidence(c, draft, locked->vfio.cdev.path,
		         describe(c, &locked->vfio.cdev));
	evidence(c, draft, "dev/iommu", describe(c, &platform->iommufd));
	if (!locked) {
		draft->summary = "iommufd has its node";
		return NO;
	}
	draft->summary =
		arena_printf(c->arena,
	                     "who may open %s by its own node may not open /dev/iommu",
	                     BDF_TEXT(locked->address));
	draft->remedy = "give /dev/iommu to the same group, by a rule of udev: "
			"KERNEL==\"iommu\", GROUP=\"…\", MODE=\"0660\"";
	return YES;
}

/* Errors of access(2): of the cgroup EPERM, of the mode EACCES. */
enum answer cgroup_denies_nodes(const struct rule_case *c, const struct device *device,
                                struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	size_t n = 0;

	(void)device;
	for (const struct denied_node *node = platform->denied; node; node = node->next) {
		evidence(c, draft, node->path, "denied (EPERM), whatever its mode is");
		n++;
	}
	if (n) {
		draft->summary = arena_printf(
			c->arena,
			"the device cgroup keeps this process from %zu %s of VFIO", n,
			n == 1 ? "node" : "nodes");
		return YES;
	}
	if (!platform->allowed)
		return NO;
	evidence(c, draft, platform->allowed, "not denied");
	draft->summary = "the device cgroup keeps this process from no node of VFIO";
	return NO;
}

enum answer udev_has_rules(const struct rule_case *c, const struct device *device,
                           struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	const struct unknown *unread_file;
	size_t n = 0;

	(void)device;
	unread_file = unknown_find(platform->unknown, "node_rules");
	if (unread_file && !platform->node_rules)
		return unread(c, draft, "node_rules", unread_file->path,
		              "cannot tell whether udev has rules for VFIO's nodes");
	for (const struct node_rule *rule = platform->node_rules; rule;
	     rule = rule->next) {
		evidence(c, draft, rule->path, rule->text);
		n++;
	}
	if (!n)
		return NO;
	draft->summary =
		arena_printf(c->arena,
	                     "udev sets owner or mode of VFIO's nodes, by %zu %s", n,
	                     n == 1 ? "rule" : "rules");
	return YES;
}

static bool is_held(const struct device *device)
{
	return device->driver.known == KNOWN && driver_is_vfio(device->driver.value) &&
	       device->vfio.known == KNOWN;
}

static const struct node *node_of(const struct device *device)
{
	return device->vfio.group_node.path ? &device->vfio.group_node
	                                    : &device->vfio.cdev;
}

enum answer has_no_node(const struct rule_case *c, const struct device *device,
                        struct finding *draft)
{
	const struct node *node = node_of(device);
	const struct unknown *unknown = device->unknown;

	if (!is_held(device))
		return NO;
	while (unknown && !text_starts(unknown->member, "vfio."))
		unknown = unknown->next;
	if (node->path) {
		evidence(c, draft, node->path, describe(c, node));
		draft->summary = arena_printf(c->arena, "its node is /%s", node->path);
		return NO;
	}
	/* Half a machine proves nothing. */
	if (unknown || c->host->platform->vfio_known == UNKNOWN) {
		evidence(c, draft, unknown && unknown->path ? unknown->path : "dev/vfio",
		         NULL);
		draft->summary = "cannot tell whether it has a node";
		draft->remedy = NULL;
		return UNSURE;
	}
	evidence(c, draft,
	         device->group_id.known == KNOWN
	                 ? arena_printf(c->arena, "dev/vfio/%u", device->group_id.value)
	                 : "dev/vfio/devices",
	         "absent");
	return YES;
}

enum answer is_open_to_all(const struct rule_case *c, const struct device *device,
                           struct finding *draft)
{
	const struct node *nodes[] = { &device->vfio.group_node, &device->vfio.cdev };
	enum answer answer = NO;

	for (size_t i = 0; is_held(device) && i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		if (!nodes[i]->path || (nodes[i]->mode & NODE_MODE) != NODE_MODE)
			continue;
		evidence(c, draft, nodes[i]->path, describe(c, nodes[i]));
		answer = YES;
	}
	return answer;
}
