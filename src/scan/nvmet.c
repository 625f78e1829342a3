/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Disks that the host serves to others by NVMe over fabrics. The kernel's target opens
 * them without claiming them (nvmet_bdev_ns_enable() of Linux 6.1): only its
 * configuration tells.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/storage.h"

#define SUBSYSTEMS "sys/kernel/config/nvmet/subsystems"

/* One export, while it is looked at. */
struct export
{
	struct storage *storage;
	const char *subsystem; /* its NQN */
	char path[512];        /* of its namespace */
};

static int read_file(const struct export *export, const char *name, char *buffer,
                     size_t size)
{
	char path[640];
	int r = text_format(path, sizeof(path), "%s/%s", export->path, name);

	return r < 0 ? r
	             : root_read(export->storage->blocks.scan->root, path, buffer, size);
}

static int note_gap(const struct export *export, const char *path, int error)
{
	return gap_note(export->storage->blocks.scan, &export->storage->gap,
	                1U << USE_HOLDER, path, error);
}

static int read_namespace(const struct export *export)
{
	struct arena *arena = export->storage->blocks.scan->host->arena;
	struct user what = { .use = USE_HOLDER, .kind = "nvmet" };
	char enabled[16], disk[512];
	struct block *block;
	int r = read_file(export, "enable", enabled, sizeof(enabled));

	/* It was taken away meanwhile, or is not in use. */
	if (r == -ENOENT || (r == 0 && strcmp(enabled, "0") == 0))
		return 0;
	if (r == 0)
		r = read_file(export, "device_path", disk, sizeof(disk));
	if (r < 0)
		return note_gap(export, export->path, r);
	block = block_at(&export->storage->blocks, text_trim(disk));
	/* A file is in a filesystem, which is mounted. */
	if (!block)
		return text_starts(disk + (*disk == '/'), "dev/")
		               ? note_gap(export, export->path, -ENODEV)
		               : 0;
	what.name = arena_text(arena, export->subsystem);
	what.path = arena_text(arena, export->path);
	return what.name && what.path ? storage_use(export->storage, block, &what)
	                              : -ENOMEM;
}

static int read_subsystem(struct storage *storage, const char *name)
{
	struct export export = { .storage = storage, .subsystem = name };
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	char path[384];
	int r = text_format(path, sizeof(path), SUBSYSTEMS "/%s/namespaces", name);

	if (r == 0)
		r = root_opendir(storage->blocks.scan->root, path, &stream);
	if (r < 0 || !stream)
		return r == -ENOENT ? 0 : note_gap(&export, path, r);
	while (r == 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.' &&
		    text_format(export.path, sizeof(export.path), "%s/%s", path,
		                entry->d_name) == 0)
			r = read_namespace(&export);
	return r;
}

int storage_exports(struct storage *storage)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(storage->blocks.scan->root, SUBSYSTEMS, &stream);

	if (r == -ENOENT)
		return 0;
	if (r < 0 || !stream)
		return gap_note(storage->blocks.scan, &storage->gap, 1U << USE_HOLDER,
		                SUBSYSTEMS, r);
	while (r == 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			r = read_subsystem(storage, entry->d_name);
	return r;
}
