/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses alone, in the spelling of whoever reads them next. */
#pragma once

#include <stdbool.h>

#include "model/device.h"
#include "view/sink.h"

/* Is there a format of that name? */
bool address_format_find(const char *format);

/* One a line, or with JSON as the member `addresses`. FORMAT: NULL for the plain address.
 */
int print_addresses(const struct sink *sink, const char *format, bool json,
                    struct device *const *devices, size_t n);
