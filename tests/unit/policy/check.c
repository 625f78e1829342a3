/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every check: when it finds fault, when all is well, when it cannot tell; and what the
 * findings come to. A check that lacks one of these cases fails the last test. */
#include "policy/check.h"

#include <errno.h>
#include <string.h>

#include "model/firmware.h"
#include "model/initramfs.h"
#include "model/service.h"
#include "model/usb.h"
#include "support/findings.h"
#include "support/scene.h"
#include "test.h"

/* A PC on which all is well; each row of a test changes what it is about. */
struct scene {
	struct host *host;
	struct platform platform;
	struct iommu_unit unit;
	struct iommu_group group, *groups[1];
	struct firmware firmware;
	struct device device, display, *devices[2];
	struct usb usb;
	struct usb_device stick;
	struct usb_port port;
	struct region region;
	struct ivrs_region kept;
	struct iort_node node;
	struct tree_unit tree;
	struct request request;
	struct account account;
	struct limit limit;
	struct huge_pool pool;
	struct service service;
	struct initramfs image;
	struct image_module held[2];
	struct setting inside;
};

static void set_up(struct scene *s)
{
	*s = (struct scene){
		.host = host_new(),
		.platform = {
			.cpu = { KNOWN, CPU_INTEL, true, false, { KNOWN, 46 } },
			.units_known = KNOWN,
			.groups_known = KNOWN,
			.remapping = { KNOWN, 1 },
			.remapping_path = "proc/interrupts",
			.unsafe_type1 = { "a", { KNOWN, "N" } },
			.unsafe_iommufd = { "b", { ABSENT, NULL } },
			.unsafe_noiommu = { "c", { KNOWN, "N" } },
			.stays_awake = { "d", { KNOWN, "N" } },
			.kvm_known = KNOWN,
			.kvm_driver = UNKNOWN,
			.lock = { .known = ABSENT },
			.memory = { .total = { KNOWN, UINT64_C(32) << 30 },
			            .available = { KNOWN, UINT64_C(16) << 30 },
			            .own = { KNOWN, 8 << 20, 8 << 20 },
			            .session = { .known = ABSENT },
			            .limits_known = KNOWN },
			.security = { .lockdown = { ABSENT, NULL },
			              .secure_boot = { ABSENT, 0 },
			              .signatures = { ABSENT, NULL } },
			.vfio = { "dev/vfio/vfio", 0, 0, 0666 },
			.vfio_known = KNOWN,
		},
		.request = { .goal = GOAL_BIND },
		.account = { .name = "alice", .uid = 1000, .gid = 100 },
		.limit = { .path = "etc/a",
		           .domain = "alice",
		           .type = "-",
		           .bytes = UINT64_C(9) << 30,
		           .line = "alice - memlock 9437184" },
		.pool = { "sys/pool", 2U << 20, 4096, 4096, NULL },
		.unit = { "dmar0", IOMMU_INTEL, KNOWN, (uint64_t)47 << 16, 0, NULL },
		.group = { .type = { ABSENT, NULL }, .noiommu = { KNOWN, 0 } },
	};
	s->firmware = (struct firmware){
		.tables_known = KNOWN,
		.tree_known = ABSENT,
		.tables = { [TABLE_DMAR] = { KNOWN, KNOWN } },
		.dmar = { .remaps_interrupts = true, .n_units = 1 },
	};
	s->device.class = (struct number){ KNOWN, 0x020000 };
	s->devices[0] = &s->device;
	s->region.type = "direct";
	s->host->devices = s->devices;
	s->host->n_devices = 1;
	s->group.first = &s->device;
	s->group.regions_known = KNOWN;
	s->platform.firmware = &s->firmware;
	s->platform.usb = &s->usb;
	s->platform.units = &s->unit;
	s->groups[0] = &s->group;
	s->host->platform = &s->platform;
	s->host->groups = s->groups;
	s->host->n_groups = 1;
}

/* clang-format off */
CHANGE(is_well, (void)s)
CHANGE(is_guest, s->platform.cpu.guest = true)
CHANGE(has_unread_cpu, s->platform.cpu = (struct cpu){ .known = UNKNOWN })
CHANGE(lacks_virtualization, s->platform.cpu.virtualization = false)
CHANGE(is_arm,
       s->platform.cpu = (struct cpu){ KNOWN, CPU_ARM, false, false, { ABSENT, 0 } })
CHANGE(lacks_kvm, s->platform.kvm_known = ABSENT)
CHANGE(has_unread_kvm, s->platform.kvm_known = UNKNOWN)
CHANGE(lacks_units, s->platform.units = NULL; s->host->n_groups = 0)
CHANGE(lacks_the_class, lacks_units(s); s->platform.units_known = ABSENT)
CHANGE(has_groups_of_nobody, s->platform.units = NULL)
CHANGE(has_unread_class, lacks_units(s); s->platform.units_known = UNKNOWN)
CHANGE(lacks_groups, s->host->n_groups = 0)
CHANGE(has_unsafe_group_only, s->group.noiommu.value = 1)
CHANGE(has_unread_groups, s->host->n_groups = 0; s->platform.groups_known = UNKNOWN)
CHANGE(bypasses_the_iommu, s->platform.unsafe_noiommu.value.value = "Y")

static void lacks_the_module(struct scene *s)
{
	s->platform.unsafe_noiommu.value = (struct text){ ABSENT, NULL };
	s->platform.unsafe_type1.value = (struct text){ ABSENT, NULL };
}

static void has_unread_parameters(struct scene *s)
{
	s->platform.unsafe_noiommu.value = (struct text){ UNKNOWN, NULL };
	s->platform.unsafe_type1.value = (struct text){ UNKNOWN, NULL };
}

CHANGE(has_types, s->group.type = (struct text){ KNOWN, "identity" })
CHANGE(is_narrow, s->unit.capabilities = (uint64_t)38 << 16)
CHANGE(is_as_narrow_as_its_cpu, is_narrow(s); s->platform.cpu.address_bits.value = 39)
CHANGE(has_unread_registers, s->unit.known = UNKNOWN)
CHANGE(does_not_remap, s->platform.remapping.value = 0)

static void is_told_not_to_remap(struct scene *s)
{
	does_not_remap(s);
	s->platform.booted.line = (struct text){ KNOWN, "nointremap" };
	CHECK_INT(cmdline_parse(s->host->arena, "nointremap", &s->platform.booted.words),
	          0);
}

CHANGE(does_not_remap_nor_mind,
       does_not_remap(s); s->platform.unsafe_iommufd.value = (struct text){ KNOWN, "Y" })
CHANGE(has_nothing_to_remap_for, does_not_remap(s); lacks_units(s))
CHANGE(has_unread_interrupts, s->platform.remapping.known = UNKNOWN)
CHANGE(does_not_mind, s->platform.unsafe_type1.value.value = "Y")
CHANGE(has_closed_node, s->platform.vfio.mode = 0600)
CHANGE(lacks_node, s->platform.vfio_known = ABSENT)
CHANGE(has_unread_node, s->platform.vfio_known = UNKNOWN)

static void adds(struct scene *s, enum setting_kind kind, const char *path,
                 const char *module)
{
	const struct setting *others = s->platform.modules.settings;
	struct setting *setting = arena_alloc(s->host->arena, sizeof(*setting));

	*setting = (struct setting){ kind, path, module, "ids=8086:10d3", others };
	s->platform.modules.settings = setting;
}

static void runs_openwrt(struct scene *s)
{
	adds(s, SETTING_OPTIONS, "etc/modprobe.d/a.conf", "vfio-pci");
	s->platform.boot.files[BOOT_OPENWRT] = KNOWN;
}

static void runs_openwrt_well(struct scene *s)
{
	runs_openwrt(s);
	s->platform.modules.settings = NULL;
	adds(s, SETTING_OPTIONS, "etc/modules.d/a", "vfio-pci");
}

static void forgets_modprobe(struct scene *s)
{
	adds(s, SETTING_OPTIONS, "etc/modprobe.d/a.conf", "vfio-pci");
	adds(s, SETTING_EARLY, "etc/mkinitcpio.conf", "vfio_pci");
	adds(s, SETTING_HOOK, "etc/mkinitcpio.conf", "HOOKS");
}

CHANGE(takes_modprobe_along,
       forgets_modprobe(s); adds(s, SETTING_HOOK, "etc/mkinitcpio.conf", "modconf"))

static void has_nothing_to_take_along(struct scene *s)
{
	adds(s, SETTING_EARLY, "etc/mkinitcpio.conf", "vfio_pci");
	adds(s, SETTING_HOOK, "etc/mkinitcpio.conf", "HOOKS");
}

CHANGE(wants_vfio_first, adds(s, SETTING_SOFTDEP, "etc/modprobe.d/a.conf", "nouveau"))
CHANGE(has_the_native_early,
       wants_vfio_first(s); adds(s, SETTING_NATIVE, "etc/mkinitcpio.conf", "nouveau"))
CHANGE(has_it_by_kms,
       wants_vfio_first(s); adds(s, SETTING_HOOK, "etc/mkinitcpio.conf", "kms"))

static void has_another_by_kms(struct scene *s)
{
	adds(s, SETTING_SOFTDEP, "etc/modprobe.d/a.conf", "snd_hda_intel");
	adds(s, SETTING_HOOK, "etc/mkinitcpio.conf", "kms");
}

CHANGE(has_both_early,
       has_it_by_kms(s); adds(s, SETTING_EARLY, "etc/mkinitcpio.conf", "vfio_pci"))

static void has_iommufd(struct scene *s)
{
	s->platform.modules.loaded[VFIO_IOMMUFD] = KNOWN;
	s->platform.iommufd = (struct node){ "dev/iommu", 0, 78, 0660 };
	s->platform.iommufd_known = KNOWN;
}

CHANGE(lacks_iommufd, s->platform.iommufd_known = ABSENT)
CHANGE(lacks_its_node, has_iommufd(s); lacks_iommufd(s))
CHANGE(has_unread_iommufd, s->platform.iommufd_known = UNKNOWN)

static void lends_to_a_group(struct scene *s)
{
	has_iommufd(s);
	s->device.vfio.cdev = (struct node){ "dev/vfio/devices/vfio0", 0, 78, 0660 };
}

CHANGE(lends_to_another_group, lends_to_a_group(s); s->device.vfio.cdev.gid = 36)

static void lends_to_a_user(struct scene *s)
{
	lends_to_a_group(s);
	s->device.vfio.cdev = (struct node){ "dev/vfio/devices/vfio0", 1000, 1000, 0600 };
}

CHANGE(lends_to_a_user_with_iommu, lends_to_a_user(s); s->platform.iommufd.uid = 1000)
CHANGE(lends_and_opens_to_all, lends_to_a_user(s); s->platform.iommufd.mode = 0666)
CHANGE(lends_to_root, lends_to_a_user(s); s->device.vfio.cdev.uid = 0)

static void has_display(struct scene *s)
{
	s->display = (struct device){ .address = { .slot = 2 },
		                      .class = { KNOWN, 0x030000 },
		                      .driver = { KNOWN, "i915" } };
	s->devices[1] = &s->display;
	s->host->n_devices = 2;
}

CHANGE(has_two_displays, has_display(s); s->device.class.value = 0x038000)
CHANGE(lends_a_display,
       has_two_displays(s); s->device.driver = (struct text){ KNOWN, "vfio-pci" })
CHANGE(computes_beside_its_display, has_display(s); s->device.class.value = 0x030200)

static void has_firmware_picture(struct scene *s)
{
	has_display(s);
	s->display.framebuffer = (struct framebuffer){
		.known = KNOWN, .name = "f", .driver = "simple-framebuffer", .path = "p"
	};
}

CHANGE(has_picture_of_who_knows, has_display(s); s->display.framebuffer.known = UNKNOWN)

static void has_usb(struct scene *s)
{
	s->device.class.value = 0x0c0330;
	s->stick = (struct usb_device){ .port = "1-2",
		                        .controller = &s->device,
		                        .ids = "1a86:7523",
		                        .authorized = { KNOWN, 1 } };
	s->usb.devices = &s->stick;
	s->usb.known = KNOWN;
}

CHANGE(has_unauthorized, has_usb(s); s->stick.authorized.value = 0)
CHANGE(has_unread_authorization, has_usb(s); s->stick.authorized.known = UNKNOWN)
CHANGE(has_cut_power,
       s->port = (struct usb_port){ "usb1-port1", "p", 2, NULL }; s->usb.ports = &s->port)

static void denies_nodes(struct scene *s)
{
	static const struct denied_node nodes[] = { { "dev/vfio/1", &nodes[1] },
		                                    { "dev/vfio/vfio", NULL } };

	s->platform.denied = nodes;
	s->platform.allowed = "dev/iommu";
}

static void denies_no_node(struct scene *s)
{
	s->platform.allowed = "dev/vfio/vfio";
}

static void has_node_rule(struct scene *s)
{
	static const struct node_rule rule = { "etc/udev/rules.d/a.rules", "r", NULL };

	s->platform.node_rules_known = KNOWN;
	s->platform.node_rules = &rule;
}

static void has_unread_rules(struct scene *s)
{
	CHECK_INT(host_unknown(s->host, &s->platform.unknown, "node_rules", "a", -EIO),
	          0);
}

CHANGE(stays_awake, s->platform.stays_awake.value.value = "Y")
CHANGE(lacks_vfio_now, s->platform.stays_awake.value = (struct text){ ABSENT, NULL })
CHANGE(has_unread_idleness,
       s->platform.stays_awake.value = (struct text){ UNKNOWN, NULL })
CHANGE(has_loader, s->platform.boot.files[BOOT_NIXOS] = KNOWN)
CHANGE(has_files_of_some_loader, s->platform.boot.files[BOOT_DEFAULT_GRUB] = KNOWN)

static void has_programs_only(struct scene *s)
{
	s->platform.boot.files[BOOT_UPDATE_GRUB] = KNOWN;
	s->platform.boot.files[BOOT_EFI] = KNOWN;
}

/* One line of a file of modprobe.d or of an initramfs tool. */
static void says(struct scene *s, enum setting_kind kind, const char *module,
                 const char *rest)
{
	struct setting *setting = arena_alloc(s->host->arena, sizeof(*setting));

	*setting = (struct setting){ kind, "etc/file", module, rest, NULL };
	s->platform.modules.settings = setting;
}

static void builds_in(struct scene *s, const char *text)
{
	CHECK_INT(builtin_read(s->host->arena, text, &s->platform.booted), 0);
}

CHANGE(bars_vfio, says(s, SETTING_BLACKLIST, "vfio-pci", ""))
CHANGE(bars_others, builds_in(s, "a/ast.ko"); says(s, SETTING_BLACKLIST, "nouveau", ""))
CHANGE(bars_what_is_built_in_by_hand,
       builds_in(s, "a/ast.ko"); says(s, SETTING_BLACKLIST, "ast", ""))
CHANGE(has_unread_settings, s->platform.modules.settings_known = UNKNOWN)

/* An initramfs with these modules; NULL: none. */
static void has_image(struct scene *s, const char *one, const char *other)
{
	s->held[0] = (struct image_module){ one, NULL, one ? initramfs_sum(one) : 0 };
	s->held[1] = (struct image_module){ other, &s->held[0],
		                            other ? initramfs_sum(other) : 0 };
	s->image = (struct initramfs){ .known = KNOWN, .path = "boot/initrd.img" };
	s->image.modules = other ? &s->held[1] : one ? &s->held[0] : NULL;
	s->platform.initramfs = &s->image;
	s->platform.modules.settings_known = KNOWN;
}

/* What its modprobe.d says. */
static void holds(struct scene *s, enum setting_kind kind, const char *module,
                  const char *rest)
{
	s->inside = (struct setting){ kind, "etc/modprobe.d/b.conf", module, rest, NULL };
	s->image.settings = &s->inside;
}

static void has_an_image_as_configured(struct scene *s)
{
	has_image(s, "vfio_pci", "nouveau");
	adds(s, SETTING_OPTIONS, "etc/modprobe.d/a.conf", "vfio-pci");
	holds(s, SETTING_OPTIONS, "vfio_pci", "ids=8086:10d3 ");
}

static void has_an_older_image(struct scene *s)
{
	has_an_image_as_configured(s);
	holds(s, SETTING_OPTIONS, "vfio_pci", "ids=8086:10d4");
}

static void has_an_image_without_softdep(struct scene *s)
{
	has_an_image_as_configured(s);
	adds(s, SETTING_SOFTDEP, "etc/modprobe.d/a.conf", "nouveau");
}

static void has_an_image_that_says_more(struct scene *s)
{
	has_image(s, "vfio_pci", NULL);
	holds(s, SETTING_OPTIONS, "vfio_pci", "ids=8086:10d4");
}

static void has_an_image_and_unread_settings(struct scene *s)
{
	has_an_image_that_says_more(s);
	has_unread_settings(s);
}

/* What cannot be loaded there may say what it wants. */
static void has_an_idle_image(struct scene *s)
{
	has_image(s, "e1000e", NULL);
	adds(s, SETTING_OPTIONS, "etc/modprobe.d/a.conf", "vfio-pci");
	holds(s, SETTING_OPTIONS, "vfio_pci", "ids=8086:10d4");
}

/* Options of OpenWrt's kmodloader have no place in an image. */
static void has_options_of_others(struct scene *s)
{
	has_image(s, "vfio_pci", NULL);
	adds(s, SETTING_OPTIONS, "etc/modules.d/a", "vfio-pci");
}

static void has_unread_image(struct scene *s)
{
	has_image(s, NULL, NULL);
	s->image.known = UNKNOWN;
}

static void has_a_squashed_image(struct scene *s)
{
	has_image(s, NULL, NULL);
	s->image.hidden = "squashfs-root.img";
}

static void has_no_image(struct scene *s)
{
	has_image(s, NULL, NULL);
	s->image.known = ABSENT;
	adds(s, SETTING_OPTIONS, "etc/modprobe.d/a.conf", "vfio-pci");
}

static void wants_a_nic_on(struct scene *s, const char *driver)
{
	s->device.vendor = (struct number){ KNOWN, 0x8086 };
	s->device.device = (struct number){ KNOWN, 0x10d3 };
	s->device.driver = (struct text){ KNOWN, driver };
	adds(s, SETTING_OPTIONS, "etc/modprobe.d/a.conf", "vfio-pci");
}

static void has_the_native_in_the_image(struct scene *s)
{
	has_image(s, "e1000e", NULL);
	wants_a_nic_on(s, "e1000e");
}

static void has_both_in_the_image(struct scene *s)
{
	has_image(s, "e1000e", "vfio_pci");
	wants_a_nic_on(s, "e1000e");
	holds(s, SETTING_OPTIONS, "vfio-pci", "ids=8086:10d3");
}

static void has_the_native_for_another(struct scene *s)
{
	has_the_native_in_the_image(s);
	s->device.device.value = 0x10d4;
}

static void has_got_it_all_the_same(struct scene *s)
{
	has_the_native_in_the_image(s);
	s->device.driver.value = "vfio-pci";
}

static void has_vfio_built_in(struct scene *s)
{
	has_the_native_in_the_image(s);
	builds_in(s, "a/vfio-pci.ko");
}

static void has_a_softdep_for_the_native(struct scene *s)
{
	has_the_native_in_the_image(s);
	adds(s, SETTING_SOFTDEP, "etc/modprobe.d/a.conf", "e1000e");
}

static void hides_the_native(struct scene *s)
{
	has_the_native_in_the_image(s);
	s->image.hidden = "squashfs-root.img";
}

static void has_nouveau_alone(struct scene *s)
{
	has_image(s, "nouveau", NULL);
	wants_vfio_first(s);
}

static void has_nouveau_behind_vfio(struct scene *s)
{
	has_image(s, "nouveau", "vfio_pci");
	wants_vfio_first(s);
}

static void sets_options_of_a_module(struct scene *s)
{
	builds_in(s, "");
	says(s, SETTING_OPTIONS, "vfio-pci", "ids=8086:10d3,10de:2684:1:2 disable_vga=1");
}

static void sets_options_of_what_is_built_in(struct scene *s)
{
	builds_in(s, "a/vfio-pci.ko");
	says(s, SETTING_OPTIONS, "vfio-pci", "ids=8086:10d3");
}

CHANGE(sets_options_of_who_knows, says(s, SETTING_OPTIONS, "vfio_pci", "ids=8086:10d3"))
CHANGE(sets_half_a_list, says(s, SETTING_OPTIONS, "vfio-pci", "ids=8086:10d3, 10de:2684"))
CHANGE(sets_no_id, says(s, SETTING_OPTIONS, "vfio_pci", "ids=8086,10d3"))
CHANGE(asks_in_vain, says(s, SETTING_UNREAD, "vfio_pci", ""))

static void asks_for_virqfd(struct scene *s)
{
	s->platform.booted.version = KERNEL_VERSION(6, 2);
	says(s, SETTING_EARLY, "vfio-virqfd", "");
}

CHANGE(asks_for_virqfd_in_time,
       asks_for_virqfd(s); s->platform.booted.version = KERNEL_VERSION(6, 1))
CHANGE(asks_for_virqfd_of_who_knows, asks_for_virqfd(s); s->platform.booted.version = 0)

static void has_modules(struct scene *s)
{
	builds_in(s, "");
	s->platform.modules.loadable[VFIO_PCI] = KNOWN;
	s->platform.modules.loadable[VFIO_TYPE1] = KNOWN;
	s->platform.modules.loadable[VFIO_IOMMUFD] = ABSENT;
}

static void has_iommufd_only(struct scene *s)
{
	has_modules(s);
	s->platform.modules.loadable[VFIO_TYPE1] = ABSENT;
	s->platform.modules.loaded[VFIO_IOMMUFD] = KNOWN;
}

CHANGE(lacks_vfio_pci, has_modules(s); s->platform.modules.loadable[VFIO_PCI] = ABSENT)

static void lacks_the_option(struct scene *s)
{
	lacks_vfio_pci(s);
	s->platform.booted.config_known = KNOWN;
	s->platform.booted.config_path = "boot/config";
	s->platform.booted.config[CONFIG_VFIO_PCI] = CONFIG_NO;
}

CHANGE(lacks_both_backends,
       has_modules(s); s->platform.modules.loadable[VFIO_TYPE1] = ABSENT)
CHANGE(has_unread_modules,
       has_modules(s); s->platform.modules.loadable[VFIO_PCI] = UNKNOWN)
CHANGE(does_not_add_up, s->firmware.dmar.health.sum_is_wrong = true)
CHANGE(is_malformed, s->firmware.dmar.health = (struct acpi_health){ false, "bad", 60 })
CHANGE(is_malformed_at_once,
       s->firmware.dmar = (struct dmar){ .health = { false, "bad", 0 } })
CHANGE(has_unread_table, s->firmware.tables[TABLE_DMAR].content = UNKNOWN)
CHANGE(has_unread_table_and_regions,
       has_unread_table(s); s->group.regions_known = UNKNOWN)
CHANGE(has_region_of_its_group,
       has_unread_table(s); s->group.regions = &s->region; s->group.n_regions = 1)

static void lacks_tables(struct scene *s)
{
	s->firmware.tables[TABLE_DMAR].present = ABSENT;
	s->firmware.tables[TABLE_DMAR].content = ABSENT;
}

CHANGE(has_firmware_off, lacks_tables(s); lacks_units(s))
CHANGE(has_hidden_firmware, has_firmware_off(s); s->firmware.tables_known = UNKNOWN)
CHANGE(has_hidden_firmware_in_use, lacks_tables(s); s->firmware.tables_known = UNKNOWN)

static void has_unread_iort(struct scene *s)
{
	has_firmware_off(s);
	s->firmware.tables[TABLE_IORT].present = KNOWN;
	s->firmware.tables[TABLE_IORT].content = UNKNOWN;
}

static void has_iort(struct scene *s, enum iort_kind kind)
{
	has_unread_iort(s);
	s->node.kind = (uint8_t)kind;
	s->firmware.tables[TABLE_IORT].content = KNOWN;
	s->firmware.iort.nodes = &s->node;
	s->firmware.iort.n_nodes = 1;
}

CHANGE(has_smmu, has_iort(s, IORT_SMMU_V3))
CHANGE(has_iort_without_smmu, has_iort(s, IORT_ITS))
CHANGE(has_malformed_iort, has_iort(s, IORT_ITS); s->firmware.iort.health.defect = "bad")

static void has_devicetree(struct scene *s)
{
	has_firmware_off(s);
	s->firmware.tables_known = ABSENT;
	s->firmware.tree_known = KNOWN;
}

static void has_smmu_in_its_tree(struct scene *s)
{
	has_devicetree(s);
	s->tree = (struct tree_unit){ "a", "arm,smmu-v3", false, NULL };
	s->firmware.units = &s->tree;
	s->firmware.tree_maps_pci = true;
}

CHANGE(has_disabled_smmu, has_smmu_in_its_tree(s); s->tree.is_disabled = true)
CHANGE(has_smmu_of_displays, has_smmu_in_its_tree(s); s->firmware.tree_maps_pci = false)

static void keeps_memory(struct scene *s)
{
	s->kept = (struct ivrs_region){ .last = UINT16_MAX };
	s->firmware.tables[TABLE_IVRS].content = KNOWN;
	s->firmware.ivrs.regions = &s->kept;
}

CHANGE(offers_no_remapping, s->firmware.dmar.remaps_interrupts = false)
CHANGE(does_not_remap_in_firmware, does_not_remap(s); offers_no_remapping(s))
CHANGE(opts_in, s->firmware.dmar.platform_opt_in = true)
CHANGE(opts_out, s->firmware.dmar.x2apic_opt_out = true)
CHANGE(has_open_lock,
       s->platform.lock = (struct feature_lock){ KNOWN, "dev/cpu/0/msr", 0x5 })

static void is_locked_off(struct scene *s)
{
	s->platform.lock = (struct feature_lock){ KNOWN, "dev/cpu/0/msr", 0x1 };
	s->platform.cpu.virtualization = false;
}

CHANGE(is_left_unlocked,
       s->platform.lock = (struct feature_lock){ KNOWN, "dev/cpu/0/msr", 0 })

static void is_locked_off_on_amd(struct scene *s)
{
	s->platform.cpu.vendor = CPU_AMD;
	s->platform.lock = (struct feature_lock){ KNOWN, "dev/cpu/0/msr", 0x18 };
}

CHANGE(shows_no_registers,
       s->platform.lock = (struct feature_lock){ ABSENT, "dev/cpu/0/msr", 0 })
CHANGE(lacks_flag_and_registers, shows_no_registers(s); lacks_virtualization(s))
CHANGE(is_guest_without_flag, lacks_flag_and_registers(s); is_guest(s))

/* Before Linux took the flag away, it said what the processor can, not what it may. */
static void is_amd_of_old(struct scene *s)
{
	shows_no_registers(s);
	s->platform.cpu.vendor = CPU_AMD;
	s->platform.booted.version = KERNEL_VERSION(6, 1);
}

CHANGE(is_amd_with_kvm, is_amd_of_old(s); s->platform.kvm_driver = KNOWN)
CHANGE(is_amd_of_today,
       is_amd_of_old(s); s->platform.booted.version = KERNEL_VERSION(6, 12))
CHANGE(has_idle_kvm_node, s->platform.kvm_driver = ABSENT)

static void is_locked_down(struct scene *s)
{
	s->platform.security.lockdown =
		(struct text){ KNOWN, "none [integrity] confidentiality" };
}

static void is_not_locked_down(struct scene *s)
{
	s->platform.security.lockdown =
		(struct text){ KNOWN, "[none] integrity confidentiality" };
	s->platform.security.signatures = (struct text){ KNOWN, "N" };
	s->platform.security.secure_boot = (struct number){ KNOWN, 0 };
}

CHANGE(has_strange_lockdown,
       s->platform.security.lockdown = (struct text){ KNOWN, "none [integrity" })
CHANGE(wants_signatures,
       is_not_locked_down(s); s->platform.security.signatures.value = "Y")
CHANGE(booted_securely, is_not_locked_down(s); s->platform.security.secure_boot.value = 1)

static void has_unread_security(struct scene *s)
{
	s->platform.security.lockdown.known = UNKNOWN;
	s->platform.security.signatures.known = UNKNOWN;
	s->platform.security.secure_boot.known = UNKNOWN;
}

CHANGE(has_guest_of_8_gib, s->request.guest_memory = UINT64_C(8) << 30)
CHANGE(has_guest_of_20_gib, s->request.guest_memory = UINT64_C(20) << 30)
CHANGE(has_guest_of_64_gib, s->request.guest_memory = UINT64_C(64) << 30)
CHANGE(has_huge_pages, s->platform.memory.pools = &s->pool)
CHANGE(has_huge_pages_for_the_guest,
       has_huge_pages(s); has_guest_of_20_gib(s); s->pool.free = 10240)
CHANGE(has_huge_pages_in_use, has_huge_pages_for_the_guest(s); s->pool.free--)
CHANGE(has_no_huge_page, has_huge_pages(s); s->pool.total = s->pool.free = 0)

static void has_unread_memory(struct scene *s)
{
	has_guest_of_8_gib(s);
	s->platform.memory.total.known = UNKNOWN;
	s->platform.memory.available.known = UNKNOWN;
}

CHANGE(may_lock_all, s->platform.memory.may_lock_all = true)
CHANGE(has_guest_of_who_may_lock_all, may_lock_all(s); has_guest_of_8_gib(s))
CHANGE(has_unread_limit, s->platform.memory.own.known = UNKNOWN)
CHANGE(has_guest_and_unread_limit, has_unread_limit(s); has_guest_of_8_gib(s))
CHANGE(asks_for_alice, s->request.as = &s->account)
CHANGE(asks_for_a_guest_of_alice, asks_for_alice(s); has_guest_of_8_gib(s))

static void starts_sessions_with_much(struct scene *s)
{
	asks_for_a_guest_of_alice(s);
	s->platform.memory.session = (struct span){ KNOWN, UNLIMITED, UNLIMITED };
}

CHANGE(has_a_line_for_alice,
       asks_for_a_guest_of_alice(s); s->platform.memory.limits = &s->limit)

static void has_a_short_line_for_alice(struct scene *s)
{
	starts_sessions_with_much(s);
	s->platform.memory.limits = &s->limit;
	s->limit.bytes = UINT64_C(7) << 30;
}

/* The hard limit that she comes with may be less. */
CHANGE(has_a_soft_line_for_alice, has_a_line_for_alice(s); s->limit.type = "soft")
CHANGE(has_a_short_soft_line_for_alice,
       has_a_soft_line_for_alice(s); s->limit.bytes = UINT64_C(7) << 30)
CHANGE(sets_alice_free, has_a_line_for_alice(s); s->limit.is_exempt = true)
CHANGE(has_unread_limits_of_alice,
       asks_for_a_guest_of_alice(s); s->platform.memory.limits_known = UNKNOWN)
CHANGE(asks_for_alice_and_cannot_read,
       asks_for_alice(s); s->platform.memory.limits_known = UNKNOWN)
static void asks_for_a_service(struct scene *s)
{
	has_guest_of_8_gib(s);
	s->service = service_new("a.service");
	s->service.path = "etc/systemd/system/a.service";
	s->service.has_user = true;
	s->request.service = &s->service;
}

static void has_a_service_with(struct scene *s, unsigned gib)
{
	asks_for_a_service(s);
	s->service.limit = (struct span){ KNOWN, (uint64_t)gib << 30, UNLIMITED };
	s->service.limit_by = (struct unit_line){ "etc/a", "LimitMEMLOCK=" };
	/* Of whoever logs in, this is. */
	s->platform.memory.limits = &s->limit;
}

CHANGE(has_a_service_with_little, has_a_service_with(s, 4))
CHANGE(has_a_service_with_enough, has_a_service_with(s, 8))
CHANGE(has_a_service_of_root, has_a_service_with(s, 4); s->service.has_user = false)
CHANGE(has_an_unread_service, has_a_service_with(s, 8); s->service.unread = "etc/b")
CHANGE(has_a_strange_service, has_a_service_with(s, 8); s->service.limit.known = UNKNOWN)
CHANGE(starts_services_with_little, asks_for_a_service(s);
       s->platform.memory.session = (struct span){ KNOWN, 8 << 20, 8 << 20 })
CHANGE(names_a_service, has_a_service_with(s, 8); s->request.guest_memory = 0)
CHANGE(names_a_service_of_root, has_a_service_of_root(s); s->request.guest_memory = 0)
CHANGE(names_an_unread_service, has_an_unread_service(s); s->request.guest_memory = 0)

CHANGE(asks_for_root, asks_for_a_guest_of_alice(s); s->account.uid = 0)
CHANGE(lacks_functions,
       s->host->n_devices = 0; s->group.first = NULL; s->platform.bus_known = KNOWN)
CHANGE(has_unread_bus, lacks_functions(s); s->platform.bus_known = UNKNOWN)
/* clang-format on */

static const struct expectation rows[] = {
	{ "cmdline.loader", has_loader, FINDING_INFO },
	{ "cmdline.loader", is_well, NOTHING },
	{ "cmdline.loader", has_files_of_some_loader, FINDING_UNKNOWN },
	{ "cmdline.loader", has_programs_only, NOTHING },
	{ "cpu.firmware-lock", is_locked_off, FINDING_WARN },
	{ "cpu.firmware-lock", is_locked_off_on_amd, FINDING_WARN },
	{ "cpu.firmware-lock", has_open_lock, FINDING_OK },
	{ "cpu.firmware-lock", is_left_unlocked, FINDING_OK },
	{ "cpu.firmware-lock", shows_no_registers, FINDING_OK },
	{ "cpu.firmware-lock", is_amd_with_kvm, FINDING_OK },
	{ "cpu.firmware-lock", is_amd_of_today, FINDING_OK },
	{ "cpu.firmware-lock", is_arm, NOTHING },
	{ "cpu.firmware-lock", has_unread_cpu, NOTHING },
	{ "cpu.firmware-lock", is_guest_without_flag, NOTHING },
	{ "cpu.firmware-lock", is_amd_of_old, FINDING_UNKNOWN },
	{ "cpu.firmware-lock", lacks_flag_and_registers, FINDING_UNKNOWN },
	{ "cpu.guest", is_guest, FINDING_INFO },
	{ "cpu.guest", is_well, NOTHING },
	{ "cpu.kvm", lacks_kvm, FINDING_WARN },
	{ "cpu.kvm", has_idle_kvm_node, FINDING_WARN },
	{ "cpu.kvm", is_well, FINDING_OK },
	{ "cpu.kvm", has_unread_kvm, FINDING_UNKNOWN },
	{ "cpu.virtualization", lacks_virtualization, FINDING_WARN },
	{ "cpu.virtualization", is_well, FINDING_OK },
	{ "cpu.virtualization", is_locked_off, NOTHING },
	{ "cpu.virtualization", is_arm, NOTHING },
	{ "cpu.virtualization", has_unread_cpu, FINDING_UNKNOWN },
	{ "display.framebuffer", has_firmware_picture, FINDING_INFO },
	{ "display.framebuffer", has_display, NOTHING },
	{ "display.framebuffer", has_picture_of_who_knows, FINDING_UNKNOWN },
	{ "display.only", has_display, FINDING_INFO },
	{ "display.only", lends_a_display, FINDING_INFO },
	{ "display.only", computes_beside_its_display, FINDING_INFO },
	{ "display.only", has_two_displays, FINDING_OK },
	{ "display.only", is_well, NOTHING },
	{ "firmware.checksum", does_not_add_up, FINDING_WARN },
	{ "firmware.checksum", is_well, FINDING_OK },
	{ "firmware.checksum", is_malformed, NOTHING },
	{ "firmware.checksum", has_unread_table, NOTHING },
	{ "firmware.checksum", lacks_tables, NOTHING },
	{ "firmware.iommu", has_firmware_off, FINDING_INFO },
	{ "firmware.iommu", has_iort_without_smmu, FINDING_INFO },
	{ "firmware.iommu", has_devicetree, FINDING_INFO },
	{ "firmware.iommu", has_disabled_smmu, FINDING_INFO },
	{ "firmware.iommu", has_smmu_of_displays, FINDING_INFO },
	{ "firmware.iommu", is_well, FINDING_OK },
	{ "firmware.iommu", has_unread_table, FINDING_OK },
	{ "firmware.iommu", has_smmu, FINDING_OK },
	{ "firmware.iommu", has_smmu_in_its_tree, FINDING_OK },
	{ "firmware.iommu", lacks_tables, NOTHING },
	{ "firmware.iommu", has_hidden_firmware_in_use, NOTHING },
	{ "firmware.iommu", has_hidden_firmware, FINDING_UNKNOWN },
	{ "firmware.iommu", has_unread_iort, FINDING_UNKNOWN },
	{ "firmware.iommu", has_malformed_iort, FINDING_UNKNOWN },
	{ "firmware.opt-in", opts_in, FINDING_INFO },
	{ "firmware.opt-in", is_well, NOTHING },
	{ "firmware.remapping", offers_no_remapping, FINDING_WARN },
	{ "firmware.remapping", is_well, FINDING_OK },
	{ "firmware.remapping", is_malformed, FINDING_OK },
	{ "firmware.remapping", is_malformed_at_once, NOTHING },
	{ "firmware.remapping", has_unread_table, NOTHING },
	{ "firmware.reserved", keeps_memory, FINDING_WARN },
	{ "firmware.reserved", has_region_of_its_group, FINDING_WARN },
	{ "firmware.reserved", is_well, FINDING_OK },
	{ "firmware.reserved", lacks_tables, NOTHING },
	{ "firmware.reserved", is_malformed, FINDING_OK },
	{ "firmware.reserved", has_unread_table, FINDING_OK },
	{ "firmware.reserved", has_unread_table_and_regions, FINDING_UNKNOWN },
	{ "firmware.reserved", has_hidden_firmware, NOTHING },
	{ "firmware.tables", is_malformed, FINDING_WARN },
	{ "firmware.tables", is_well, FINDING_OK },
	{ "firmware.tables", does_not_add_up, FINDING_OK },
	{ "firmware.tables", has_unread_table, FINDING_UNKNOWN },
	{ "firmware.tables", lacks_tables, NOTHING },
	{ "firmware.units", is_well, FINDING_INFO },
	{ "firmware.units", has_smmu_in_its_tree, FINDING_INFO },
	{ "firmware.units", lacks_tables, NOTHING },
	{ "firmware.x2apic", opts_out, FINDING_INFO },
	{ "firmware.x2apic", is_well, NOTHING },
	{ "iommu.active", lacks_units, FINDING_FAIL },
	{ "iommu.active", lacks_the_class, FINDING_FAIL },
	{ "iommu.active", is_well, FINDING_OK },
	{ "iommu.active", has_groups_of_nobody, FINDING_UNKNOWN },
	{ "iommu.active", has_unread_class, FINDING_UNKNOWN },
	{ "iommu.functions", lacks_functions, FINDING_INFO },
	{ "iommu.functions", is_well, NOTHING },
	{ "iommu.functions", has_unread_bus, FINDING_UNKNOWN },
	{ "iommu.groups", lacks_groups, FINDING_FAIL },
	{ "iommu.groups", has_unsafe_group_only, FINDING_FAIL },
	{ "iommu.groups", lacks_units, NOTHING },
	{ "iommu.groups", is_well, FINDING_OK },
	{ "iommu.groups", has_unread_groups, FINDING_UNKNOWN },
	{ "iommu.noiommu", bypasses_the_iommu, FINDING_WARN },
	{ "iommu.noiommu", is_well, FINDING_OK },
	{ "iommu.noiommu", lacks_the_module, NOTHING },
	{ "iommu.noiommu", has_unread_parameters, FINDING_UNKNOWN },
	{ "iommu.type", has_types, FINDING_INFO },
	{ "iommu.type", is_well, NOTHING },
	{ "iommu.width", is_narrow, FINDING_WARN },
	{ "iommu.width", is_well, FINDING_OK },
	{ "iommu.width", is_as_narrow_as_its_cpu, FINDING_OK },
	{ "iommu.width", has_unread_registers, NOTHING },
	{ "iommu.width", has_unread_cpu, NOTHING },
	{ "irq.remapping", does_not_remap, FINDING_FAIL },
	{ "irq.remapping", is_told_not_to_remap, FINDING_FAIL },
	{ "irq.remapping", is_well, FINDING_OK },
	{ "irq.remapping", does_not_remap_nor_mind, FINDING_OK },
	{ "irq.remapping", has_nothing_to_remap_for, NOTHING },
	{ "irq.remapping", is_arm, NOTHING },
	{ "irq.remapping", has_unread_interrupts, FINDING_UNKNOWN },
	{ "irq.unsafe", does_not_mind, FINDING_WARN },
	{ "irq.unsafe", does_not_remap_nor_mind, FINDING_WARN },
	{ "irq.unsafe", is_well, FINDING_OK },
	{ "irq.unsafe", lacks_the_module, NOTHING },
	{ "irq.unsafe", has_unread_parameters, FINDING_UNKNOWN },
	{ "lockdown.mode", is_locked_down, FINDING_INFO },
	{ "lockdown.mode", is_not_locked_down, FINDING_OK },
	{ "lockdown.mode", is_well, NOTHING },
	{ "lockdown.mode", has_strange_lockdown, FINDING_UNKNOWN },
	{ "lockdown.mode", has_unread_security, FINDING_UNKNOWN },
	{ "lockdown.modules", wants_signatures, FINDING_INFO },
	{ "lockdown.modules", is_locked_down, FINDING_INFO },
	{ "lockdown.modules", is_not_locked_down, FINDING_OK },
	{ "lockdown.modules", is_well, NOTHING },
	{ "lockdown.modules", has_unread_security, FINDING_UNKNOWN },
	{ "lockdown.secure-boot", booted_securely, FINDING_INFO },
	{ "lockdown.secure-boot", is_not_locked_down, FINDING_OK },
	{ "lockdown.secure-boot", is_well, NOTHING },
	{ "lockdown.secure-boot", has_unread_security, FINDING_UNKNOWN },
	{ "memory.available", has_guest_of_20_gib, FINDING_WARN },
	{ "memory.available", has_guest_of_64_gib, FINDING_WARN },
	{ "memory.available", has_huge_pages_in_use, FINDING_WARN },
	{ "memory.available", has_guest_of_8_gib, FINDING_OK },
	{ "memory.available", has_huge_pages_for_the_guest, FINDING_OK },
	{ "memory.available", is_well, NOTHING },
	{ "memory.available", has_unread_memory, FINDING_UNKNOWN },
	{ "memory.huge-pages", has_huge_pages, FINDING_INFO },
	{ "memory.huge-pages", has_no_huge_page, NOTHING },
	{ "memory.huge-pages", is_well, NOTHING },
	{ "memory.limit", is_well, FINDING_INFO },
	{ "memory.limit", asks_for_alice, FINDING_INFO },
	{ "memory.limit", may_lock_all, FINDING_OK },
	{ "memory.limit", has_guest_of_8_gib, NOTHING },
	{ "memory.limit", has_unread_limit, NOTHING },
	{ "memory.limit", asks_for_alice_and_cannot_read, FINDING_UNKNOWN },
	{ "memory.lock", has_guest_of_8_gib, FINDING_FAIL },
	{ "memory.lock", has_a_short_line_for_alice, FINDING_FAIL },
	{ "memory.lock", has_guest_of_who_may_lock_all, FINDING_OK },
	{ "memory.lock", starts_sessions_with_much, FINDING_OK },
	{ "memory.lock", has_a_line_for_alice, FINDING_OK },
	{ "memory.lock", asks_for_root, FINDING_OK },
	{ "memory.lock", is_well, NOTHING },
	{ "memory.lock", has_guest_and_unread_limit, FINDING_UNKNOWN },
	{ "memory.lock", has_unread_limits_of_alice, FINDING_UNKNOWN },
	{ "memory.limit", names_a_service, FINDING_INFO },
	{ "memory.limit", names_a_service_of_root, FINDING_OK },
	{ "memory.limit", names_an_unread_service, FINDING_UNKNOWN },
	{ "memory.lock", has_a_service_with_little, FINDING_FAIL },
	{ "memory.lock", starts_services_with_little, FINDING_FAIL },
	{ "memory.lock", has_a_service_with_enough, FINDING_OK },
	{ "memory.lock", has_a_service_of_root, FINDING_OK },
	{ "memory.lock", asks_for_a_service, FINDING_UNKNOWN },
	{ "memory.lock", has_an_unread_service, FINDING_UNKNOWN },
	{ "memory.lock", has_a_strange_service, FINDING_UNKNOWN },
	{ "memory.lock", asks_for_a_guest_of_alice, FINDING_UNKNOWN },
	{ "memory.lock", sets_alice_free, FINDING_UNKNOWN },
	{ "memory.lock", has_a_soft_line_for_alice, FINDING_UNKNOWN },
	{ "memory.lock", has_a_short_soft_line_for_alice, FINDING_FAIL },
	{ "module.blacklist", bars_vfio, FINDING_WARN },
	{ "module.blacklist", bars_others, NOTHING },
	{ "module.blacklist", has_unread_settings, FINDING_UNKNOWN },
	{ "module.blacklist-idle", bars_others, NOTHING },
	{ "module.blacklist-idle", bars_what_is_built_in_by_hand, FINDING_INFO },
	{ "module.built-in", sets_options_of_what_is_built_in, FINDING_WARN },
	{ "module.built-in", sets_options_of_a_module, NOTHING },
	{ "module.built-in", sets_options_of_who_knows, FINDING_UNKNOWN },
	{ "module.early", has_the_native_in_the_image, FINDING_WARN },
	{ "module.early", has_both_in_the_image, FINDING_OK },
	{ "module.early", has_the_native_for_another, FINDING_OK },
	{ "module.early", has_got_it_all_the_same, FINDING_OK },
	{ "module.early", has_vfio_built_in, FINDING_OK },
	{ "module.early", has_a_softdep_for_the_native, FINDING_OK },
	{ "module.early", hides_the_native, NOTHING },
	{ "module.early", has_an_image_that_says_more, NOTHING },
	{ "module.early", has_no_image, NOTHING },
	{ "module.early", has_unread_image, NOTHING },
	{ "module.ids", sets_half_a_list, FINDING_WARN },
	{ "module.ids", sets_no_id, FINDING_WARN },
	{ "module.ids", sets_options_of_a_module, NOTHING },
	{ "module.initramfs", has_an_older_image, FINDING_WARN },
	{ "module.initramfs", has_an_image_without_softdep, FINDING_WARN },
	{ "module.initramfs", has_an_image_that_says_more, FINDING_WARN },
	{ "module.initramfs", has_an_image_as_configured, FINDING_OK },
	{ "module.initramfs", has_an_idle_image, NOTHING },
	{ "module.initramfs", has_options_of_others, NOTHING },
	{ "module.initramfs", has_no_image, NOTHING },
	{ "module.initramfs", is_well, NOTHING },
	{ "module.initramfs", has_unread_image, FINDING_UNKNOWN },
	{ "module.initramfs", has_a_squashed_image, FINDING_UNKNOWN },
	{ "module.initramfs", has_an_image_and_unread_settings, FINDING_UNKNOWN },
	{ "module.kmodloader", runs_openwrt, FINDING_WARN },
	{ "module.kmodloader", runs_openwrt_well, NOTHING },
	{ "module.kmodloader", forgets_modprobe, NOTHING },
	{ "module.modconf", forgets_modprobe, FINDING_WARN },
	{ "module.modconf", takes_modprobe_along, NOTHING },
	{ "module.modconf", has_nothing_to_take_along, NOTHING },
	{ "module.modconf", runs_openwrt, NOTHING },
	{ "module.softdep", has_the_native_early, FINDING_WARN },
	{ "module.softdep", has_it_by_kms, FINDING_WARN },
	{ "module.softdep", has_nouveau_alone, FINDING_WARN },
	{ "module.softdep", has_a_softdep_for_the_native, FINDING_WARN },
	{ "module.softdep", has_nouveau_behind_vfio, FINDING_OK },
	{ "module.softdep", wants_vfio_first, FINDING_OK },
	{ "module.softdep", has_both_early, FINDING_OK },
	{ "module.softdep", has_another_by_kms, FINDING_OK },
	{ "module.softdep", is_well, NOTHING },
	{ "module.unread", asks_in_vain, FINDING_WARN },
	{ "module.unread", asks_for_virqfd, NOTHING },
	{ "module.vfio", lacks_vfio_pci, FINDING_FAIL },
	{ "module.vfio", lacks_the_option, FINDING_FAIL },
	{ "module.vfio", lacks_both_backends, FINDING_FAIL },
	{ "module.vfio", has_modules, FINDING_OK },
	{ "module.vfio", has_iommufd_only, FINDING_OK },
	{ "module.vfio", has_unread_modules, FINDING_UNKNOWN },
	{ "module.vfio", is_well, FINDING_UNKNOWN },
	{ "module.virqfd", asks_for_virqfd, FINDING_WARN },
	{ "module.virqfd", asks_for_virqfd_in_time, NOTHING },
	{ "module.virqfd", asks_for_virqfd_of_who_knows, FINDING_UNKNOWN },
	{ "module.virqfd", has_unread_settings, FINDING_UNKNOWN },
	{ "node.cgroup", denies_nodes, FINDING_WARN },
	{ "node.cgroup", denies_no_node, FINDING_OK },
	{ "node.cgroup", is_well, NOTHING },
	{ "node.iommu", lacks_its_node, FINDING_WARN },
	{ "node.iommu", lends_to_another_group, FINDING_WARN },
	{ "node.iommu", lends_to_a_user, FINDING_WARN },
	{ "node.iommu", has_iommufd, FINDING_OK },
	{ "node.iommu", lends_to_a_group, FINDING_OK },
	{ "node.iommu", lends_to_a_user_with_iommu, FINDING_OK },
	{ "node.iommu", lends_and_opens_to_all, FINDING_OK },
	{ "node.iommu", lends_to_root, FINDING_OK },
	{ "node.iommu", lacks_iommufd, NOTHING },
	{ "node.iommu", has_unread_iommufd, FINDING_UNKNOWN },
	{ "node.rule", has_node_rule, FINDING_INFO },
	{ "node.rule", is_well, NOTHING },
	{ "node.rule", has_unread_rules, FINDING_UNKNOWN },
	{ "node.vfio", has_closed_node, FINDING_WARN },
	{ "node.vfio", is_well, FINDING_OK },
	{ "node.vfio", lacks_node, NOTHING },
	{ "node.vfio", has_unread_node, FINDING_UNKNOWN },
	{ "power.idle-d3", stays_awake, FINDING_INFO },
	{ "power.idle-d3", is_well, FINDING_OK },
	{ "power.idle-d3", lacks_vfio_now, NOTHING },
	{ "power.idle-d3", has_unread_idleness, FINDING_UNKNOWN },
	{ "usb.authorized", has_unauthorized, FINDING_INFO },
	{ "usb.authorized", has_usb, NOTHING },
	{ "usb.authorized", has_unread_authorization, NOTHING },
	{ "usb.controllers", has_usb, FINDING_INFO },
	{ "usb.controllers", is_well, NOTHING },
	{ "usb.over-current", has_cut_power, FINDING_WARN },
	{ "usb.over-current", has_usb, NOTHING },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static void check(struct scene *s, struct findings *ret)
{
	const struct rule_case c = { .host = s->host,
		                     .request = &s->request,
		                     .arena = s->host->arena };

	*ret = (struct findings){ .arena = s->host->arena };
	CHECK_INT(check_platform(&c, ret), 0);
}

static void finds_what_is_so(void)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		struct findings findings;
		const struct finding *f;
		struct scene s;

		NOTE("row %zu, %s", i, rows[i].id);
		set_up(&s);
		rows[i].change(&s);
		check(&s, &findings);
		f = findings_expect(&findings, rows[i].id, rows[i].status);
		/* Who could tell where nobody was refused, only that row knows. */
		if (f && (f->status == FINDING_OK ||
		          (f->status == FINDING_UNKNOWN &&
		           strcmp(f->id, "cpu.firmware-lock") != 0)))
			CHECK_TEXT(f->remedy, NULL);
		host_free(s.host);
	}
}

/* One cause is one failure: of the word, of the firmware, or of who knows what. */
static void says_why_nothing_is_remapped(void)
{
	static const struct {
		void (*change)(struct scene *s);
		const char *summary, *remedy;
	} cases[] = {
		{ is_told_not_to_remap, "told so by nointremap", "take nointremap off" },
		{ does_not_remap_in_firmware, "the firmware does not offer it",
		  "x2APIC in the firmware setup" },
		{ does_not_remap, "interrupts are not remapped", "intremap=off" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct findings findings;
		const struct finding *f;
		struct scene s;

		NOTE("case %zu", i);
		set_up(&s);
		cases[i].change(&s);
		check(&s, &findings);
		f = findings_expect(&findings, "irq.remapping", FINDING_FAIL);
		CHECK(strstr(f->summary, cases[i].summary));
		CHECK(strstr(f->remedy, cases[i].remedy));
		CHECK_INT(findings_count(&findings, FINDING_FAIL), 1);
		host_free(s.host);
	}
}

static void sends_to_root_where_that_helps(void)
{
	static const struct {
		int error;
		const char *remedy;
	} cases[] = { { -EACCES, "run it as root" },
		      { -EPERM, "run it as root" },
		      { -EIO, NULL } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct finding *f;
		struct findings findings;
		struct scene s;

		NOTE("error %d", cases[i].error);
		set_up(&s);
		has_unread_class(&s);
		CHECK_INT(host_unknown(s.host, &s.platform.unknown, "iommu", "a",
		                       cases[i].error),
		          0);
		check(&s, &findings);
		f = findings_expect(&findings, "iommu.active", FINDING_UNKNOWN);
		CHECK_TEXT(f->remedy, cases[i].remedy);
		host_free(s.host);
	}
}

static void leaves_no_check_without_both_cases(void)
{
	expectations_cover(rows, N_ROWS, checks, n_checks);
}

static void comes_to_a_verdict(void)
{
	static const struct {
		const char *id, *subject;
		enum finding_status status;
		enum verdict verdict;
	} cases[] = {
		{ "cpu.kvm", NULL, FINDING_OK, VERDICT_READY },
		{ "cpu.guest", NULL, FINDING_INFO, VERDICT_READY },
		{ "cpu.kvm", NULL, FINDING_WARN, VERDICT_WARNINGS },
		{ "cpu.kvm", NULL, FINDING_UNKNOWN, VERDICT_READY },
		{ "iommu.active", NULL, FINDING_UNKNOWN, VERDICT_UNKNOWN },
		{ "host.mounted", "0000:01:00.0", FINDING_UNKNOWN, VERDICT_UNKNOWN },
		{ "reset.none", "0000:01:00.0", FINDING_UNKNOWN, VERDICT_READY },
		{ "irq.remapping", NULL, FINDING_FAIL, VERDICT_NOT_READY },
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct finding finding = { .id = cases[i].id,
			                         .subject = cases[i].subject,
			                         .status = cases[i].status };
		const struct finding warning = { .id = "node.vfio",
			                         .status = FINDING_WARN };
		struct findings findings = { .arena = arena };

		NOTE("%s %s", cases[i].id, finding_status_text(cases[i].status));
		CHECK_INT(findings_add(&findings, &finding), 0);
		CHECK_INT(check_verdict(&findings), cases[i].verdict);
		/* What comes after it makes nothing better. */
		CHECK_INT(findings_add(&findings, &warning), 0);
		CHECK_INT(check_verdict(&findings), cases[i].verdict > VERDICT_WARNINGS
		                                            ? cases[i].verdict
		                                            : VERDICT_WARNINGS);
	}
	arena_free(arena);
}

TESTS(TEST(finds_what_is_so), TEST(leaves_no_check_without_both_cases),
      TEST(says_why_nothing_is_remapped), TEST(sends_to_root_where_that_helps),
      TEST(comes_to_a_verdict))
