/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/check.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "policy/cause.h"
#include "policy/checks.h"
#include "policy/devicechecks.h"
#include "policy/nextboot.h"
#include "policy/virtio.h"

#define IMAGE_FACTS \
	(PLATFORM_MODULES | PLATFORM_BOOTED | PLATFORM_BOOT | PLATFORM_INITRAMFS)

/* In the order of their ids. */
const struct rule checks[] = {
	{ "cmdline.loader", INFORMS, WHEN_CHECKING, PLATFORM_BOOT | PLATFORM_BOOTED,
	  loader_keeps_the_line, "a boot loader keeps the kernel command line", NULL },
	{ "cpu.firmware-lock", WARNS, WHEN_CHECKING,
	  PLATFORM_CPU | PLATFORM_LOCK | PLATFORM_NODES | PLATFORM_BOOTED,
	  virtualization_is_locked, "the firmware locked virtualisation off",
	  "turn VT-x or SVM mode on in the firmware setup; it is another switch than the "
	  "one of the IOMMU" },
	{ "cpu.guest", INFORMS, WHEN_CHECKING, PLATFORM_CPU, cpu_is_guest,
	  "this is itself a virtual machine",
	  "an IOMMU in here must be given by the machine outside" },
	{ "cpu.kvm", WARNS, WHEN_CHECKING, PLATFORM_CPU | PLATFORM_NODES, kvm_is_unusable,
	  "guests cannot use KVM", "load the module kvm_intel or kvm_amd" },
	{ "cpu.virtualization", WARNS, WHEN_CHECKING, PLATFORM_CPU | PLATFORM_LOCK,
	  cpu_lacks_virtualization, "the processor offers no virtualisation",
	  "turn VT-x or SVM mode on in the firmware setup; it is another switch than the "
	  "one of the IOMMU" },
	{ "display.framebuffer", INFORMS, WHEN_CHECKING, PLATFORM_GROUPS,
	  has_firmware_picture, "something draws what the firmware left on the screen",
	  NULL },
	{ "display.only", INFORMS, WHEN_CHECKING, PLATFORM_GROUPS, has_one_display,
	  "the host has one display", NULL },
	{ "firmware.checksum", WARNS, WHEN_CHECKING, PLATFORM_FIRMWARE,
	  firmware_sums_are_wrong, "a table of the firmware does not add up",
	  "update the firmware: a kernel takes no IVRS whose sum is wrong" },
	{ "firmware.iommu", INFORMS, WHEN_CHECKING, PLATFORM_FIRMWARE | PLATFORM_IOMMUS,
	  firmware_lacks_iommu, "the firmware tells of no IOMMU", NULL },
	{ "firmware.opt-in", INFORMS, WHEN_CHECKING, PLATFORM_FIRMWARE, firmware_opts_in,
	  "the firmware wants DMA confined from the start", NULL },
	{ "firmware.remapping", WARNS, WHEN_CHECKING, PLATFORM_FIRMWARE,
	  firmware_forbids_remapping, "the firmware offers no interrupt remapping",
	  "look for interrupt remapping or x2APIC in the firmware setup" },
	{ "firmware.reserved", WARNS, WHEN_CHECKING, PLATFORM_FIRMWARE | PLATFORM_GROUPS,
	  firmware_keeps_memory, "the firmware keeps memory for devices",
	  "look in the firmware setup for what shares memory with that slot, or use "
	  "another slot" },
	{ "firmware.tables", WARNS, WHEN_CHECKING, PLATFORM_FIRMWARE,
	  firmware_is_malformed, "a table of the firmware is malformed",
	  "update the firmware" },
	{ "firmware.units", INFORMS, WHEN_CHECKING, PLATFORM_FIRMWARE,
	  firmware_names_units, "IOMMUs that the firmware tells of", NULL },
	{ "firmware.x2apic", INFORMS, WHEN_CHECKING, PLATFORM_FIRMWARE, firmware_opts_out,
	  "the firmware asks not to use x2APIC", NULL },
	{ "iommu.active", FAILS, WHEN_CHECKING, CAUSE_FACTS, iommu_is_inactive,
	  "the kernel uses no IOMMU", NULL },
	{ "iommu.functions", INFORMS, WHEN_CHECKING, PLATFORM_BUS, iommu_has_no_functions,
	  "there is no PCI function to hand over", NULL },
	{ "iommu.groups", FAILS, WHEN_CHECKING, PLATFORM_GROUPS | PLATFORM_IOMMUS,
	  iommu_has_no_groups, "there are no IOMMU groups",
	  "look into the kernel's log for DMAR, AMD-Vi or arm-smmu" },
	{ "iommu.noiommu", WARNS, WHEN_CHECKING, PLATFORM_PARAMETERS, iommu_is_bypassed,
	  "vfio hands out devices without IOMMU: their DMA reaches all memory",
	  "write N to that parameter, and take enable_unsafe_noiommu_mode out of "
	  "modprobe.d" },
	{ "iommu.type", INFORMS, WHEN_CHECKING, PLATFORM_GROUPS, iommu_types,
	  "kinds of translation", NULL },
	{ "iommu.width", WARNS, WHEN_CHECKING, PLATFORM_IOMMUS | PLATFORM_CPU,
	  iommu_is_narrow, "the IOMMU translates fewer address bits than the processor",
	  "give guests with much memory -cpu host,host-phys-bits-limit=39, or a smaller "
	  "window for 64-bit BARs" },
	{ "irq.remapping", FAILS, WHEN_CHECKING,
	  CMDLINE_FACTS | PLATFORM_FIRMWARE | PLATFORM_PARAMETERS, irq_is_not_remapped,
	  "interrupts are not remapped",
	  "look for x2APIC or interrupt remapping in the firmware setup, and for "
	  "intremap=off on the kernel command line" },
	{ "irq.unsafe", WARNS, WHEN_CHECKING, PLATFORM_PARAMETERS, irq_is_unsafe,
	  "guests may send any interrupt to the host", "write N to that parameter" },
	{ "lockdown.mode", INFORMS, WHEN_CHECKING, PLATFORM_SECURITY,
	  kernel_is_locked_down, "the kernel is locked down", NULL },
	{ "lockdown.modules", INFORMS, WHEN_CHECKING, PLATFORM_SECURITY,
	  modules_want_signatures,
	  "modules without a signature are not loaded (vendor-reset is one, mostly)",
	  NULL },
	{ "lockdown.secure-boot", INFORMS, WHEN_CHECKING, PLATFORM_SECURITY,
	  boot_is_secure, "Secure Boot is on: it keeps no device from a guest", NULL },
	{ "memory.available", WARNS, WHEN_CHECKING, PLATFORM_MEMORY, memory_is_short,
	  "there is less memory than the guest shall have",
	  "end what takes memory, or give the guest less: all that it has is pinned, and "
	  "neither swapped nor shared" },
	{ "memory.huge-pages", INFORMS, WHEN_CHECKING, PLATFORM_MEMORY,
	  memory_has_huge_pages, "huge pages that are free", NULL },
	{ "memory.limit", INFORMS, WHEN_CHECKING, PLATFORM_MEMORY | PLATFORM_LIMITS,
	  memory_is_limited, "how much memory may be locked", NULL },
	{ "memory.lock", FAILS, WHEN_CHECKING, PLATFORM_MEMORY | PLATFORM_LIMITS,
	  memory_cannot_be_locked, "the guest has more memory than may be locked", NULL },
	{ "module.blacklist", WARNS, WHEN_CHECKING, PLATFORM_MODULES, vfio_is_blacklisted,
	  "a module of vfio is blacklisted", NULL },
	{ "module.blacklist-idle", INFORMS, WHEN_CHECKING,
	  PLATFORM_MODULES | PLATFORM_BOOTED, blacklist_is_idle,
	  "a blacklist does not reach what is built in", NULL },
	{ "module.built-in", WARNS, WHEN_CHECKING,
	  PLATFORM_MODULES | PLATFORM_BOOTED | PLATFORM_BOOT, options_do_not_reach,
	  "vfio-pci is built in: options of modprobe do not reach it", NULL },
	{ "module.early", WARNS, WHEN_CHECKING, IMAGE_FACTS, others_come_first,
	  "the initramfs has another driver for a device that vfio-pci shall have",
	  NULL },
	{ "module.ids", WARNS, WHEN_CHECKING, PLATFORM_MODULES, ids_are_malformed,
	  "vfio-pci does not get all of its ids: one is none, or a blank cuts the list",
	  "write vendor:device in hex, with commas and without blanks" },
	{ "module.initramfs", WARNS, WHEN_CHECKING, IMAGE_FACTS, initramfs_is_old,
	  "the initramfs and modprobe.d do not say the same of vfio", NULL },
	{ "module.kmodloader", WARNS, WHEN_CHECKING, PLATFORM_MODULES | PLATFORM_BOOT,
	  modprobe_is_not_asked,
	  "OpenWrt does not read modprobe.d when it boots: vfio-pci gets no options from "
	  "there",
	  NULL },
	{ "module.modconf", WARNS, WHEN_CHECKING, PLATFORM_MODULES, modprobe_stays_behind,
	  "mkinitcpio puts vfio-pci into the initramfs, and leaves modprobe.d out",
	  "add modconf to HOOKS and run mkinitcpio -P" },
	{ "module.softdep", WARNS, WHEN_CHECKING, IMAGE_FACTS, softdep_is_late,
	  "vfio-pci comes too late: the initramfs has the other driver alone", NULL },
	{ "module.unread", WARNS, WHEN_CHECKING, PLATFORM_MODULES, early_file_is_unread,
	  "a file that asks for vfio early is never read: its name does not end in .conf",
	  NULL },
	{ "module.vfio", FAILS, WHEN_CHECKING, PLATFORM_MODULES | PLATFORM_BOOTED,
	  vfio_is_missing, "this kernel has no vfio-pci",
	  "install the rest of the kernel's modules (OpenWrt: kmod-vfio-pci)" },
	{ "module.virqfd", WARNS, WHEN_CHECKING, PLATFORM_MODULES | PLATFORM_BOOTED,
	  virqfd_is_wanted,
	  "vfio_virqfd is asked for early: since Linux 6.2 there is none, and making the "
	  "initramfs or the boot may fail",
	  NULL },
	{ "node.cgroup", WARNS, WHEN_CHECKING, PLATFORM_DENIED, cgroup_denies_nodes,
	  "the device cgroup keeps this process from a node of VFIO",
	  "give the container that node (--device), or the service DeviceAllow=char-vfio "
	  "rw and DeviceAllow=/dev/vfio/vfio rw" },
	{ "node.iommu", WARNS, WHEN_CHECKING, PLATFORM_NODES | PLATFORM_MODULES,
	  iommufd_is_closed, "the module iommufd is there, and /dev/iommu is not",
	  "let udev or devtmpfs make it; a container must be given it" },
	{ "node.rule", INFORMS, WHEN_CHECKING, PLATFORM_RULES, udev_has_rules,
	  "udev sets owner or mode of VFIO's nodes", NULL },
	{ "node.vfio", WARNS, WHEN_CHECKING, PLATFORM_NODES, vfio_node_is_closed,
	  "only root can open /dev/vfio/vfio",
	  "reload udev's rules with udevadm trigger: the node is meant to be 0666" },
	{ "power.idle-d3", INFORMS, WHEN_CHECKING, PLATFORM_PARAMETERS, vfio_stays_awake,
	  "vfio-pci keeps devices awake that nobody uses", NULL },
	{ "usb.authorized", INFORMS, WHEN_CHECKING, PLATFORM_USB, has_unauthorized,
	  "a USB device is not authorized", NULL },
	{ "usb.controllers", INFORMS, WHEN_CHECKING, PLATFORM_USB | PLATFORM_GROUPS,
	  has_usb_controllers, "USB controllers", NULL },
	{ "usb.over-current", WARNS, WHEN_CHECKING, PLATFORM_USB, has_cut_power,
	  "a USB port has cut power because too much was drawn",
	  "use a hub with a power supply of its own, or another port" },
};

const size_t n_checks = sizeof(checks) / sizeof(checks[0]);

unsigned check_facts(void)
{
	return CMDLINE_FACTS | VIRTIO_FACTS | rows_facts(checks, n_checks, WHEN_CHECKING);
}

static enum finding_status status_of(const struct rule *row, enum answer answer)
{
	static const enum finding_status applies[] = {
		[INFORMS] = FINDING_INFO,
		[REFUSES] = FINDING_FAIL,
		[FAILS] = FINDING_FAIL,
		[WARNS] = FINDING_WARN,
	};

	switch (answer) {
	case NO:
		return FINDING_OK;
	case YES:
		return applies[row->weight];
	case UNSURE:
		break;
	}
	return FINDING_UNKNOWN;
}

/* A rule is asked what stands against a device; that nothing does is worth a line too. */
static const char *summary_of(const struct rule_case *c, const struct rule *row,
                              enum answer answer, const char *said)
{
	const char *summary = said ? said : row->summary;

	switch (answer) {
	case NO:
		return row->weight == REFUSES
		               ? arena_printf(c->arena, "not so: %s", row->summary)
		               : said;
	case YES:
		return summary;
	case UNSURE:
		break;
	}
	return said && row->weight != REFUSES
	               ? said
	               : arena_printf(c->arena, "cannot rule out that %s", summary);
}

static int ask(const struct rule_case *c, const struct rule *row,
               const struct device *device, struct findings *findings)
{
	struct finding draft = { .id = row->id, .remedy = row->remedy };
	enum answer answer = row->applies(c, device, &draft);

	if (answer == NO && row->weight != REFUSES && !draft.summary)
		return 0;
	draft.status = status_of(row, answer);
	draft.summary = summary_of(c, row, answer, draft.summary);
	if (answer == NO)
		draft.remedy = NULL;
	if (device)
		draft.subject = arena_text(c->arena, BDF_TEXT(device->address));
	if (!draft.summary || (device && !draft.subject))
		return -ENOMEM;
	return findings_add(findings, &draft);
}

int check_platform(const struct rule_case *c, struct findings *findings)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n_checks; i++)
		r = ask(c, &checks[i], NULL, findings);
	if (r == 0)
		r = check_cmdline(c, findings);
	if (r == 0)
		r = check_next_boot(c, findings);
	return r == 0 ? check_virtio(c, findings) : r;
}

int check_device(const struct rule_case *c, const struct device *device,
                 struct findings *findings)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n_rules; i++)
		if (rules[i].when & WHEN_TAKING)
			r = ask(c, &rules[i], device, findings);
	for (size_t i = 0; r == 0 && i < n_device_checks; i++)
		if (device_checks[i].when & WHEN_NAMED)
			r = ask(c, &device_checks[i], device, findings);
	return r;
}

/* Only what a rule refuses keeps a device from a guest. */
static bool decides(const struct finding *finding)
{
	return rule_find(finding->id) || text_starts(finding->id, "iommu.");
}

enum verdict check_verdict(const struct findings *findings)
{
	enum verdict verdict = VERDICT_READY;

	for (const struct finding *f = findings->first; f; f = f->next) {
		enum verdict one = VERDICT_READY;

		if (f->status == FINDING_FAIL)
			one = VERDICT_NOT_READY;
		else if (f->status == FINDING_UNKNOWN && decides(f))
			one = VERDICT_UNKNOWN;
		else if (f->status == FINDING_WARN)
			one = VERDICT_WARNINGS;
		if (one > verdict)
			verdict = one;
	}
	return verdict;
}

const char *verdict_text(enum verdict verdict)
{
	static const char *const texts[] = {
		[VERDICT_READY] = "ready",
		[VERDICT_WARNINGS] = "warnings",
		[VERDICT_UNKNOWN] = "unknown",
		[VERDICT_NOT_READY] = "not-ready",
	};

	return texts[verdict];
}
