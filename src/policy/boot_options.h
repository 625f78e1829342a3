/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of the words of a kernel command line that matter for VFIO: a table. */
#pragma once

#include "model/booted.h"
#include "model/finding.h"

/* What a word does on this machine. */
enum word_class {
	WORD_OF_OTHERS, /* not ours to judge */
	WORD_EFFECTIVE,
	WORD_UNDECIDED, /* what would decide it could not be read */
	WORD_INEFFECTIVE,
	WORD_UNKNOWN, /* to the kernel: it ignores it */
	WORD_CONTRADICTORY,
	WORD_DUPLICATE,
	WORD_OBSOLETE,
	WORD_MISSPELT,
};

/* What words turn on and off, several of them the same. */
enum boot_switch {
	SWITCH_NONE,
	SWITCH_IOMMU, /* of every maker; nothing on the line turns it on again */
	SWITCH_INTEL,
	SWITCH_AMD,
	SWITCH_REMAPPING, /* of interrupts */
	SWITCH_PASSTHROUGH,
	SWITCH_STRICT,
	SWITCH_UNSAFE_TYPE1,
	SWITCH_UNSAFE_IOMMUFD,
	SWITCH_NOIOMMU,
};

/* The remedy of most: whoever knows the boot loader says it better. */
#define WORD_DROP "take it off the kernel command line"

/* A word, or one part of its list, with what is to be said of it. */
struct word {
	const struct token *token;
	const char *text; /* as one would write it: intel_iommu=on */
	enum word_class class;
	enum finding_status status;
	const char *why;    /* NULL: nothing worth a line */
	const char *remedy; /* NULL: none needed */
	enum boot_switch turns;
	bool on;
};

/* What the words are judged for. Facts that could not be read are UNSURE, or absent. */
struct cmdline_case {
	const struct cmdline *cmdline;
	const struct booted *booted;
	enum answer x86;
	enum answer intel, amd; /* is there an IOMMU of that make? */
	struct arena *arena;
};

struct words {
	struct word *words;
	size_t n, room;
};

/* One text that a parameter can have, or one part of its list. */
struct choice {
	const char *text; /* what the kernel compares with, from the start */
	enum word_class class;
	enum finding_status status;
	enum boot_switch turns;
	bool on;
	bool last; /* the kernel reads no further in the list */
	const char *why, *remedy;
};

enum option_scope { ON_ALL, ON_X86, ON_INTEL, ON_AMD };

/* A word while it is judged, and where what is said of it goes. */
struct hearing {
	const struct cmdline_case *c;
	const struct boot_option *option;
	const struct token *token;
	struct words *words;
};

struct boot_option {
	const char *name; /* with _ for - */
	enum option_scope scope;
	int (*judge)(struct hearing *hearing); /* adds words: 0 or -ENOMEM */
	const struct choice *choices;
	size_t n_choices;
	enum config_option config; /* needed to have it */
	bool needs;                /* CONFIG is meant */
	bool single;               /* only the last of several counts */
	bool shunned;              /* nothing that we would tell anybody to write */
};

/* By name. NULL: not ours. */
const struct boot_option *boot_option_find(const char *name);

/* The parameter of ours that NAME was probably meant for, or NULL; strict enough that no
 * other parameter of the kernel comes near. */
const struct boot_option *boot_option_near(const char *name);

/* Adds a word of the token: its class and what is said of it as in CHOICE. */
int hearing_say(struct hearing *hearing, const char *text, const struct choice *choice);

/* Comparing without case, with swaps of neighbours as one; never more than LIMIT + 1. */
unsigned spelling_distance(const char *a, const char *b, unsigned limit);
