/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of the steps is the heart of the matter. Aim driver_override before the
 * unbind, so that in between no other driver can take the device; and on the way home aim
 * it at the recorded driver, and restore the recorded override last.
 */
#include "plan/lists.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "plan/newid.h"

void add_step(struct builder *b, struct step step)
{
	step.subject = b->subject;
	if (!b->failed && !steps_add(b->arena, b->steps, &step))
		b->failed = true;
}

int copy_steps(struct arena *arena, const struct steps *from, struct steps *to)
{
	for (const struct step *step = from->first; step; step = step->next)
		if (!steps_add(arena, to, step))
			return -ENOMEM;
	return 0;
}

static const char *value(const struct text *text)
{
	return text->known == KNOWN ? text->value : NULL;
}

static char *swap(struct arena *arena, const char *name, char from, char to)
{
	char *copy = arena_text(arena, name);

	for (char *c = copy; c && *c; c++)
		if (*c == from)
			*c = to;
	return copy;
}

const char *target_driver(const struct request *request, const struct device *device)
{
	const char *module = value(&device->vfio_module);

	const char *wanted = request_driver(request, device);

	if (wanted)
		return wanted;
	/* A variant's directory is known after loading; until then its module names it.
	 */
	if (module && strcmp(module, "vfio_pci") != 0)
		return module;
	return "vfio-pci";
}

static const char *owner_text(struct arena *arena, const struct owner *owner)
{
	return owner ? arena_printf(arena, "%u:%u 0600", owner->uid, owner->gid) : NULL;
}

static const char *node_text(struct arena *arena, const struct node *node)
{
	return node->path ? arena_printf(arena, "%u:%u %04o", node->uid, node->gid,
	                                 node->mode)
	                  : NULL;
}

static const char *group_node(struct arena *arena, const struct device *device)
{
	if (device->vfio.group_node.path)
		return device->vfio.group_node.path;
	if (device->group_id.known != KNOWN || device->vfio.noiommu)
		return NULL;
	return arena_printf(arena, "dev/vfio/%u", device->group_id.value);
}

void add_lease(struct builder *b, const char *before, const char *after)
{
	add_step(b,
	         (struct step){ .kind = STEP_LEASE, .before = before, .after = after });
}

static void add_driver(struct builder *b, const char *driver, const char *module)
{
	if (module)
		add_step(b, (struct step){ .kind = STEP_LOAD,
		                           .after = driver,
		                           .module = module });
}

static void add_nodes(struct builder *b, const struct device *device, const char *owner)
{
	add_step(b,
	         (struct step){ .kind = STEP_NODE,
	                        .path = group_node(b->arena, device),
	                        .before = node_text(b->arena, &device->vfio.group_node),
	                        .after = owner });
	add_step(b, (struct step){ .kind = STEP_CDEV, .after = owner });
}

static void add_settle(struct builder *b, const char *node)
{
	add_step(b, (struct step){ .kind = STEP_SETTLE,
	                           .path = arena_printf(b->arena,
	                                                "sys/bus/pci/devices/%s/%s",
	                                                BDF_TEXT(b->subject), node),
	                           .after = node });
}

static void add_override(struct builder *b, const char *before, const char *after)
{
	add_step(b, (struct step){
			    .kind = STEP_OVERRIDE, .before = before, .after = after });
}

static void add_unbind(struct builder *b, const char *before, const char *keep)
{
	add_step(b, (struct step){ .kind = STEP_UNBIND, .before = before, .keep = keep });
}

static void add_bind(struct builder *b, const char *before, const char *after)
{
	add_step(b, (struct step){ .kind = STEP_BIND, .before = before, .after = after });
}

/* Before anybody else has the device's memory, and again when nobody has. */
static void add_framebuffer(struct builder *b, const struct device *device, bool is_home)
{
	const struct framebuffer *fb = &device->framebuffer;

	if (device_shows_firmware(device))
		add_step(b, (struct step){ .kind = STEP_FRAMEBUFFER,
		                           .path = fb->path,
		                           .before = is_home ? NULL : fb->driver,
		                           .after = is_home ? fb->driver : NULL });
}

static void add_forth(struct builder *b, const struct request *request,
                      const struct device *device, const char *driver)
{
	const char *native = value(&device->driver);
	const char *module = swap(b->arena, driver, '-', '_');

	b->failed = !module;
	add_lease(b, NULL, "taking");
	add_driver(b, driver, module);
	if (!uses_new_id(request, device))
		add_override(b, value(&device->driver_override), driver);
	add_framebuffer(b, device, false);
	if (native)
		add_unbind(b, native, driver);
	if (uses_new_id(request, device))
		add_new_id(b, device, driver);
	else
		add_bind(b, native, driver);
	add_nodes(b, device, owner_text(b->arena, request_owner(request, device)));
	add_lease(b, "taking", "held");
}

/* From the VFIO driver to the recorded one; the recorded override is restored last. */
static void add_aimed_return(struct builder *b, const struct device *device,
                             const char *driver)
{
	const char *native = value(&device->driver);

	if (native)
		add_override(b, driver, native);
	add_unbind(b, driver, native);
	if (native)
		add_bind(b, driver, native);
	add_override(b, native ? native : driver, value(&device->driver_override));
}

static void add_back(struct builder *b, const struct request *request,
                     const struct device *device, const char *driver)
{
	const char *native = value(&device->driver);
	const struct node *node = &device->vfio.group_node;

	add_lease(b, "held", "returning");
	if (native)
		add_driver(b, native, value(&device->driver_module));
	if (uses_new_id(request, device))
		add_forget_id(b, device, driver);
	else
		add_aimed_return(b, device, driver);
	add_framebuffer(b, device, true);
	/* A sibling's bind made the node; its owner was not ours to change for good. */
	if (node->path)
		add_step(b, (struct step){ .kind = STEP_NODE,
		                           .path = node->path,
		                           .after = node_text(b->arena, node),
		                           .keep = "if it exists" });
	if (native && value(&device->native_node))
		add_settle(b, device->native_node.value);
	add_lease(b, "returning", NULL);
}

int list_bind(struct arena *arena, const struct request *request,
              const struct device *device, const char *driver, struct lease *lease)
{
	struct builder forth = { arena, &lease->forth, device->address, false };
	struct builder back = { arena, &lease->back, device->address, false };

	add_forth(&forth, request, device, driver);
	add_back(&back, request, device, driver);
	return forth.failed || back.failed ? -ENOMEM : 0;
}

int list_owner(struct arena *arena, const struct request *request,
               const struct device *device, struct lease *lease)
{
	struct builder forth = { arena, &lease->forth, device->address, false };
	struct builder back = { arena, &lease->back, device->address, false };
	const struct node *cdev = &device->vfio.cdev;

	add_lease(&forth, "held", "taking");
	add_nodes(&forth, device, owner_text(arena, request_owner(request, device)));
	add_lease(&forth, "taking", "held");
	add_lease(&back, "taking", "returning");
	add_step(&back,
	         (struct step){ .kind = STEP_NODE,
	                        .path = group_node(arena, device),
	                        .after = node_text(arena, &device->vfio.group_node),
	                        .keep = "if it exists" });
	if (cdev->path)
		add_step(&back, (struct step){ .kind = STEP_CDEV,
		                               .after = node_text(arena, cdev) });
	add_lease(&back, "returning", "held");
	return forth.failed || back.failed ? -ENOMEM : 0;
}

int list_owned(struct arena *arena, const struct owner *owner, const struct steps *from,
               struct steps *to)
{
	const char *text = owner_text(arena, owner);

	for (const struct step *step = from->first; step; step = step->next) {
		struct step copy = *step;

		if (step->kind == STEP_NODE || step->kind == STEP_CDEV)
			copy.after = text;
		if (!text || !steps_add(arena, to, &copy))
			return -ENOMEM;
	}
	return 0;
}

/* Modules that claim the device, one step each; which of them gets it the kernel decides.
 */
static void add_native(struct builder *b, const struct device *device)
{
	const char *names = value(&device->native_modules);
	char *rest = names ? arena_text(b->arena, names) : NULL, *name;

	while (rest && *rest && (name = strsep(&rest, " ")))
		add_driver(b, NULL, arena_text(b->arena, name));
	add_step(b, (struct step){ .kind = STEP_PROBE,
	                           .before = value(&device->driver),
	                           .after = names && *names ? names : NULL });
}

static void add_away(struct builder *b, const struct request *request,
                     const struct device *device)
{
	const char *driver = value(&device->driver),
		   *override = value(&device->driver_override);
	bool native = request->goal != GOAL_NONE;
	struct step clear = { .kind = STEP_OVERRIDE, .before = override };

	add_lease(b, device->lease ? "held" : NULL, "returning");
	if (native)
		add_step(b, clear);
	if (driver && driver_is_vfio(driver))
		add_step(b, (struct step){ .kind = STEP_UNBIND, .before = driver });
	if (native && (!driver || driver_is_vfio(driver)))
		add_native(b, device);
	if (!native)
		add_step(b, clear);
	add_lease(b, "returning", NULL);
}

/* To the present state again: a VFIO driver, or none. */
static void add_return(struct builder *b, const struct device *device)
{
	const char *driver = value(&device->driver),
		   *override = value(&device->driver_override);

	add_lease(b, "returning", "taking");
	if (driver && driver_is_vfio(driver)) {
		add_driver(b, driver, value(&device->driver_module));
		add_step(b, (struct step){ .kind = STEP_OVERRIDE, .after = driver });
	}
	if (!driver || driver_is_vfio(driver))
		add_step(b, (struct step){ .kind = STEP_UNBIND, .keep = driver });
	if (driver && driver_is_vfio(driver))
		add_step(b, (struct step){ .kind = STEP_BIND, .after = driver });
	add_step(b, (struct step){ .kind = STEP_OVERRIDE, .after = override });
	if (device->vfio.group_node.path)
		add_step(b,
		         (struct step){ .kind = STEP_NODE,
		                        .path = device->vfio.group_node.path,
		                        .after = node_text(b->arena,
		                                           &device->vfio.group_node) });
	/* The bind above made a new one, with the kernel's owner. */
	if (device->vfio.cdev.path)
		add_step(b, (struct step){
				    .kind = STEP_CDEV,
				    .after = node_text(b->arena, &device->vfio.cdev) });
	add_lease(b, "taking", device->lease ? "held" : NULL);
}

int list_away(struct arena *arena, const struct request *request,
              const struct device *device, struct lease *lease)
{
	struct builder back = { arena, &lease->back, device->address, false };
	struct builder forth = { arena, &lease->forth, device->address, false };

	add_away(&back, request, device);
	add_return(&forth, device);
	return forth.failed || back.failed ? -ENOMEM : 0;
}
