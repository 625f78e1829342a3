/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shared library that is loaded when it is first needed, because it brings others that
 * most commands never call. The one file that may include its header says so once with
 * LIBRARY_NOTE(), and keeps its functions in a table of pointers.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* One function: its name, and where its pointer goes in the table. */
struct library_symbol {
	const char *name;
	size_t offset;
};

/* The member of TABLE has the function's own name, and is declared LIBRARY_CALL(it). */
#define LIBRARY_SYMBOL(table, function)                     \
	{                                                   \
#function, offsetof(struct table, function) \
	}
#define LIBRARY_CALL(function) __typeof__(function) *function

/*
 * Loads the library and fills TABLE with all of SYMBOLS; again costs little, for it stays
 * loaded. -ELIBACC: it is not there, or not the one we know.
 */
int library_open(const char *soname, const struct library_symbol *symbols, size_t n,
                 void *table);

/*
 * What "ldd" cannot tell any more: a note in the program, by which packagers and their
 * tools find what it loads. Layout: "ELF dlopen() metadata" of the UAPI Group, type
 * 0x407c0c0a, a JSON array. PRIORITY: required, recommended or suggested.
 */
#define LIBRARY_NOTE(what, soname, why, priority)                                      \
	static const struct {                                                          \
		uint32_t name_size, text_size, type;                                   \
		char name[4];                                                          \
		char text[sizeof(LIBRARY_NOTE_TEXT(what, soname, why, priority))]      \
			__attribute__((aligned(4)));                                   \
	} library_note_##what __attribute__((used, aligned(4),                         \
	                                     section(".note.dlopen"))) = {             \
		4, sizeof(LIBRARY_NOTE_TEXT(what, soname, why, priority)), 0x407c0c0a, \
		"FDO", LIBRARY_NOTE_TEXT(what, soname, why, priority)                  \
	}
#define LIBRARY_NOTE_TEXT(what, soname, why, priority)       \
	"[{\"feature\":\"" #what "\",\"description\":\"" why \
	"\",\"priority\":\"" priority "\",\"soname\":[\"" soname "\"]}]"
