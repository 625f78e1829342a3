/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place where text becomes numbers and back: strict, nothing skipped, nothing
 * guessed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Parses LENGTH characters that must all be digits of the base, without sign, prefix or
 * blanks. Returns 0, -EINVAL (not a number) or -ERANGE (above MAX).
 */
int text_hex(const char *text, size_t length, uint32_t max, uint32_t *ret);
int text_decimal(const char *text, size_t length, uint32_t max, uint32_t *ret);

/* A number of bytes, with K, M, G or T behind it for powers of 1024. */
int text_bytes(const char *text, uint64_t *ret);

/* As text_hex(), for a whole string that starts with 0x, as sysfs writes ids. */
int text_hex_prefixed(const char *text, uint32_t max, uint32_t *ret);

/* A memory address in hex with 0x before it, as sysfs writes regions. */
int text_address(const char *text, uint64_t *ret);

/*
 * The length of the line at the start of TEXT, after every backslash that ends one was
 * made, with the newline, two blanks: then the next line belongs to it.
 */
size_t text_join(char *text);

/* Cuts trailing newlines and blanks off in place; returns TEXT. */
char *text_trim(char *text);

/*
 * Makes a newline of the last blank before each line of TEXT would be wider than WIDTH
 * characters, in place. A longer word has a line of its own. Returns TEXT.
 */
char *text_wrap(char *text, size_t width);

/* NULL-tolerant comparison; two NULLs are equal. */
bool text_equal(const char *a, const char *b);
bool text_starts(const char *text, const char *prefix);

/* TEXT is longer than SUFFIX, and ends with it. */
bool text_ends(const char *text, const char *suffix);

/* The part behind the last slash, as sysfs links are read; TEXT itself without slash. */
const char *text_base(const char *path);

/*
 * Writes TEXT into BUFFER with tab, newline, backslash and other control characters
 * escaped as in C (\t \n \\ \xHH). Returns 0 or -ENOSPC.
 */
int text_escape(const char *text, char *buffer, size_t size);

/* The way back, in place. Returns 0, or -EINVAL for an escape that is none of ours or a
 * NUL. */
int text_unescape(char *text);

/* Writes VALUE with at least so many DIGITS, and no NUL; returns what is behind them. */
char *text_put_hex(char *buffer, uint32_t value, int digits);

/* snprintf that reports a cut as -ENAMETOOLONG instead of returning it. */
int text_format(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
