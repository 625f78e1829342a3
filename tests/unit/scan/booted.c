/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The running kernel as trees show it, wherever its configuration lies. */
#include "base/text.h"
#include "support/seen.h"
#include "test.h"

static void a_whole_kernel(void)
{
	_cleanup_(host_freep) struct host *host = seen_platform(
		"proc/sys/kernel/osrelease = 6.12.9-amd64\n"
		"proc/cmdline = quiet intel_iommu=on\n"
		"boot/config-6.12.9-amd64 = CONFIG_VFIO_PCI=m\n"
		"lib/modules/6.12.9-amd64/config = CONFIG_VFIO_PCI=y\n"
		"lib/modules/6.12.9-amd64/modules.builtin = kernel/a/vfio-pci.ko\n"
		"sys/firmware/acpi/tables/DMAR : 00\n",
		PLATFORM_BOOTED);
	const struct booted *booted = &host->platform->booted;

	CHECK_TEXT(booted->release.value, "6.12.9-amd64");
	CHECK_INT(booted->version, KERNEL_VERSION(6, 12));
	CHECK_TEXT(booted->line.value, "quiet intel_iommu=on");
	CHECK_INT(booted->words.n, 2);
	CHECK_INT(booted->config_known, KNOWN);
	CHECK_TEXT(booted->config_path, "boot/config-6.12.9-amd64");
	CHECK_INT(booted->config[CONFIG_VFIO_PCI], CONFIG_MODULE);
	CHECK_INT(builtin_has(booted, "vfio-pci"), YES);
	CHECK_INT(booted->dmar, KNOWN);
	CHECK_INT(booted->ivrs, ABSENT);
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
		struct host *host;

		NOTE("%s", rows[i].tree);
		CHECK_INT(text_format(tree, sizeof(tree),
		                      "proc/sys/kernel/osrelease = 6.1\n%s",
		                      rows[i].tree),
		          0);
		host = seen_platform(tree, PLATFORM_BOOTED);
		CHECK_INT(host->platform->booted.config_known, rows[i].known);
		CHECK_INT(host->platform->booted.config[CONFIG_VFIO_PCI], rows[i].answer);
		CHECK_TEXT(host->platform->booted.config_path, rows[i].path);
		host_free(host);
	}
}

static void half_a_kernel(void)
{
	struct host *host;

	host = seen_platform("proc/cmdline -> cmdline\n"
	                     "lib/modules/6.1/modules.builtin = kernel/a/vfio-pci.ko\n",
	                     PLATFORM_BOOTED);
	CHECK_INT(host->platform->booted.release.known, ABSENT);
	CHECK_INT(host->platform->booted.version, 0);
	CHECK_INT(host->platform->booted.line.known, UNKNOWN);
	CHECK(unknown_find(host->platform->unknown, "cmdline"));
	CHECK_INT(host->platform->booted.config_known, ABSENT);
	CHECK_INT(builtin_has(&host->platform->booted, "vfio-pci"), UNSURE);
	CHECK_INT(host->platform->booted.dmar, UNKNOWN);
	host_free(host);
	host = seen_platform("proc/sys/kernel/osrelease = 6.1\n"
	                     "lib/modules/6.1/modules.builtin -> modules.builtin\n",
	                     PLATFORM_BOOTED);
	CHECK_INT(host->platform->booted.line.known, UNKNOWN);
	CHECK_INT(host->platform->booted.builtin_known, UNKNOWN);
	CHECK(unknown_find(host->platform->unknown, "builtin"));
	host_free(host);
}

TESTS(TEST(a_whole_kernel), TEST(where_configurations_lie), TEST(half_a_kernel))
