/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *fault_words(int error)
{
	const char *words = strerrordesc_np(abs(error));

	return words ? words : "unknown error";
}

int fault(struct fault *fault, int error, const char *format, ...)
{
	va_list args;

	if (!fault || fault->error)
		return error;

	fault->error = error;
	va_start(args, format);
	(void)vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	return error;
}

int fault_errno(struct fault *fault, int error, const char *format, ...)
{
	va_list args;
	size_t used;

	if (!fault || fault->error)
		return error;

	fault->error = error;
	va_start(args, format);
	(void)vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	used = strlen(fault->text);
	(void)snprintf(fault->text + used, sizeof(fault->text) - used, ": %s",
	               fault_words(error));
	return error;
}

int fault_remedy(struct fault *fault, const char *format, ...)
{
	va_list args;

	if (!fault)
		return 0;
	if (!fault->remedy[0]) {
		va_start(args, format);
		(void)vsnprintf(fault->remedy, sizeof(fault->remedy), format, args);
		va_end(args);
	}
	return fault->error;
}
