/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/booted.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

/* clang-format off */
static const char *const config_names[N_CONFIG_OPTIONS] = {
#define NAME(option) [option] = #option
	NAME(CONFIG_AMD_IOMMU), NAME(CONFIG_ARM_SMMU), NAME(CONFIG_ARM_SMMU_V3),
	NAME(CONFIG_DRM_SIMPLEDRM), NAME(CONFIG_FB_EFI), NAME(CONFIG_FB_VESA),
	NAME(CONFIG_INTEL_IOMMU), NAME(CONFIG_INTEL_IOMMU_DEFAULT_ON),
	NAME(CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF), NAME(CONFIG_IOMMUFD),
	NAME(CONFIG_IOMMU_DEFAULT_PASSTHROUGH), NAME(CONFIG_IRQ_REMAP),
	NAME(CONFIG_KALLSYMS), NAME(CONFIG_PCI_STUB), NAME(CONFIG_SYSFB_SIMPLEFB),
	NAME(CONFIG_VFIO), NAME(CONFIG_VFIO_CONTAINER), NAME(CONFIG_VFIO_DEVICE_CDEV),
	NAME(CONFIG_VFIO_GROUP), NAME(CONFIG_VFIO_IOMMU_TYPE1), NAME(CONFIG_VFIO_NOIOMMU),
	NAME(CONFIG_VFIO_PCI), NAME(CONFIG_VFIO_PCI_VGA), NAME(CONFIG_VIRTIO_IOMMU),
#undef NAME
};
/* clang-format on */

/* Neither part of a release has more digits than this. */
#define PART_MAX 255

unsigned kernel_version(const char *release)
{
	size_t first = strspn(release, "0123456789"), second;
	uint32_t major, minor;

	if (release[first] != '.' || text_decimal(release, first, PART_MAX, &major) < 0)
		return 0;
	release += first + 1;
	second = strspn(release, "0123456789");
	if (text_decimal(release, second, PART_MAX, &minor) < 0)
		return 0;
	return KERNEL_VERSION(major, minor);
}

const char *config_name(enum config_option option)
{
	return config_names[option];
}

static enum config_answer answer_of(const char *value)
{
	if (value[0] == 'y')
		return CONFIG_YES;
	return value[0] == 'm' ? CONFIG_MODULE : CONFIG_NO;
}

static void read_line(const char *line, size_t length, enum config_answer *answers)
{
	for (size_t i = 0; i < N_CONFIG_OPTIONS; i++) {
		size_t name = strlen(config_names[i]);

		if (length > name + 1 && line[name] == '=' &&
		    strncmp(line, config_names[i], name) == 0)
			answers[i] = answer_of(line + name + 1);
	}
}

void config_read(const char *text, enum config_answer answers[N_CONFIG_OPTIONS])
{
	for (size_t i = 0; i < N_CONFIG_OPTIONS; i++)
		answers[i] = CONFIG_NO;
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (*text == 'C')
			read_line(text, length, answers);
		text += length;
		text += *text ? 1 : 0;
	}
}

/* "kernel/drivers/vfio/pci/vfio-pci.ko" to "vfio_pci". */
static const char *module_of(struct arena *arena, const char *path, size_t length)
{
	const char *start = path + length;
	char *name;

	while (start > path && start[-1] != '/')
		start--;
	name = arena_textn(arena, start, (size_t)(path + length - start));
	if (!name)
		return NULL;
	name[strcspn(name, ".")] = '\0';
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

int builtin_read(struct arena *arena, const char *text, struct booted *booted)
{
	size_t room = 1, n = 0;
	const char **names;

	for (const char *c = text; *c; c++)
		room += *c == '\n';
	names = arena_array(arena, room, sizeof(*names));
	if (!names)
		return -ENOMEM;
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length && !(names[n++] = module_of(arena, text, length)))
			return -ENOMEM;
		text += length;
		text += *text ? 1 : 0;
	}
	booted->builtin = names;
	booted->n_builtin = n;
	booted->builtin_known = KNOWN;
	return 0;
}

bool module_is(const char *name, const char *with_underscores)
{
	for (; *name && *with_underscores; name++, with_underscores++)
		if (*with_underscores != (*name == '-' ? '_' : *name))
			return false;
	return *name == *with_underscores;
}

enum answer builtin_has(const struct booted *booted, const char *name)
{
	if (booted->builtin_known != KNOWN)
		return UNSURE;
	for (size_t i = 0; i < booted->n_builtin; i++)
		if (module_is(name, booted->builtin[i]))
			return YES;
	return NO;
}
