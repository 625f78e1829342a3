/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of unknown origin made fit for those who insist on UTF-8. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Is TEXT well-formed UTF-8 (RFC 3629)? */
bool utf8_is_valid(const char *text);

/* A buffer of this size holds what utf8_mend() makes of LENGTH bytes. */
#define UTF8_MENDED_SIZE(length) ((length)*3 + 1)

/* A buffer of this size holds what utf8_show() makes of LENGTH bytes. */
#define UTF8_SHOWN_SIZE(length) ((length)*4 + 1)

/* Writes TEXT into BUFFER as a terminal may have it: control characters, those that
 * change the direction of text, and bytes that belong to no character, as \xHH. */
void utf8_show(const char *text, char *buffer);

/* Writes TEXT into BUFFER with U+FFFD for each byte that belongs to no character. */
void utf8_mend(const char *text, char *buffer);
