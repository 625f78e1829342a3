/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of modules, and the files that configure them. */
#include "model/modules.h"

#include <string.h>

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
	static const char kinds[] = "OBEUSNH";
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
		  "S nvidia pre: vfio-pci" },
		{ "softdep a pre: b post: c\nsoftdep\nsoftdep vfio", "" },
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
		const struct early_file file = { "etc/x", SETTING_EARLY, NULL };

		NOTE("row %zu: %s", i, rows[i].text);
		CHECK_INT(early_read(arena, &file, rows[i].text, &end), 0);
		CHECK_TEXT(show(arena, settings), rows[i].settings);
	}
}

/* What a softdep names counts too, and the hooks of mkinitcpio. */
static void words_beside_vfio(void)
{
	static const char text[] = "MODULES=(nouveau ast vfio_pci)\n"
				   "HOOKS=(base modconf kms)";
	static const struct {
		struct early_file file;
		const char *settings;
	} rows[] = {
		{ { "etc/x", SETTING_EARLY, NULL }, "E vfio_pci" },
		{ { "etc/mkinitcpio.conf", SETTING_EARLY, NULL },
		  "E vfio_pci|H HOOKS|H modconf|H kms" },
		{ { "etc/mkinitcpio.conf.d/x", SETTING_UNREAD, NULL }, "U vfio_pci" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		const struct setting *settings = NULL, **end = &settings;
		struct early_file file = rows[i].file;

		NOTE("row %zu", i);
		CHECK_INT(early_read(arena, &file, text, &end), 0);
		CHECK_TEXT(show(arena, settings), rows[i].settings);
		CHECK_INT(modprobe_read(arena, "a", "softdep nouveau pre: vfio-pci",
		                        &end),
		          0);
		file.others = settings;
		CHECK_INT(early_read(arena, &file, "MODULES=(nouveau nouveau2)", &end),
		          0);
		CHECK_INT(strstr(show(arena, settings), "|N nouveau") != NULL, i == 1);
		CHECK(!strstr(show(arena, settings), "nouveau2"));
	}
}

static void files_of_kmodloader(void)
{
	static const struct {
		const char *text, *settings;
	} rows[] = {
		{ "vfio-pci ids=8086:4e61 disable_vga=1\nvfio\n",
		  "E vfio-pci|O vfio-pci ids=8086:4e61 disable_vga=1|E vfio" },
		{ "kvm nested=1\n\n#vfio\n", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		const struct setting *settings = NULL, **end = &settings;

		NOTE("row %zu: %s", i, rows[i].text);
		CHECK_INT(kmodloader_read(arena, "etc/modules.d/x", rows[i].text, &end),
		          0);
		CHECK_TEXT(show(arena, settings), rows[i].settings);
	}
}

TESTS(TEST(lists), TEST(files_of_modprobe), TEST(files_for_early_boot),
      TEST(words_beside_vfio), TEST(files_of_kmodloader))
