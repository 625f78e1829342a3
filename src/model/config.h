/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration as plain data: sections of devices, and what their keys say. */
#pragma once

#include "model/selector.h"

/* More than a section has keys. */
#define CONFIG_KEYS_MAX 24

/* What a section may be called, behind "device " or "@". */
#define CONFIG_NAME_MAX 40

enum count {
	COUNT_ALL,
	COUNT_ONE,
	COUNT_AT_LEAST_ONE,
	COUNT_NUMBER, /* as many as the section's number says */
};

enum pick { PICK_NONE, PICK_FIRST, PICK_LOWEST_NUMA };

/* Of these, the first is what holds where nothing is said. */
enum on_move { ON_MOVE_REFUSE, ON_MOVE_FOLLOW };
enum extent { EXTENT_WHOLE, EXTENT_ONLY };
enum at_boot { AT_BOOT_YES, AT_BOOT_NO };
enum if_missing { IF_MISSING_FAIL, IF_MISSING_IGNORE };
enum confirm { CONFIRM_BOOT, CONFIRM_MANUAL };

/* A text with the line it stands in. */
struct config_text {
	const char *text;
	unsigned line;
	const struct config_text *next;
};

/* Texts are NULL where nothing is said. */
struct section {
	const char *name; /* without "device " */
	const char *file; /* relative to the root */
	unsigned line;
	unsigned lines[CONFIG_KEYS_MAX]; /* where each key stands, by its row; 0: nowhere
	                                  */
	const struct selector *match;    /* several: or */
	enum count count;
	uint32_t number; /* of COUNT_NUMBER */
	enum pick pick;
	const char *id;
	const char *path;
	enum on_move on_move;
	enum extent group;
	const char *driver; /* NULL: the best one */
	enum at_boot at_boot;
	const char *vm;
	const struct config_text *overrides; /* not looked up: rules are not known here */
	const char *serial;
	const char *mac;
	const char *owner;    /* USER[:GROUP], not looked up either */
	const char *owner_at; /* "/FILE:LINE", for whoever looks it up */
	uint32_t vfs;         /* 0: nothing is said */
	enum if_missing if_missing;
	enum confirm confirm;
	/* What section_settle() found, by address; the host's. */
	struct device *const *members;
	size_t n_members;
	struct section *next; /* in the order of reading */
};

struct config {
	struct arena *arena; /* borrowed; owns all that is reached from here */
	struct section *sections;
	struct section main; /* [vfioprep]: the owner alone can be said there */
	const struct config_text *files; /* that were read, the last one first */
};

/* One line "KEY = VALUE", or without KEY the line that opens its section. */
struct config_entry {
	const char *section; /* what stands between the brackets; NULL: before any */
	const char *key;
	const char *value;
	const char *file;
	unsigned line;
};

/*
 * A section begins. A [device NAME] must be the only one of its name; [vfioprep] may come
 * again in another file, and what is said later holds. -EINVAL with a fault, -ENOMEM.
 */
int config_open(struct config *config, const struct config_entry *entry, struct fault *f);

/* A key of a section that is open. -EINVAL with a fault that says what is allowed,
 * -ENOMEM. */
int config_set(struct config *config, const struct config_entry *entry, struct fault *f);

/* All files were read: is every section whole? -EINVAL with a fault. */
int config_finish(const struct config *config, struct fault *f);

/* The section [device NAME], or NULL. */
struct section *config_find(const struct config *config, const char *name);

/* The line of that section where KEY stands; 0: nowhere. */
unsigned config_line(const struct section *section, const char *key);

/* Letters, digits, '-', '_' and '.', no point in front? */
bool config_is_name(const char *text, size_t length);

/* -EINVAL with a fault "FILE:LINE: CAUSE". */
int config_fault(const char *file, unsigned line, const char *cause, struct fault *f);
