/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/sink.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf8.h"

int sink_text(const struct sink *sink, const char *text)
{
	return sink->write(sink->context, text, strlen(text));
}

int sink_shown(const struct sink *sink, const char *text)
{
	_cleanup_(freep) char *shown = malloc(UTF8_SHOWN_SIZE(strlen(text)));

	if (!shown)
		return -ENOMEM;
	utf8_show(text, shown);
	return sink_text(sink, shown);
}

int sink_printf(const struct sink *sink, const char *format, ...)
{
	_cleanup_(freep) char *text = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0) {
		text = NULL;
		return -ENOMEM;
	}
	return sink->write(sink->context, text, (size_t)n);
}
