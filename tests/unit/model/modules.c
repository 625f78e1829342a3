/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of modules, and the files that configure them. */
#include "model/modules.h"

#include "test.h"

static void lists(void)
{
	static const char text[] = "kernel/drivers/vfio/pci/vfio-pci.ko.zst: a/vfio.ko\n"
				   "kernel/drivers/vfio/vfio_iommu_type1.ko.xz:\n"
				   "kernel/drivers/iommufd.ko: b/other.ko\n";

	CHECK(module_is_listed(text, "vfio_pci"));
	CHECK(module_is_listed(text, "vfio_iommu_type1"));
	CHECK(module_is_listed(text, "iommufd"));
	/* Named as what another needs only. */
	CHECK(!module_is_listed(text, "other"));
	CHECK(!module_is_listed(text, "vfio"));
	CHECK(!module_is_listed(text, "vfio_pci_core"));
	CHECK(!module_is_listed("", "vfio"));
	CHECK(!module_is_listed("vfio", "vfio"));
	CHECK(!module_is_listed(":\n/\n.", "vfio"));
	CHECK(module_is_listed("vfio.ko:", "vfio"));
}

/* "KIND module rest" of all settings, between bars. */
static const char *show(struct arena *arena, const struct setting *settings)
{
	static const char kinds[] = "OBEU";
	const char *text = "";

	for (const struct setting *s = settings; s; s = s->next)
		text = arena_printf(arena, "%s%s%c %s%s%s", text, *text ? "|" : "",
		                    kinds[s->kind], s->module, *s->rest ? " " : "",
		                    s->rest);
	return text;
}

static void files_of_modprobe(void)
{
	static const struct {
		const char *text, *settings;
	} rows[] = {
		{ "", "" },
		{ "# options vfio-pci ids=1:2\n\n", "" },
		{ "options vfio-pci ids=1:2 disable_vga=1",
		  "O vfio-pci ids=1:2 disable_vga=1" },
		{ "\toptions\tvfio_pci   ids=1:2 \n", "O vfio_pci ids=1:2" },
		{ "options vfio-pci \\\n  ids=1:2\nblacklist a",
		  "O vfio-pci ids=1:2|B a" },
		{ "options kvm ignore_msrs=1\nblacklist nouveau\nblacklist vfio",
		  "B nouveau|B vfio" },
		{ "options\nblacklist\nblacklist ", "" },
		{ "softdep nvidia pre: vfio-pci\ninstall vfio /bin/true\nalias x vfio",
		  "" },
		{ "options vfio-pci", "O vfio-pci" },
		{ "blacklist a\\\n", "B a" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		const struct setting *settings = NULL, **end = &settings;

		NOTE("row %zu: %s", i, rows[i].text);
		CHECK_INT(modprobe_read(arena, "etc/x.conf", rows[i].text, &end), 0);
		CHECK_TEXT(show(arena, settings), rows[i].settings);
	}
}

static void files_for_early_boot(void)
{
	static const struct {
		const char *text, *settings;
	} rows[] = {
		{ "force_drivers+=\" vfio vfio_pci vfio_iommu_type1 \"",
		  "E vfio|E vfio_pci|E vfio_iommu_type1" },
		{ "MODULES=(vfio_pci vfio vfio_virqfd)\nHOOKS=(base modconf)",
		  "E vfio_pci|E vfio|E vfio_virqfd" },
		{ "# vfio_virqfd\nloop # vfio\nvfio-pci ids=1:2", "E vfio-pci" },
		{ "novfio vfi", "" },
		{ "vfio", "E vfio" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		const struct setting *settings = NULL, **end = &settings;

		NOTE("row %zu: %s", i, rows[i].text);
		CHECK_INT(early_read(arena, "etc/x", rows[i].text, SETTING_EARLY, &end),
		          0);
		CHECK_TEXT(show(arena, settings), rows[i].settings);
	}
}

TESTS(TEST(lists), TEST(files_of_modprobe), TEST(files_for_early_boot))
