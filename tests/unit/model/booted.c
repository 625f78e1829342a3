/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Releases, configurations, and what is built in. */
#include "test.h"

#include "model/booted.h"

static void releases(void)
{
	CHECK_INT(kernel_version("6.12.9-amd64"), KERNEL_VERSION(6, 12));
	CHECK_INT(kernel_version("5.4"), KERNEL_VERSION(5, 4));
	CHECK(kernel_version("6.2.0") > kernel_version("5.19.17"));
	CHECK(kernel_version("6.12.0") > kernel_version("6.2.16"));
	CHECK_INT(kernel_version(""), 0);
	CHECK_INT(kernel_version("6"), 0);
	CHECK_INT(kernel_version("six.two"), 0);
	CHECK_INT(kernel_version(".1"), 0);
	CHECK_INT(kernel_version("6.x"), 0);
	CHECK_INT(kernel_version("6.999"), 0);
}

static void answers_of_a_config(void)
{
	enum config_answer answers[N_CONFIG_OPTIONS];

	config_read("# Automatically generated\n"
	            "CONFIG_INTEL_IOMMU=y\n"
	            "# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set\n"
	            "CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF=y\n"
	            "CONFIG_VFIO_PCI=m\n"
	            "CONFIG_VFIO_PCI_CORE=y\n"
	            "XCONFIG_VFIO=y\n"
	            "CONFIG_KALLSYMS=y",
	            answers);
	CHECK_INT(answers[CONFIG_INTEL_IOMMU], CONFIG_YES);
	CHECK_INT(answers[CONFIG_INTEL_IOMMU_DEFAULT_ON], CONFIG_NO);
	CHECK_INT(answers[CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF], CONFIG_YES);
	CHECK_INT(answers[CONFIG_VFIO_PCI], CONFIG_MODULE);
	CHECK_INT(answers[CONFIG_VFIO], CONFIG_NO);
	CHECK_INT(answers[CONFIG_KALLSYMS], CONFIG_YES);
	CHECK_TEXT(config_name(CONFIG_VFIO_PCI), "CONFIG_VFIO_PCI");
}

static void modules_that_are_built_in(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct booted booted = { 0 };

	CHECK_INT(builtin_has(&booted, "vfio-pci"), UNSURE);
	CHECK_INT(builtin_read(arena,
	                       "kernel/drivers/vfio/pci/vfio-pci.ko\n"
	                       "kernel/drivers/video/fbdev/efifb.ko\n\n"
	                       "plain.ko",
	                       &booted),
	          0);
	CHECK_INT(booted.n_builtin, 3);
	CHECK_INT(builtin_has(&booted, "vfio_pci"), YES);
	CHECK_INT(builtin_has(&booted, "vfio-pci"), YES);
	CHECK_INT(builtin_has(&booted, "efifb"), YES);
	CHECK_INT(builtin_has(&booted, "plain"), YES);
	CHECK_INT(builtin_has(&booted, "vfio"), NO);
	CHECK_INT(builtin_has(&booted, "vfio_pci_core"), NO);
	CHECK_INT(builtin_read(arena, "", &booted), 0);
	CHECK_INT(builtin_has(&booted, "vfio"), NO);
}

TESTS(TEST(releases), TEST(answers_of_a_config), TEST(modules_that_are_built_in))
