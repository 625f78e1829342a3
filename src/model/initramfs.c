/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/initramfs.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/booted.h"

/* What no image that somebody made has more of. */
#define MODULES_MAX  32768
#define FILES_MAX    256
#define FILE_BYTES   (64U << 10)
#define SETTINGS_MAX 4096

/* A module with a longer name the kernel does not load (MODULE_NAME_LEN of Linux). */
#define MODULE_NAME_MAX 63

/* As modprobe.d(5) has them; those of the image are not sorted out by precedence. */
static const char *const directories[] = { "etc/modprobe.d/", "run/modprobe.d/",
	                                   "usr/local/lib/modprobe.d/",
	                                   "usr/lib/modprobe.d/", "lib/modprobe.d/" };

/* What only one of them puts into its images. */
static const struct {
	const char *start;
	enum image_maker maker;
} traces[] = {
	{ "conf/initramfs.conf", MADE_BY_INITRAMFS_TOOLS },
	{ "buildconfig", MADE_BY_MKINITCPIO },
	{ "usr/lib/dracut/", MADE_BY_DRACUT },
	{ "lib/dracut/", MADE_BY_DRACUT },
};

/* dracut's module squash packs nearly everything once more. */
static const char *const images[] = { "squash-root.img", "squashfs-root.img",
	                              "erofs-root.img" };

/* The name of a file of modprobe.d in there, or NULL. */
static const char *conf_name(const char *path)
{
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		const char *name;

		if (!text_starts(path, directories[i]))
			continue;
		name = path + strlen(directories[i]);
		return !strchr(name, '/') && text_ends(name, ".conf") ? name : NULL;
	}
	return NULL;
}

/* A directory of modprobe.d, or one that is above such. */
static bool is_way_to_conf(const char *path)
{
	size_t length = strlen(path);

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		if (text_starts(directories[i], path) && directories[i][length] == '/')
			return true;
	return false;
}

/* Where /usr is merged, what is below lib is found below usr/lib. */
static bool is_merged(const char *path, const char *target)
{
	return text_equal(path, "lib") &&
	       text_equal(target + (*target == '/'), "usr/lib");
}

static bool is_image(const char *path)
{
	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++)
		if (text_equal(path, images[i]))
			return true;
	return false;
}

static bool is_link(const struct cpio_file *file)
{
	return (file->mode & CPIO_TYPE) == CPIO_LINK;
}

/* A link, or a name of a file whose content stands behind another of its names. */
static bool is_elsewhere(const struct cpio_file *file)
{
	return is_link(file) || (file->links > 1 && !file->size);
}

/* A link on the way leads we do not know where; so do two dots. */
static bool hides(const struct cpio_file *file, const char *target)
{
	const char *path = file->name;

	if (is_way_to_conf(path))
		return is_link(file) && !is_merged(path, target);
	if (strstr(path, "../") && strstr(path, "modprobe.d/"))
		return true;
	return is_image(path) || (conf_name(path) && is_elsewhere(file));
}

/* FNV-1a. */
uint64_t initramfs_sum(const char *name)
{
	uint64_t sum = UINT64_C(14695981039346656037);

	for (; *name; name++)
		sum = (sum ^ (unsigned char)(*name == '-' ? '_' : *name)) *
		      UINT64_C(1099511628211);
	return sum;
}

/* "lib/modules/RELEASE/kernel/drivers/vfio/pci/vfio-pci.ko.xz" */
static int add_module(struct arena *arena, struct initramfs *image, const char *path)
{
	const char *name = text_base(path), *suffix = strstr(name, ".ko");
	struct image_module *module;
	char *copy;

	if (!suffix || suffix == name || (suffix[3] && suffix[3] != '.') ||
	    suffix - name > MODULE_NAME_MAX || !strstr(path, "lib/modules/"))
		return 0;
	if (++image->n_modules > MODULES_MAX)
		return -EFBIG;
	module = arena_alloc(arena, sizeof(*module));
	copy = arena_textn(arena, name, (size_t)(suffix - name));
	if (!module || !copy)
		return -ENOMEM;
	for (char *c = copy; *c; c++)
		if (*c == '-')
			*c = '_';
	*module = (struct image_module){ copy, image->modules, initramfs_sum(copy) };
	image->modules = module;
	return 0;
}

static int add_settings(struct arena *arena, struct initramfs *image, struct cpio *cpio,
                        const struct cpio_file *file)
{
	const struct setting **end = &image->settings, **added;
	char *text, *path;
	int r;

	if (++image->n_files > FILES_MAX || file->size > FILE_BYTES)
		return -EFBIG;
	text = arena_alloc(arena, (size_t)file->size + 1);
	path = arena_text(arena, file->name);
	if (!text || !path)
		return -ENOMEM;
	r = cpio_take(cpio, file, text);
	if (r < 0)
		return r;
	while (*end)
		end = (const struct setting **)&(*end)->next;
	added = end;
	r = modprobe_read(arena, path, text, &end);
	for (; *added; added = (const struct setting **)&(*added)->next)
		image->n_settings++;
	return r == 0 && image->n_settings > SETTINGS_MAX ? -EFBIG : r;
}

/* The kernel puts a later file in the place of an earlier one of its name. */
static void drop_settings(struct initramfs *image, const char *path)
{
	const struct setting **place = &image->settings;

	while (*place) {
		if (text_equal((*place)->path, path))
			*place = (*place)->next;
		else
			place = (const struct setting **)&(*place)->next;
	}
}

/* Without a slash at the start, two of them, and directories that are a dot. */
static void clean(char *path)
{
	const char *rest = path;
	char *end = path;

	while (*rest) {
		size_t length = strcspn(rest, "/");

		if (length > 1 || (length == 1 && *rest != '.')) {
			if (end > path)
				*end++ = '/';
			memmove(end, rest, length);
			end += length;
		}
		rest += length + (rest[length] ? 1 : 0);
	}
	*end = '\0';
}

/* Its name tells something, whatever is in it. */
static void take_name(struct initramfs *image, const char *path)
{
	for (size_t i = 0; i < sizeof(traces) / sizeof(traces[0]); i++)
		if (text_starts(path, traces[i].start))
			image->maker = traces[i].maker;
	if (text_equal(path, "init"))
		image->has_init = true;
	if (conf_name(path))
		drop_settings(image, path);
}

static int add(struct arena *arena, struct initramfs *image, struct cpio *cpio,
               const struct cpio_file *file)
{
	char target[16] = "";
	bool fits = is_link(file) && file->size < sizeof(target);
	int r = add_module(arena, image, file->name);

	if (r < 0)
		return r;
	take_name(image, file->name);
	r = conf_name(file->name) && (file->mode & CPIO_TYPE) == CPIO_PLAIN
	            ? add_settings(arena, image, cpio, file)
	            : cpio_take(cpio, file, fits ? target : NULL);
	if (r < 0 || image->hidden || !hides(file, target))
		return r;
	image->hidden = arena_text(arena, file->name);
	return image->hidden ? 0 : -ENOMEM;
}

int initramfs_read(struct arena *arena, const struct stream *stream,
                   struct initramfs *image)
{
	struct cpio cpio = { .stream = stream };
	struct cpio_file file;
	int r = cpio_next(&cpio, &file);

	while (r == CPIO_FILE) {
		clean(file.name);
		r = add(arena, image, &cpio, &file);
		if (r == 0)
			r = cpio_next(&cpio, &file);
	}
	return r;
}

bool initramfs_has(const struct initramfs *image, const char *name)
{
	uint64_t sum = initramfs_sum(name);

	for (const struct image_module *m = image->modules; m; m = m->next)
		if (m->sum == sum && module_is(name, m->name))
			return true;
	return false;
}
