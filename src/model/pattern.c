/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/pattern.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/text.h"

#define HEX       "0123456789abcdefABCDEF"
#define WILDCARDS "*?["

static bool has_wildcards(const struct piece *piece)
{
	for (size_t i = 0; i < piece->length; i++)
		if (strchr(WILDCARDS, piece->start[i]))
			return true;
	return false;
}

/* How long the bracket expression at the start of TEXT is; 0: it is not closed, or empty.
 */
static size_t bracket(const char *text, size_t length)
{
	size_t i = 1;

	if (i < length && (text[i] == '!' || text[i] == '^'))
		i++;
	for (size_t first = i; i < length; i++)
		if (text[i] == ']')
			return i > first ? i + 1 : 0;
	return 0;
}

static int check_character(const struct piece *piece, size_t i, const char *alphabet,
                           struct fault *f)
{
	struct piece one = { piece->whole, piece->start + i, 1 };
	unsigned char c = (unsigned char)piece->start[i];

	if (c < 0x20 || c == 0x7f)
		return fault(f, -EINVAL, "character %zu is a control character",
		             (size_t)(one.start - one.whole) + 1);
	if (c == ']')
		return piece_fault(&one, f, "closes a bracket that was not opened");
	if (!alphabet || strchr(alphabet, c) || strchr("*?", c))
		return 0;
	return piece_fault(&one, f, "is no hex digit and no wildcard");
}

static int check_bracket(const struct piece *piece, size_t i, size_t size,
                         const char *alphabet, struct fault *f)
{
	struct piece one = { piece->whole, piece->start + i, size ? size : 1 };

	if (!size)
		return piece_fault(&one, f,
		                   "opens a bracket that is empty or not closed");
	for (size_t k = 1; alphabet && k + 1 < size; k++)
		if (!strchr(alphabet, one.start[k]) && !strchr("-!^", one.start[k]))
			return piece_fault(&one, f, "holds what is no hex digit");
	return 0;
}

int pattern_check(const struct piece *piece, const char *alphabet, struct fault *f)
{
	size_t step;
	int r;

	for (size_t i = 0; i < piece->length; i += step) {
		step = 1;
		if (piece->start[i] == '[') {
			step = bracket(piece->start + i, piece->length - i);
			r = check_bracket(piece, i, step, alphabet, f);
		} else {
			r = check_character(piece, i, alphabet, f);
		}
		if (r < 0)
			return r;
	}
	return 0;
}

/* The part up to the first SEPARATOR outside brackets; the rest starts behind it. */
static bool split(struct piece *rest, char separator, struct piece *ret)
{
	size_t i = 0;

	*ret = *rest;
	while (i < rest->length && rest->start[i] != separator) {
		size_t size = rest->start[i] == '['
		                      ? bracket(rest->start + i, rest->length - i)
		                      : 1;

		i += size ? size : 1;
	}
	ret->length = i;
	if (i == rest->length)
		return false;
	rest->start += i + 1;
	rest->length -= i + 1;
	return true;
}

static size_t count_fields(const struct piece *piece)
{
	struct piece rest = *piece, field;
	size_t n = 1;

	while (split(&rest, ':', &field))
		n++;
	return n;
}

/* How many characters it matches if it holds no star; a bracket matches one. */
static size_t width(const struct piece *piece)
{
	size_t n = 0, step;

	for (size_t i = 0; i < piece->length; i += step, n++) {
		step = piece->start[i] == '['
		               ? bracket(piece->start + i, piece->length - i)
		               : 1;
		step = step ? step : 1;
	}
	return n;
}

bool pattern_looks_like_slot(const struct piece *piece)
{
	struct piece rest = *piece, field;

	if (count_fields(piece) != 2 || !split(&rest, ':', &field))
		return false;
	return width(&field) == 2 && width(&rest) == 2;
}

static int keep(struct arena *arena, const struct piece *field, const char **ret,
                struct fault *f)
{
	char *text = arena_textn(arena, field->start, field->length);

	if (!text)
		return fault(f, -ENOMEM, "out of memory");
	for (char *c = text; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	*ret = text;
	return 0;
}

/* What each part of an address may be. */
struct range {
	const char *name;
	size_t least, most; /* digits */
	uint32_t max;
	const char *cause;
};

static const struct range ranges[TERM_FIELDS] = {
	{ "domain", 4, 8, UINT32_MAX, "is no domain: four to eight hex digits" },
	{ "bus", 2, 2, 0xff, "is no bus: two hex digits, 00 to ff" },
	{ "slot", 2, 2, 0x1f, "is no slot: two hex digits, 00 to 1f" },
	{ "function", 1, 1, 7, "is no function: one digit, 0 to 7" },
};

static int parse_field(struct arena *arena, const struct piece *field, size_t row,
                       struct term *term, struct fault *f)
{
	const struct range *range = &ranges[row];
	uint32_t value;
	int r;

	if (has_wildcards(field)) {
		r = pattern_check(field, HEX, f);
		if (r < 0)
			return r;
	} else if (field->length < range->least || field->length > range->most ||
	           text_hex(field->start, field->length, range->max, &value) < 0) {
		return piece_fault(field, f, range->cause);
	} else if (row == 0) {
		/* Written longer than the kernel writes it, 00010000 is 10000. */
		term->fields[0] = arena_printf(arena, "%04x", value);
		return term->fields[0] ? 0 : fault(f, -ENOMEM, "out of memory");
	}
	return keep(arena, field, &term->fields[row], f);
}

/* BUS:SLOT with what may stand before it. */
static int parse_place(struct arena *arena, struct piece rest, struct term *term,
                       struct fault *f)
{
	size_t n = count_fields(&rest);
	struct piece field;
	int r;

	if (n != 2 && n != 3)
		return piece_fault(&rest, f, "is no place: write [DOMAIN:]BUS:SLOT");
	term->fields[0] = "0000";
	for (size_t row = 3 - n; row < 3; row++) {
		(void)split(&rest, ':', &field);
		r = parse_field(arena, &field, row, term, f);
		if (r < 0)
			return r;
	}
	return 0;
}

int pattern_address(struct arena *arena, const struct piece *piece, struct term *term,
                    struct fault *f)
{
	struct piece rest = *piece, place;
	int r;

	(void)split(&rest, '.', &place);
	r = parse_place(arena, place, term, f);
	return r < 0 ? r : parse_field(arena, &rest, 3, term, f);
}

/* "**:**" could be any slot or any ids; both readings are shown. */
static int refuse_ambiguous(const struct piece *piece, struct fault *f)
{
	(void)piece_fault(piece, f, "can be read as a slot and as ids");
	return fault_remedy(
		f, "write '%.*s.*' for the slot, or ids with four digits or a single *",
		(int)piece->length, piece->start);
}

int pattern_slot(struct arena *arena, const struct piece *piece, struct term *term,
                 struct fault *f)
{
	struct piece rest = *piece, field;

	(void)split(&rest, ':', &field);
	if (memchr(field.start, '*', field.length) &&
	    memchr(rest.start, '*', rest.length))
		return refuse_ambiguous(piece, f);
	return parse_place(arena, *piece, term, f);
}

static int parse_id(struct arena *arena, const struct piece *field, const char **ret,
                    struct fault *f)
{
	uint32_t value;
	int r;

	if (!has_wildcards(field)) {
		if (field->length != 4 || text_hex(field->start, 4, 0xffff, &value) < 0)
			return piece_fault(field, f,
			                   "is no id: four hex digits, or wildcards");
		return keep(arena, field, ret, f);
	}
	r = pattern_check(field, HEX, f);
	if (r < 0)
		return r;
	if (!memchr(field->start, '*', field->length) && width(field) != 4)
		return piece_fault(field, f, "matches no id, which has four digits");
	return keep(arena, field, ret, f);
}

int pattern_ids(struct arena *arena, const struct piece *piece, size_t most,
                struct term *term, struct fault *f)
{
	struct piece rest = *piece, field;
	size_t n = count_fields(piece);

	if (n < 2 || n > most) {
		(void)piece_fault(piece, f, "is neither an address nor ids");
		return fault_remedy(
			f, "write an address as 01:00.0, a slot as 01:00, ids as "
			   "8086:10d3, or KEY=VALUE");
	}
	for (size_t i = 0; i < n; i++) {
		int r;

		(void)split(&rest, ':', &field);
		r = parse_id(arena, &field, &term->fields[i], f);
		if (r < 0)
			return r;
	}
	return 0;
}

int pattern_any_ids(struct arena *arena, const struct piece *piece, struct term *term,
                    struct fault *f)
{
	return pattern_ids(arena, piece, TERM_FIELDS, term, f);
}
