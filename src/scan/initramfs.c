/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The initramfs of the running kernel: found by its name, and looked through once. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "model/initramfs.h"
#include "os/unpack.h"
#include "scan/sources.h"

#define RELEASE    "proc/sys/kernel/osrelease"
#define MACHINE_ID "etc/machine-id"

/* Those of distributions have 200 MiB at most, and not half a GiB unpacked. */
#define IMAGE_BYTES (UINT64_C(1) << 30)

/* Ubuntu's have up to four. */
#define PARTS_MAX 64

/* Where tools put it: * is the kernel's release, + what stands behind its last dash,
 * @ the package it is of (mkinitcpio), % the machine's id (kernel-install). */
static const char *const places[] = {
	"boot/initrd.img-*",
	"boot/initramfs-*.img",
	"boot/initrd-*",
	"boot/initrd-*.img",
	"boot/initramfs-@.img",
	"boot/initramfs-+",
	"boot/%/*/initrd",
	"efi/%/*/initrd",
	"boot/efi/%/*/initrd",
	"run/current-system/initrd",
	"usr/lib/modules/*/initrd",
	"usr/lib/modules/*/initramfs.img",
};

/* What the signs of a place stand for; "": not known, and the place is passed over. */
struct image_names {
	char release[256], package[256], machine[64];
};

static void learn_names(struct scan *scan, struct image_names *names)
{
	char path[320];

	*names = (struct image_names){ 0 };
	if (root_read(scan->root, RELEASE, names->release, sizeof(names->release)) < 0)
		names->release[0] = '\0';
	if (text_format(path, sizeof(path), "usr/lib/modules/%s/pkgbase",
	                names->release) < 0 ||
	    root_read(scan->root, path, names->package, sizeof(names->package)) < 0)
		names->package[0] = '\0';
	if (root_read(scan->root, MACHINE_ID, names->machine, sizeof(names->machine)) < 0)
		names->machine[0] = '\0';
}

/* NULL: it is no such sign. */
static const char *meaning(const struct image_names *names, char sign)
{
	const char *flavour = strrchr(names->release, '-');
	const struct {
		char sign;
		const char *name;
	} signs[] = {
		{ '*', names->release },
		{ '@', names->package },
		{ '%', names->machine },
		{ '+', flavour ? flavour + 1 : "" },
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (signs[i].sign == sign)
			return signs[i].name;
	return NULL;
}

/* 0; -ENOENT: something in it is not known, or is no name. */
static int fill_in(const struct image_names *names, const char *form, char *ret,
                   size_t size)
{
	size_t used = 0;

	for (; *form; form++) {
		const char *name = meaning(names, *form);
		const char plain[] = { *form, '\0' };

		if (name && (!*name || strchr(name, '/')))
			return -ENOENT;
		if (text_format(ret + used, size - used, "%s", name ? name : plain) < 0)
			return -ENOENT;
		used += strlen(ret + used);
	}
	return 0;
}

/* A part of the file as a stream: as it is, or unpacked. */
struct part {
	int fd;
	uint64_t at, end;
	struct unpacker *unpacker; /* NULL: as it is */
	uint64_t left;             /* of what is looked at in all */
};

static ssize_t read_plain(struct part *part, void *buffer, size_t size)
{
	ssize_t n;

	if (part->at + size > part->end)
		size = part->at < part->end ? (size_t)(part->end - part->at) : 0;
	n = buffer ? pread(part->fd, buffer, size, (off_t)part->at) : (ssize_t)size;
	if (n < 0)
		return -errno;
	part->at += (uint64_t)n;
	return n;
}

static ssize_t read_packed(struct part *part, void *buffer, size_t size)
{
	char passed[16384];
	size_t used = 0;

	while (used < size) {
		size_t room = size - used;
		ssize_t n = buffer ? unpacker_read(part->unpacker, (char *)buffer + used,
		                                   room)
		                   : unpacker_read(part->unpacker, passed,
		                                   room < sizeof(passed)
		                                           ? room
		                                           : sizeof(passed));

		if (n < 0)
			return n;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

static ssize_t read_part(void *context, void *buffer, size_t size)
{
	struct part *part = context;

	if (size > part->left)
		return -EFBIG;
	part->left -= size;
	return part->unpacker ? read_packed(part, buffer, size)
	                      : read_plain(part, buffer, size);
}

/* Passes zeros over, not beyond END; what follows them may be packed, and begin anywhere.
 * An archive begins at a multiple of four (unpack_to_rootfs() of Linux). */
static int pass_zeros(struct part *part, uint64_t end)
{
	char byte = '\0';

	while (part->at < end) {
		ssize_t n = pread(part->fd, &byte, 1, (off_t)part->at);

		if (n < 0)
			return -errno;
		if (n == 0 || byte)
			break;
		part->at++;
	}
	return byte == '0' && part->at % 4 ? -EBADMSG : 0;
}

/* Goes on with what is packed at PART's place, which then is behind it. */
static int look_packed(struct scan *scan, struct part *part, struct initramfs *image)
{
	_cleanup_(unpacker_closep) struct unpacker *unpacker = NULL;
	const struct stream stream = { part, read_part };
	uint64_t used;
	int r = unpacker_open(part->fd, part->at, &unpacker);

	if (r < 0)
		return r;
	part->unpacker = unpacker;
	r = initramfs_read(scan->host->arena, &stream, image);
	part->unpacker = NULL;
	if (r < 0)
		return r;
	used = unpacker_used(unpacker);
	/* Packed in what is packed the kernel takes nothing. */
	if (r == CPIO_OTHER || used <= part->at)
		return -EBADMSG;
	part->at = used;
	return pass_zeros(part, (used + 3) / 4 * 4);
}

static int look_through(struct scan *scan, int fd, uint64_t size, struct initramfs *image)
{
	struct part part = { .fd = fd, .end = size, .left = IMAGE_BYTES };
	const struct stream stream = { &part, read_part };
	size_t n_packed = 0;
	int r = size > IMAGE_BYTES ? -EFBIG : 0;

	while (r == 0) {
		r = initramfs_read(scan->host->arena, &stream, image);
		if (r == CPIO_OTHER) {
			part.at -= 4;
			r = ++n_packed > PARTS_MAX ? -EFBIG
			                           : pass_zeros(&part, part.at + 4);
			if (r == 0)
				r = look_packed(scan, &part, image);
		}
	}
	return r == CPIO_END ? 0 : r;
}

static const struct {
	int error;
	const char *why;
} reasons[] = {
	{ -EBADMSG, "it is broken" },
	{ -EFBIG, "it is larger than any is" },
	{ -EINVAL, "it is no file" },
	{ -ENXIO, "it is no file" },
	{ -ELOOP, "links to it lead in a circle" },
	{ -ENODATA, "neither an init nor a module is in it" },
	{ -ELIBACC, "libarchive is not installed" },
	{ -EOPNOTSUPP, "it is packed in a way that is not known here" },
};

static const char *why(int error)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].error == error)
			return reasons[i].why;
	return NULL;
}

/* Without such it is early microcode, or was never written: another one boots. */
static bool boots(const struct initramfs *image)
{
	return image->has_init || image->n_modules || image->n_files || image->hidden;
}

static int look_into(struct scan *scan, struct platform *platform,
                     struct initramfs *image)
{
	_cleanup_(close_fdp) int fd = root_open_file(scan->root, image->path,
	                                             O_RDONLY | O_NONBLOCK, 0);
	struct stat status;
	int r = fd < 0 ? fd : fstat(fd, &status) < 0 ? -errno : 0;

	if (r == 0 && !S_ISREG(status.st_mode))
		r = -EINVAL;
	if (r == 0)
		r = look_through(scan, fd, (uint64_t)status.st_size, image);
	if (r == 0 && !boots(image))
		r = -ENODATA;
	image->known = r == 0 ? KNOWN : UNKNOWN;
	image->why = why(r);
	if (r == 0 || r == -ENOMEM)
		return r;
	return platform_unknown(scan, platform, "initramfs", image->path, r);
}

static bool is_there(struct scan *scan, const char *path)
{
	_cleanup_(close_fdp) int fd = root_open_file(scan->root, path, O_PATH, 0);

	return fd >= 0 || (fd != -ENOENT && fd != -ENOTDIR);
}

int read_initramfs(struct scan *scan, struct platform *platform)
{
	struct initramfs *image = arena_alloc(scan->host->arena, sizeof(*image));
	struct image_names names;
	char path[1024];

	if (!image)
		return -ENOMEM;
	platform->initramfs = image;
	image->known = ABSENT;
	learn_names(scan, &names);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (fill_in(&names, places[i], path, sizeof(path)) < 0 ||
		    !is_there(scan, path))
			continue;
		image->path = arena_text(scan->host->arena, path);
		return image->path ? look_into(scan, platform, image) : -ENOMEM;
	}
	return 0;
}
