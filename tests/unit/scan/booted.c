/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The running kernel as trees show it, wherever its configuration lies. */
#include "scan/platform.h"

#include "base/text.h"
#include "support/tree.h"
#include "test.h"

struct scene {
	struct fixture *fixture;
	struct scan *scan;
	struct host *host;
	const struct booted *booted;
};

static void set_up(struct scene *s, const char *tree)
{
	s->fixture = fixture_new(tree);
	s->scan = scan_new(&s->fixture->root, NULL);
	CHECK(s->scan);
	CHECK_INT(scan_host(s->scan, &s->host, NULL), 0);
	CHECK_INT(scan_platform(s->scan, s->host, PLATFORM_BOOTED, NULL), 0);
	s->booted = &s->host->platform->booted;
}

static void tear_down(struct scene *s)
{
	scan_free(s->scan);
	host_free(s->host);
	fixture_free(s->fixture);
}

static void a_whole_kernel(void)
{
	struct scene s;

	set_up(&s, "proc/sys/kernel/osrelease = 6.12.9-amd64\n"
	           "proc/cmdline = quiet intel_iommu=on\n"
	           "boot/config-6.12.9-amd64 = CONFIG_VFIO_PCI=m\n"
	           "lib/modules/6.12.9-amd64/config = CONFIG_VFIO_PCI=y\n"
	           "lib/modules/6.12.9-amd64/modules.builtin = kernel/a/vfio-pci.ko\n"
	           "sys/firmware/acpi/tables/DMAR : 00\n");
	CHECK_TEXT(s.booted->release.value, "6.12.9-amd64");
	CHECK_INT(s.booted->version, KERNEL_VERSION(6, 12));
	CHECK_TEXT(s.booted->line.value, "quiet intel_iommu=on");
	CHECK_INT(s.booted->words.n, 2);
	CHECK_INT(s.booted->config_known, KNOWN);
	CHECK_TEXT(s.booted->config_path, "boot/config-6.12.9-amd64");
	CHECK_INT(s.booted->config[CONFIG_VFIO_PCI], CONFIG_MODULE);
	CHECK_INT(builtin_has(s.booted, "vfio-pci"), YES);
	CHECK_INT(s.booted->dmar, KNOWN);
	CHECK_INT(s.booted->ivrs, ABSENT);
	tear_down(&s);
}

/* "CONFIG_VFIO_PCI=y" and a newline, packed by gzip -n. */
#define PACKED_CONFIG                              \
	"1f8b08000000000002ff73f6f773f3748f0f73f3" \
	"f48f0f70f6b4ade40200f73d33b812000000"

static void where_configurations_lie(void)
{
	static const struct {
		const char *tree;
		enum known known;
		enum config_answer answer;
		const char *path;
	} rows[] = {
		{ "proc/config.gz : " PACKED_CONFIG "\nboot/config-6.1 = x\n", KNOWN,
		  CONFIG_YES, "proc/config.gz" },
		{ "lib/modules/6.1/config = CONFIG_VFIO_PCI=m\n", KNOWN, CONFIG_MODULE,
		  "lib/modules/6.1/config" },
		{ "usr/lib/modules/6.1/config = CONFIG_VFIO_PCI=m\n", KNOWN,
		  CONFIG_MODULE, "usr/lib/modules/6.1/config" },
		/* Of another kernel. */
		{ "boot/config-6.2 = CONFIG_VFIO_PCI=m\n", ABSENT, CONFIG_UNREAD, NULL },
		/* The first cannot be read, the second can. */
		{ "proc/config.gz -> config.gz\nboot/config-6.1 = CONFIG_VFIO_PCI=m\n",
		  KNOWN, CONFIG_MODULE, "boot/config-6.1" },
		{ "proc/config.gz : 1f8b0800\n", UNKNOWN, CONFIG_UNREAD, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char tree[1024];
		struct scene s;

		NOTE("%s", rows[i].tree);
		CHECK_INT(text_format(tree, sizeof(tree),
		                      "proc/sys/kernel/osrelease = 6.1\n%s",
		                      rows[i].tree),
		          0);
		set_up(&s, tree);
		CHECK_INT(s.booted->config_known, rows[i].known);
		CHECK_INT(s.booted->config[CONFIG_VFIO_PCI], rows[i].answer);
		CHECK_TEXT(s.booted->config_path, rows[i].path);
		tear_down(&s);
	}
}

static void half_a_kernel(void)
{
	struct scene s;

	set_up(&s, "proc/cmdline -> cmdline\n"
	           "lib/modules/6.1/modules.builtin = kernel/a/vfio-pci.ko\n");
	CHECK_INT(s.booted->release.known, ABSENT);
	CHECK_INT(s.booted->version, 0);
	CHECK_INT(s.booted->line.known, UNKNOWN);
	CHECK(unknown_find(s.host->platform->unknown, "cmdline"));
	CHECK_INT(s.booted->config_known, ABSENT);
	CHECK_INT(builtin_has(s.booted, "vfio-pci"), UNSURE);
	CHECK_INT(s.booted->dmar, UNKNOWN);
	tear_down(&s);
	set_up(&s, "proc/sys/kernel/osrelease = 6.1\n"
	           "lib/modules/6.1/modules.builtin -> modules.builtin\n");
	CHECK_INT(s.booted->line.known, UNKNOWN);
	CHECK_INT(s.booted->builtin_known, UNKNOWN);
	CHECK(unknown_find(s.host->platform->unknown, "builtin"));
	tear_down(&s);
}

TESTS(TEST(a_whole_kernel), TEST(where_configurations_lie), TEST(half_a_kernel))
