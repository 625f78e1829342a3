/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every rule: when it refuses, when not, when it cannot tell, and when it is set aside.
 */
#include "policy/rule.h"

#include <errno.h>
#include <string.h>

#include "base/fault.h"
#include "model/lease.h"
#include "model/section.h"
#include "support/findings.h"
#include "support/scene.h"
#include "test.h"

/* A host of two devices in one group; each row of a test changes what it is about. */
struct scene {
	struct host *host;
	struct iommu_group group;
	struct device device, sibling, controller, second;
	struct device *devices[3];
	struct member platform;
	struct region region;
	struct user user;
	struct holder holder, other_holder;
	struct keyboard keyboard, spare;
	struct device *seat, *spare_seat; /* what the keyboards hang on */
	struct device *taken[2];
	struct section section;
	struct selector selector;
	size_t n_taken;
	bool is_preview;
};

static const struct selector *parse(struct arena *arena, const char *text)
{
	const struct selector *selector;

	CHECK_INT(selector_parse(arena, text, &selector, NULL), 0);
	return selector;
}

static void set_up(struct scene *s)
{
	*s = (struct scene){
		.host = host_new(),
		.group = { .id = 7,
		           .noiommu = { KNOWN, 0 },
		           .others_known = KNOWN,
		           .regions_known = KNOWN },
		.device = { .address = { .bus = 1 },
		            .vendor = { KNOWN, 0x8086 },
		            .device = { KNOWN, 0x10d3 },
		            .class = { KNOWN, 0x020000 },
		            .vfio_module = { KNOWN, "vfio_pci" },
		            .header = HEADER_ENDPOINT,
		            .driver = { KNOWN, "e1000e" },
		            .driver_override = { ABSENT, NULL },
		            .group_id = { KNOWN, 7 },
		            .vf_count = { KNOWN, 0 },
		            .boot_vga = { ABSENT, 0 },
		            .uses_known = ~0U,
		            .driver_use = { .known = ABSENT },
		            .busy = { KNOWN, 0 } },
		.controller = { .address = { .slot = 14 }, .driver = { KNOWN, "vmd" } },
		.second = { .address = { .bus = 1, .function = 1 },
		            .vendor = { KNOWN, 0x8086 },
		            .class = { KNOWN, 0x020000 },
		            .driver = { KNOWN, "e1000e" } },
		.sibling = { .address = { .bus = 2 }, .driver = { ABSENT, NULL } },
		.platform = { .name = "axi:gpu", .driver = { ABSENT, NULL } },
		.region = { 0x1000, 0x1fff, "msi" },
		.section = { .name = "x", .file = "etc/c.conf" },
		.n_taken = 1,
	};
	s->device.group = s->sibling.group = &s->group;
	s->device.next_in_group = &s->sibling;
	s->group.first = &s->device;
	s->group.others = &s->platform;
	s->group.regions = &s->region;
	s->group.n_regions = 1;
	s->host->keyboards_known = KNOWN;
	s->devices[0] = &s->controller;
	s->devices[1] = &s->device;
	s->devices[2] = &s->second;
	s->host->devices = s->devices;
	s->host->n_devices = 3;
	s->taken[0] = &s->device;
	s->taken[1] = &s->sibling;
	s->section.members = s->taken;
	s->section.n_members = 1;
	s->selector = *parse(s->host->arena, "@x");
	s->selector.terms->section = &s->section;
}

/* What rule ID says of the device while OVERRIDDEN is set aside: NULL if nothing. */
static const struct finding *ask(struct scene *s, const char *id, unsigned when,
                                 const char *overridden)
{
	const struct request request = { .goal = when == WHEN_GIVING ? GOAL_RESTORE
		                                                     : GOAL_BIND,
		                         .selectors = &s->selector,
		                         .overrides = &overridden,
		                         .n_overrides = overridden != NULL,
		                         .is_preview = s->is_preview };
	struct rule_case c = { .host = s->host,
		               .request = &request,
		               .taken = s->taken,
		               .n_taken = s->n_taken,
		               .arena = s->host->arena };
	struct findings findings = { .arena = s->host->arena };

	CHECK_INT(rule_check(&c, &s->device, when, &findings), 0);
	return findings_find(&findings, id);
}

/* clang-format off */
CHANGE(is_class_bridge, s->device.class.value = 0x060000)
CHANGE(is_header_bridge, s->device.header = HEADER_BRIDGE)
CHANGE(is_cardbus, s->device.header = HEADER_CARDBUS)
CHANGE(has_unread_class, s->device.class.known = UNKNOWN)
CHANGE(has_unread_header, s->device.header = HEADER_UNKNOWN)
CHANGE(is_being_written, s->device.busy.value = 1)

static void does_not_answer(struct scene *s)
{
	CHECK_INT(host_unknown(s->host, &s->device.unknown, "driver_override", NULL,
	                       -ETIMEDOUT),
	          0);
}

static void has_unread_override(struct scene *s)
{
	CHECK_INT(host_unknown(s->host, &s->device.unknown, "driver_override", NULL,
	                       -EIO),
	          0);
}

CHANGE(has_unread_marker, s->device.busy.known = UNKNOWN)
CHANGE(is_in_no_group, s->device.group_id.known = ABSENT; s->device.group = NULL)
CHANGE(has_unread_group, s->device.group_id.known = UNKNOWN; s->device.group = NULL)
CHANGE(is_without_iommu, s->group.noiommu.value = 1)
CHANGE(has_unread_name, s->group.noiommu.known = UNKNOWN)
CHANGE(has_direct_region, s->region.type = "direct")
CHANGE(has_relaxable_region, s->region.type = "direct-relaxable")
CHANGE(has_unread_regions, s->group.regions_known = UNKNOWN)
CHANGE(has_one_vf, s->device.vf_count.value = 1)
CHANGE(has_unread_vfs, s->device.vf_count.known = UNKNOWN)
CHANGE(has_busy_sibling, s->sibling.driver = (struct text){ KNOWN, "snd_hda_intel" })
CHANGE(takes_busy_sibling_too, has_busy_sibling(s); s->n_taken = 2)
CHANGE(has_tame_sibling, s->sibling.driver = (struct text){ KNOWN, "pcieport" })
CHANGE(has_vfio_sibling, s->sibling.driver = (struct text){ KNOWN, "vfio-pci" })
CHANGE(has_unread_sibling, s->sibling.driver.known = UNKNOWN)
CHANGE(has_platform_sibling, s->platform.driver = (struct text){ KNOWN, "panfrost" })
CHANGE(has_unread_platform_sibling, s->platform.driver.known = UNKNOWN)
CHANGE(has_unread_members, s->group.others_known = UNKNOWN)
CHANGE(is_denied, s->device.device.value = 0x37c8)
CHANGE(is_denied_but_allowed,
       is_denied(s); s->device.denylist_off = (struct number){ KNOWN, 1 })
CHANGE(is_denied_by_a_loaded_module,
       is_denied(s); s->device.denylist_off = (struct number){ KNOWN, 0 })
CHANGE(is_denied_with_a_variant,
       is_denied(s); s->device.vfio_module.value = "qat_vfio_pci")
CHANGE(is_denied_or_not, is_denied(s); s->device.denylist_off.known = UNKNOWN)
CHANGE(has_unread_device_id, s->device.device.known = UNKNOWN)
CHANGE(has_ids_of_another_vendor, is_denied(s); s->device.vendor.value = 0x10de)
CHANGE(is_below_vmd, s->device.bus_maker = &s->controller)

static void is_a_port_below_vmd(struct scene *s)
{
	is_below_vmd(s);
	s->device.parent = &s->second;
	s->second.bus_maker = &s->controller;
}

CHANGE(has_a_domain_of_five_digits, s->device.address.domain = 0x10000)

static void has_unread_place(struct scene *s)
{
	has_a_domain_of_five_digits(s);
	CHECK_INT(host_unknown(s->host, &s->device.unknown, "parent", NULL, -EIO), 0);
}

static void has_unread_place_above(struct scene *s)
{
	has_a_domain_of_five_digits(s);
	s->device.parent = &s->second;
	CHECK_INT(host_unknown(s->host, &s->second.unknown, "parent", NULL, -ENOENT), 0);
}

static void is_sound_of_card(struct scene *s)
{
	s->device.vendor.value = s->second.vendor.value = 0x10de;
	s->device.class.value = 0x040300;
	s->second.class.value = 0x030000;
	s->second.driver.value = "nouveau";
}

static void is_picture_of_card(struct scene *s)
{
	is_sound_of_card(s);
	s->device.class.value = 0x030000;
	s->second.class.value = 0x0c8000;
}

CHANGE(is_sound_of_another_maker, is_sound_of_card(s); s->device.vendor.value = 0x1022)
CHANGE(is_sound_of_free_card, is_sound_of_card(s); s->second.driver.known = ABSENT)
CHANGE(is_sound_of_lent_card, is_sound_of_card(s); s->second.driver.value = "vfio-pci")
CHANGE(is_taken_with_its_card,
       is_sound_of_card(s); s->taken[1] = &s->second; s->n_taken = 2)
CHANGE(is_no_part_of_its_card, is_sound_of_card(s); s->device.class.value = 0x108000)
CHANGE(is_virtual_function_of_card,
       is_picture_of_card(s); s->device.physfn = (struct text){ KNOWN, "0000:01:00.1" })
CHANGE(has_unread_driver_beside, is_sound_of_card(s); s->second.driver.known = UNKNOWN)
CHANGE(has_unread_class_beside, is_sound_of_card(s); s->second.class.known = UNKNOWN)
CHANGE(is_on_vfio_with_vfs, has_one_vf(s); s->device.driver.value = "vfio-pci")
CHANGE(has_unread_vfs_on_vfio, is_on_vfio_with_vfs(s); s->device.vf_count.known = UNKNOWN)

static void is_used_for(struct scene *s, enum use use)
{
	s->user = (struct user){ use, "kind", "name", "part", NULL, "proc/1/mountinfo" };
	s->device.users = &s->user;
}

static void has_unread_use(struct scene *s, enum use use)
{
	s->device.uses_known &= ~(1U << use);
}

/* A display beside another one, and neither the one that booted. */
static void is_display(struct scene *s)
{
	s->device.class.value = s->controller.class.value = 0x030000;
	s->controller.class.known = KNOWN;
	s->controller.driver.value = "i915";
}

CHANGE(is_boot_display, is_display(s); s->device.boot_vga = (struct number){ KNOWN, 1 })
CHANGE(is_not_the_boot_display,
       is_display(s); s->device.boot_vga = (struct number){ KNOWN, 0 })
CHANGE(shows_a_picture, is_display(s); is_used_for(s, USE_DISPLAY))
CHANGE(is_the_only_display, is_display(s); s->controller.class.value = 0x010400)
CHANGE(is_display_beside_a_lent_one,
       is_display(s); s->controller.driver.value = "vfio-pci")
CHANGE(is_display_beside_one_that_computes,
       is_display(s); s->controller.class.value = 0x030200)
CHANGE(only_computes, is_the_only_display(s); s->device.class.value = 0x030200)
CHANGE(goes_with_the_other_display,
       is_display(s); s->taken[1] = &s->controller; s->n_taken = 2)
CHANGE(has_unread_boot_vga, is_display(s); s->device.boot_vga.known = UNKNOWN)
CHANGE(has_unread_screens, is_display(s); has_unread_use(s, USE_DISPLAY))
CHANGE(has_unread_display_beside, is_display(s); s->controller.class.known = UNKNOWN)

static void has_a_keyboard(struct scene *s)
{
	s->seat = &s->device;
	s->keyboard = (struct keyboard){ "board", "sys/class/input/input3", &s->seat, 1,
		                         NULL };
	s->host->keyboards = &s->keyboard;
}

static void has_one_of_two_keyboards(struct scene *s)
{
	has_a_keyboard(s);
	s->spare = (struct keyboard){ "spare", "sys/class/input/input4", &s->spare_seat,
		                      1, NULL };
	s->spare_seat = &s->controller;
	s->keyboard.next = &s->spare;
}

/* PS/2 hangs on no function. */
CHANGE(has_a_keyboard_beside_an_old_one,
       has_one_of_two_keyboards(s); s->spare.n_controllers = 0)
CHANGE(has_both_keyboards, has_one_of_two_keyboards(s); s->spare_seat = &s->device)
CHANGE(goes_with_the_other_keyboard,
       has_one_of_two_keyboards(s); s->taken[1] = &s->controller; s->n_taken = 2)
CHANGE(has_no_keyboard_of_two, has_one_of_two_keyboards(s); s->seat = &s->second)
CHANGE(has_unread_keyboards,
       s->device.class.value = 0x0c0330; s->host->keyboards_known = UNKNOWN)
CHANGE(has_a_keyboard_beside_unread_ones, has_a_keyboard(s); has_unread_keyboards(s))
CHANGE(is_nic_beside_unread_keyboards, s->host->keyboards_known = UNKNOWN)
CHANGE(is_held, is_used_for(s, USE_HOLDER))
CHANGE(is_mounted, is_used_for(s, USE_MOUNTED))
CHANGE(is_swapped_to, is_used_for(s, USE_SWAP))
CHANGE(has_unread_holders, has_unread_use(s, USE_HOLDER))
CHANGE(has_unread_mounts, has_unread_use(s, USE_MOUNTED))
CHANGE(has_unread_swaps, has_unread_use(s, USE_SWAP))

static void leased(struct scene *s, const char *user)
{
	struct lease *lease = arena_alloc(s->host->arena, sizeof(*lease));

	CHECK(lease);
	lease->owner = "hook:qemu:win11";
	lease->user = user;
	s->device.lease = lease;
}

CHANGE(is_leased, leased(s, NULL))
CHANGE(is_used_by_a_guest, leased(s, "win11"))

static void has_unread_lease(struct scene *s)
{
	CHECK_INT(host_unknown(s->host, &s->device.unknown, "lease", NULL, -EIO), 0);
}

static void is_open(struct scene *s)
{
	s->holder = (struct holder){ .use = USE_OPEN,
		                     .pid = 41,
		                     .command = "player",
		                     .path = "proc/41/fd/4",
		                     .target = "/dev/snd/x" };
	s->device.holders.first = &s->holder;
}

static void is_counted(struct scene *s, unsigned users)
{
	s->device.driver_use = (struct driver_use){ KNOWN, users, false,
		                                    "sys/module/nvidia/refcnt" };
}

CHANGE(is_idle_by_its_driver, is_counted(s, 0))
CHANGE(is_kept_by_its_driver, is_counted(s, 2))
CHANGE(is_kept_by_one_of_several, is_counted(s, 1); s->device.driver_use.is_shared = true)

static void is_open_by_its_driver(struct scene *s)
{
	is_counted(s, 0);
	s->holder = (struct holder){ .use = USE_DRIVER,
		                     .pid = 41,
		                     .command = "nvidia-persiste",
		                     .path = "proc/41/fd/4",
		                     .target = "/dev/nvidia0" };
	s->device.holders.first = &s->holder;
}

CHANGE(has_uncounted_users, is_counted(s, 0); s->device.driver_use.known = UNKNOWN)
CHANGE(has_unseen_users, is_counted(s, 0); has_unread_use(s, USE_DRIVER))

static void is_on_vfio(struct scene *s)
{
	s->device.driver = (struct text){ KNOWN, "vfio-pci" };
	s->device.vfio.group_node.path = "dev/vfio/7";
}

static void has_guest(struct scene *s)
{
	is_on_vfio(s);
	s->holder = (struct holder){ .use = USE_VFIO,
		                     .pid = 42,
		                     .command = "qemu",
		                     .path = "proc/42/fd/9",
		                     .target = "/dev/vfio/7" };
	s->device.holders.first = &s->holder;
}

CHANGE(has_guest_of_other_driver,
       has_guest(s); s->device.driver = (struct text){ KNOWN, "e1000e" })
CHANGE(is_stuck_with_guest,
       has_guest(s); s->device.driver = (struct text){ ABSENT, NULL })
CHANGE(perhaps_has_guest, has_guest(s); s->holder.certainty = PERHAPS)
CHANGE(hardly_has_guest, has_guest(s); s->holder.certainty = HARDLY)
CHANGE(has_open_group, is_on_vfio(s); s->device.vfio.in_use = (struct number){ KNOWN, 1 })
CHANGE(has_open_group_perhaps_by,
       perhaps_has_guest(s); s->device.vfio.in_use = (struct number){ KNOWN, 1 })

static void has_open_group_by_one_of(struct scene *s)
{
	has_open_group_perhaps_by(s);
	s->other_holder = s->holder;
	s->other_holder.pid = 43;
	s->other_holder.command = "vmm";
	s->holder.next = &s->other_holder;
}

CHANGE(has_free_group,
       perhaps_has_guest(s); s->device.vfio.in_use = (struct number){ KNOWN, 0 })
CHANGE(has_silent_group, is_on_vfio(s); s->device.vfio.in_use.known = UNKNOWN)
CHANGE(has_unread_guests, is_on_vfio(s); has_unread_use(s, USE_VFIO))
CHANGE(has_unread_processes, has_unread_use(s, USE_OPEN))
CHANGE(is_networked, is_used_for(s, USE_NETWORK))
CHANGE(has_unread_network, has_unread_use(s, USE_NETWORK))

static void is_in_a_container(struct scene *s)
{
	s->host->sight = (struct sight){ KNOWN, true, "/run", "proc/self/mountinfo",
		                         "0:77 /" };
}

CHANGE(is_on_the_host, s->host->sight.known = KNOWN)

static void is_somewhere(struct scene *s)
{
	s->host->sight = (struct sight){ UNKNOWN, false, "network namespace",
		                         "proc/1/ns/net", NULL };
}

CHANGE(is_as_recorded, s->section.id = "8086:10d3")
CHANGE(is_another_than_recorded, s->section.id = "8086:1533")
CHANGE(has_unread_id_on_record, is_as_recorded(s); s->device.device.known = UNKNOWN)
CHANGE(is_harmless, (void)s)
/* clang-format on */

/* cover_every_answer() tells which rows a new rule lacks. */
static const struct row {
	const char *rule;
	void (*change)(struct scene *s);
	enum answer answer;
	const char *says; /* somewhere in the summary */
} rows[] = {
	{ "device.bridge", is_harmless, NO, NULL },
	{ "device.bridge", is_class_bridge, YES, "bridge" },
	{ "device.bridge", is_header_bridge, YES, "bridge" },
	{ "device.bridge", is_cardbus, YES, "bridge" },
	{ "device.bridge", has_unread_class, UNSURE, "bridge" },
	{ "device.bridge", has_unread_header, UNSURE, "bridge" },
	{ "device.busy", is_harmless, NO, NULL },
	{ "device.busy", is_being_written, YES, "write" },
	{ "device.busy", does_not_answer, YES, "write" },
	{ "device.busy", has_unread_override, UNSURE, "write" },
	{ "device.busy", has_unread_marker, UNSURE, "write" },
	{ "device.denylisted", is_harmless, NO, NULL },
	{ "device.denylisted", is_denied_but_allowed, NO, NULL },
	{ "device.denylisted", is_denied_with_a_variant, NO, NULL },
	{ "device.denylisted", has_ids_of_another_vendor, NO, NULL },
	{ "device.denylisted", is_denied, YES, "QuickAssist C62x" },
	{ "device.denylisted", is_denied_by_a_loaded_module, YES, "denies" },
	{ "device.denylisted", is_denied_or_not, UNSURE, "denies" },
	{ "device.denylisted", has_unread_device_id, UNSURE, "denies" },
	{ "device.no-iommu-group", is_harmless, NO, NULL },
	{ "device.no-iommu-group", is_in_no_group, YES, "no IOMMU group" },
	{ "device.no-iommu-group", is_without_iommu, YES, "without an IOMMU" },
	{ "device.no-iommu-group", has_unread_group, UNSURE, "no IOMMU group" },
	{ "device.no-iommu-group", has_unread_name, UNSURE, "no IOMMU group" },
	{ "device.rmrr", is_harmless, NO, NULL },
	{ "device.rmrr", has_relaxable_region, NO, NULL },
	{ "device.rmrr", is_in_no_group, NO, NULL },
	{ "device.rmrr", has_direct_region, YES, "RMRR" },
	{ "device.rmrr", has_unread_regions, UNSURE, "RMRR" },
	{ "device.rmrr", has_unread_group, UNSURE, "RMRR" },
	{ "device.sriov-pf", is_harmless, NO, NULL },
	{ "device.sriov-pf", is_on_vfio_with_vfs, YES, "1 virtual function" },
	{ "device.sriov-pf", has_unread_vfs_on_vfio, UNSURE, "virtual functions" },
	{ "device.vmd-child", is_harmless, NO, NULL },
	{ "device.vmd-child", is_below_vmd, YES, "0000:00:0e.0" },
	{ "device.vmd-child", is_a_port_below_vmd, YES, "0000:00:0e.0" },
	{ "device.vmd-child", has_a_domain_of_five_digits, NO, NULL },
	{ "device.vmd-child", has_unread_place, UNSURE, "VMD" },
	{ "device.vmd-child", has_unread_place_above, UNSURE, "VMD" },
	{ "group.shared", is_harmless, NO, NULL },
	{ "group.shared", has_tame_sibling, NO, NULL },
	{ "group.shared", has_vfio_sibling, NO, NULL },
	{ "group.shared", takes_busy_sibling_too, NO, NULL },
	{ "group.shared", is_in_no_group, NO, NULL },
	{ "group.shared", has_busy_sibling, YES, "0000:02:00.0" },
	{ "group.shared", has_platform_sibling, YES, "axi:gpu" },
	{ "group.shared", has_unread_sibling, UNSURE, "0000:02:00.0" },
	{ "group.shared", has_unread_platform_sibling, UNSURE, "axi:gpu" },
	{ "group.shared", has_unread_members, UNSURE, "host driver" },
	{ "group.shared", has_unread_group, UNSURE, "host driver" },
	{ "host.driver-busy", is_harmless, NO, NULL },
	{ "host.driver-busy", is_open, NO, NULL },
	{ "host.driver-busy", is_idle_by_its_driver, NO, NULL },
	{ "host.driver-busy", is_kept_by_its_driver, YES,
	  "2 uses that no process explains" },
	{ "host.driver-busy", is_open_by_its_driver, YES,
	  "process 41 (nvidia-persiste)" },
	{ "host.driver-busy", is_kept_by_one_of_several, UNSURE, "1 use that" },
	{ "host.driver-busy", has_uncounted_users, UNSURE, "driver" },
	{ "host.driver-busy", has_unseen_users, UNSURE, "driver" },
	{ "host.display", is_harmless, NO, NULL },
	{ "host.display", is_display, NO, NULL },
	{ "host.display", is_not_the_boot_display, NO, NULL },
	{ "host.display", only_computes, NO, NULL },
	{ "host.display", is_boot_display, YES, "booted" },
	{ "host.display", shows_a_picture, YES, "name on part" },
	{ "host.display", is_the_only_display, YES, "no other display" },
	{ "host.display", is_display_beside_a_lent_one, YES, "no other display" },
	{ "host.display", is_display_beside_one_that_computes, YES, "no other display" },
	{ "host.display", goes_with_the_other_display, YES, "no other display" },
	{ "host.display", has_unread_boot_vga, UNSURE, "booted" },
	{ "host.display", has_unread_screens, UNSURE, "picture" },
	{ "host.display", has_unread_display_beside, UNSURE, "no other display" },
	{ "host.display", has_unread_class, UNSURE, "picture" },
	{ "host.holder", is_harmless, NO, NULL },
	{ "host.holder", is_mounted, NO, NULL },
	{ "host.holder", is_held, YES, "name on part" },
	{ "host.holder", has_unread_holders, UNSURE, "disk" },
	{ "host.input", is_harmless, NO, NULL },
	{ "host.input", has_one_of_two_keyboards, NO, NULL },
	{ "host.input", has_a_keyboard_beside_an_old_one, NO, NULL },
	{ "host.input", has_no_keyboard_of_two, NO, NULL },
	{ "host.input", is_nic_beside_unread_keyboards, NO, NULL },
	{ "host.input", has_a_keyboard, YES, "'board'" },
	{ "host.input", has_both_keyboards, YES, "keyboard" },
	{ "host.input", goes_with_the_other_keyboard, YES, "'board'" },
	{ "host.input", has_unread_keyboards, UNSURE, "keyboard" },
	{ "host.input", has_a_keyboard_beside_unread_ones, UNSURE, "'board'" },
	{ "host.mounted", is_harmless, NO, NULL },
	{ "host.mounted", is_swapped_to, NO, NULL },
	{ "host.mounted", is_mounted, YES, "name on part" },
	{ "host.mounted", has_unread_mounts, UNSURE, "mounted" },
	{ "host.network", is_harmless, NO, NULL },
	{ "host.network", is_mounted, NO, NULL },
	{ "host.network", is_networked, YES, "name on part" },
	{ "host.network", has_unread_network, UNSURE, "network" },
	{ "host.open", is_harmless, NO, NULL },
	{ "host.open", is_held, NO, NULL },
	{ "host.open", is_open, YES, "process 41 (player) has /dev/snd/x open" },
	{ "host.open", has_unread_processes, UNSURE, "open" },
	{ "host.swap", is_harmless, NO, NULL },
	{ "host.swap", is_held, NO, NULL },
	{ "host.swap", is_swapped_to, YES, "name on part" },
	{ "host.swap", has_unread_swaps, UNSURE, "swaps" },
	{ "host.unseen", is_harmless, NO, NULL },
	{ "host.unseen", is_on_the_host, NO, NULL },
	{ "host.unseen", is_in_a_container, YES, "another /run than the host" },
	{ "host.unseen", is_somewhere, UNSURE, "see who uses it" },
	{ "identity.mismatch", is_harmless, NO, NULL },
	{ "identity.mismatch", is_as_recorded, NO, NULL },
	{ "identity.mismatch", is_another_than_recorded, YES,
	  "[device x] has id 8086:1533 on record, and this is 8086:10d3" },
	{ "identity.mismatch", has_unread_id_on_record, UNSURE, "on record" },
	{ "lease.held", is_harmless, NO, NULL },
	{ "lease.held", is_leased, NO, NULL },
	{ "lease.held", is_used_by_a_guest, YES, "win11" },
	{ "lease.held", has_unread_lease, UNSURE, "in use" },
	{ "slot.split", is_harmless, NO, NULL },
	{ "slot.split", is_sound_of_another_maker, NO, NULL },
	{ "slot.split", is_sound_of_free_card, NO, NULL },
	{ "slot.split", is_sound_of_lent_card, NO, NULL },
	{ "slot.split", is_taken_with_its_card, NO, NULL },
	{ "slot.split", is_no_part_of_its_card, NO, NULL },
	{ "slot.split", is_virtual_function_of_card, NO, NULL },
	{ "slot.split", is_sound_of_card, YES, "0000:01:00.1" },
	{ "slot.split", is_picture_of_card, YES, "0000:01:00.1" },
	{ "slot.split", has_unread_driver_beside, UNSURE, "0000:01:00.1" },
	{ "slot.split", has_unread_class_beside, UNSURE, "0000:01:00.1" },
	{ "vfio.in-use", is_harmless, NO, NULL },
	{ "vfio.in-use", is_on_vfio, NO, NULL },
	{ "vfio.in-use", has_guest_of_other_driver, NO, NULL },
	{ "vfio.in-use", hardly_has_guest, NO, NULL },
	{ "vfio.in-use", has_free_group, NO, NULL },
	{ "vfio.in-use", has_guest, YES, "process 42 (qemu) has /dev/vfio/7 open" },
	{ "vfio.in-use", is_stuck_with_guest, YES, "process 42 (qemu)" },
	{ "vfio.in-use", has_open_group, YES, "nobody is seen" },
	{ "vfio.in-use", has_open_group_perhaps_by, YES,
	  "process 42 (qemu) has it open through VFIO" },
	{ "vfio.in-use", has_open_group_by_one_of, YES,
	  "one of the processes 42 (qemu), 43 (vmm) has it open" },
	{ "vfio.in-use", perhaps_has_guest, UNSURE, "VFIO user" },
	{ "vfio.in-use", has_silent_group, UNSURE, "VFIO user" },
	{ "vfio.in-use", has_unread_guests, UNSURE, "VFIO user" },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

#define ROW(i, when) \
	"%s, row %zu, %s", rows[i].rule, i, (when) == WHEN_GIVING ? "giving" : "taking"

static const struct finding *ask_row(struct scene *s, size_t i, unsigned when,
                                     const char *overridden)
{
	set_up(s);
	rows[i].change(s);
	return ask(s, rows[i].rule, when, overridden);
}

static bool is_asked(const struct row *row, unsigned when)
{
	const struct rule *rule = rule_find(row->rule);

	CHECK(rule);
	return rule->when & when;
}

/* What a row is about, on the way to a guest and on the way back. */
static void for_each_row(void (*judge)(size_t i, unsigned when))
{
	for (size_t i = 0; i < N_ROWS; i++)
		for (unsigned when = WHEN_TAKING; when <= WHEN_GIVING; when <<= 1)
			judge(i, when);
}

static void judge_refusal(size_t i, unsigned when)
{
	bool applies = is_asked(&rows[i], when) && rows[i].answer != NO;
	struct scene s;
	const struct finding *finding;

	NOTE(ROW(i, when));
	finding = ask_row(&s, i, when, NULL);
	CHECK((finding != NULL) == applies);
	if (finding) {
		CHECK_INT(finding->status, FINDING_FAIL);
		CHECK_TEXT(finding->subject, BDF_TEXT(s.device.address));
		CHECK(strstr(finding->summary, rows[i].says));
		CHECK((strstr(finding->summary, "cannot rule out that ") ==
		       finding->summary) == (rows[i].answer == UNSURE));
		CHECK(finding->remedy && *finding->remedy);
	}
	host_free(s.host);
}

static void refuse_what_they_are_for(void)
{
	for_each_row(judge_refusal);
}

static void judge_override(size_t i, unsigned when)
{
	const struct finding *finding;
	struct scene s;

	if (rows[i].answer == NO || !is_asked(&rows[i], when))
		return;
	for (size_t other = 0; other < n_rules; other++) {
		bool is_own = rule_find(rows[i].rule) == &rules[other];

		NOTE(ROW(i, when));
		finding = ask_row(&s, i, when, rules[other].id);
		CHECK(finding);
		CHECK_INT(finding->status, is_own ? FINDING_WARN : FINDING_FAIL);
		host_free(s.host);
	}
}

static void are_set_aside_by_their_own_id_only(void)
{
	for_each_row(judge_override);
}

/* Nothing moves: that it is not safe is no refusal, and an override does not hush it. */
static void warn_of_what_is_left(void)
{
	for (size_t i = 0; i < N_ROWS; i++)
		for (int is_aside = 0; is_aside <= 1; is_aside++) {
			bool warns = strcmp(rows[i].rule, "device.no-iommu-group") == 0;
			bool applies = rows[i].answer != NO &&
			               (warns || is_asked(&rows[i], WHEN_HOLDING));
			const struct finding *finding;
			struct scene s;

			NOTE("%s, row %zu, held", rows[i].rule, i);
			finding = ask_row(&s, i, WHEN_HOLDING | WHEN_LEAVING,
			                  is_aside ? rows[i].rule : NULL);
			CHECK((finding != NULL) == applies);
			if (finding)
				CHECK_INT(finding->status, warns || is_aside
				                                   ? FINDING_WARN
				                                   : FINDING_FAIL);
			host_free(s.host);
		}
}

/* Who may not act learns what could not be seen, and what refuses for sure. */
static void judge_preview(size_t i, unsigned when)
{
	const struct finding *finding;
	struct scene s;

	if (rows[i].answer == NO || !is_asked(&rows[i], when))
		return;
	NOTE(ROW(i, when));
	set_up(&s);
	rows[i].change(&s);
	s.is_preview = true;
	finding = ask(&s, rows[i].rule, when, NULL);
	CHECK(finding);
	CHECK_INT(finding->status,
	          rows[i].answer == UNSURE ? FINDING_UNKNOWN : FINDING_FAIL);
	host_free(s.host);
}

static void refuse_no_preview_for_what_is_unseen(void)
{
	for_each_row(judge_preview);
}

static bool has_row(const struct rule *rule, enum answer answer)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].rule, rule->id) == 0 && rows[i].answer == answer)
			return true;
	return false;
}

/* Whoever adds a rule says when it refuses, when not, and when it cannot tell. */
static void cover_every_answer(void)
{
	for (size_t i = 0; i < n_rules; i++) {
		if (rules[i].weight != REFUSES)
			continue;
		NOTE("%s lacks a row where it refuses", rules[i].id);
		CHECK(has_row(&rules[i], YES));
		NOTE("%s lacks a row where it does not apply", rules[i].id);
		CHECK(has_row(&rules[i], NO));
		NOTE("%s lacks a row where its evidence is unknown", rules[i].id);
		CHECK(has_row(&rules[i], UNSURE));
	}
}

/* Why a thing could not be read changes nothing: it is not known. But no answer in time
 * is one: somebody is at the device. */
static void refuse_whatever_the_error(void)
{
	static const int errors[] = { EBUSY, EINVAL, ENODEV,   EAGAIN,
		                      EIO,   EACCES, ETIMEDOUT };

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		const struct finding *finding;
		struct scene s;

		NOTE("%s", fault_words(errors[i]));
		set_up(&s);
		CHECK_INT(host_unknown(s.host, &s.device.unknown, "driver_override", NULL,
		                       -errors[i]),
		          0);
		finding = ask(&s, "device.busy", WHEN_TAKING, NULL);
		CHECK(finding);
		CHECK_INT(finding->status, FINDING_FAIL);
		CHECK((strstr(finding->summary, "cannot rule out that ") != NULL) ==
		      (errors[i] != ETIMEDOUT));
		host_free(s.host);
	}
}

static void stand_in_order_and_are_found(void)
{
	for (size_t i = 0; i < n_rules; i++) {
		CHECK(i == 0 || strcmp(rules[i - 1].id, rules[i].id) < 0);
		CHECK(rule_find(rules[i].id) == &rules[i]);
		CHECK(rules[i].facts);
		CHECK_INT(rule_facts(rules[i].when) & rules[i].facts, rules[i].facts);
	}
	CHECK(!rule_find("device"));
	CHECK(!rule_find(""));
	CHECK_INT(rule_facts(0), 0);
}

/* vfio_pci of Linux has both meanings of a function with others that exist because of
 * it: it refuses to be bound, and takes them along when it is unbound. */
static void tell_when_virtual_functions_matter(void)
{
	static const struct {
		void (*change)(struct scene *s);
		unsigned when;
		bool applies;
	} cases[] = {
		{ has_one_vf, WHEN_TAKING, true },
		{ has_one_vf, WHEN_GIVING, false },
		{ is_on_vfio_with_vfs, WHEN_GIVING, true },
		{ has_unread_vfs, WHEN_TAKING, true },
		{ has_unread_vfs, WHEN_GIVING, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene s;

		NOTE("case %zu", i);
		set_up(&s);
		cases[i].change(&s);
		CHECK((ask(&s, "device.sriov-pf", cases[i].when, NULL) != NULL) ==
		      cases[i].applies);
		host_free(s.host);
	}
}

/* What has a user is left alone, whatever is asked of it. */
static void guard_a_user_always(void)
{
	static const unsigned whens[] = { WHEN_TAKING, WHEN_GIVING, WHEN_HOLDING };

	for (size_t i = 0; i < sizeof(whens) / sizeof(whens[0]); i++) {
		const struct request request = { 0 };
		struct scene s;
		struct rule_case c = { .request = &request, .taken = s.taken };
		struct findings findings = { 0 };

		NOTE("%zu", i);
		set_up(&s);
		is_used_by_a_guest(&s);
		c.host = s.host;
		c.arena = findings.arena = s.host->arena;
		CHECK_INT(rule_check(&c, &s.device, whens[i], &findings), 0);
		CHECK(findings.last);
		CHECK_TEXT(findings.last->id, "lease.held");
		CHECK_INT(findings.last->status, FINDING_FAIL);
		host_free(s.host);
	}
}

static void warn_of_the_token(void)
{
	const struct finding *finding;
	struct scene s;

	set_up(&s);
	s.device.physfn = (struct text){ KNOWN, "0000:01:00.1" };
	CHECK(!ask(&s, "device.vf-token", WHEN_TAKING, NULL));
	s.second.driver.value = "vfio-pci";
	finding = ask(&s, "device.vf-token", WHEN_TAKING, NULL);
	CHECK(finding);
	CHECK_INT(finding->status, FINDING_WARN);
	CHECK(strstr(finding->summary, "0000:01:00.1 is on vfio-pci"));
	host_free(s.host);
}

TESTS(TEST(refuse_what_they_are_for), TEST(are_set_aside_by_their_own_id_only),
      TEST(warn_of_what_is_left), TEST(refuse_no_preview_for_what_is_unseen),
      TEST(cover_every_answer), TEST(refuse_whatever_the_error),
      TEST(tell_when_virtual_functions_matter), TEST(warn_of_the_token),
      TEST(stand_in_order_and_are_found), TEST(guard_a_user_always))
