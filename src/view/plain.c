/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* What the library prints as it is: a backslash it may double. */
static bool is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '\\';
}

/* The width of TEXT, or PLAIN_NOT by *ret_not. */
static size_t measure(const char *text, bool *ret_not)
{
	size_t length = 0;

	for (; text && text[length]; length++)
		if (!is_plain(text[length]))
			*ret_not = true;
	return length;
}

static const char *text_of(const struct column *column, const struct device *device,
                           struct cell *cell)
{
	*cell = (struct cell){ 0 };
	column->value(device, cell);
	return cell_text(cell);
}

static bool find_widths(const struct column *const *chosen, size_t n_chosen,
                        struct device *const *devices, size_t n, size_t *widths)
{
	bool is_not = false;

	for (size_t c = 0; c < n_chosen; c++) {
		widths[c] = measure(chosen[c]->title, &is_not);
		for (size_t i = 0; i < n && !is_not; i++) {
			struct cell cell;
			size_t width = measure(text_of(chosen[c], devices[i], &cell),
			                       &is_not);

			widths[c] = width > widths[c] ? width : widths[c];
		}
	}
	return !is_not;
}

static int put_blanks(const struct sink *sink, size_t n)
{
	static const char blanks[] = "                                ";
	int r = 0;

	for (size_t some; r == 0 && n; n -= some) {
		some = n < sizeof(blanks) - 1 ? n : sizeof(blanks) - 1;
		r = sink->write(sink->context, blanks, some);
	}
	return r;
}

/* The last column ends where its text does, or with nothing. */
static int put_cell(const struct sink *sink, const char *text, size_t width,
                    bool is_right, bool is_last)
{
	size_t length = text ? strlen(text) : 0;
	size_t pad = is_last && (!is_right || !length) ? 0 : width - length;
	int r = is_right ? put_blanks(sink, pad) : 0;

	if (r == 0 && length)
		r = sink->write(sink->context, text, length);
	if (r == 0 && !is_right)
		r = put_blanks(sink, pad);
	return r == 0 ? sink_text(sink, is_last ? "\n" : " ") : r;
}

/* Of DEVICE; NULL: the titles. */
static int put_line(const struct sink *sink, const struct column *const *chosen,
                    size_t n_chosen, const size_t *widths, const struct device *device)
{
	int r = 0;

	for (size_t c = 0; r == 0 && c < n_chosen; c++) {
		struct cell cell;
		const char *text = device ? text_of(chosen[c], device, &cell)
		                          : chosen[c]->title;

		r = put_cell(sink, text, widths[c], column_is_right(chosen[c]),
		             c + 1 == n_chosen);
	}
	return r;
}

int plain_devices(const struct sink *sink, const struct column *const *chosen,
                  size_t n_chosen, struct device *const *devices, size_t n)
{
	_cleanup_(freep) size_t *widths = calloc(n_chosen + 1, sizeof(*widths));
	int r;

	if (!widths)
		return -ENOMEM;
	if (!find_widths(chosen, n_chosen, devices, n, widths))
		return PLAIN_NOT;
	r = put_line(sink, chosen, n_chosen, widths, NULL);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = put_line(sink, chosen, n_chosen, widths, devices[i]);
	return r;
}
