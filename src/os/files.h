/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes to files: atomic where there is content, and never through a link. */
#pragma once

#include "os/root.h"

/* The name a half-written file has beside the one it will replace. */
#define FILE_TEMPORARY ".new"

/* Writes TEXT to a temporary file, syncs it, and renames it to PATH; 0 or -errno. */
int replace_file(const struct root *root, const char *path, const char *text,
                 mode_t mode);

/* Removes PATH; -ENOENT if it is not there. */
int remove_file(const struct root *root, const char *path);

/* Creates the directory PATH (its parent must exist) unless it is there; 0 or -errno. */
int make_directory(const struct root *root, const char *path, mode_t mode);

/* Owner and permission bits of PATH; 0, -ENOENT, -errno. */
int file_owner(const struct root *root, const char *path, uid_t *ret_uid, gid_t *ret_gid,
               mode_t *ret_mode);

/* Sets them, without opening the file: opening a VFIO node would take it. */
int set_file_owner(const struct root *root, const char *path, uid_t uid, gid_t gid,
                   mode_t mode);
