/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What went wrong, filled once where the errno is born and passed up unchanged. */
#pragma once

#define FAULT_TEXT_MAX 512

struct fault {
	int error;                   /* negative errno; 0: no fault */
	char text[FAULT_TEXT_MAX];   /* thing and cause, lower case, no full stop */
	char remedy[FAULT_TEXT_MAX]; /* what to try; empty: nothing known */
};

/*
 * Fills FAULT unless an earlier fault stands in it, and returns ERROR (negative errno),
 * so that to fail is one line. FAULT may be NULL. The text cuts off at FAULT_TEXT_MAX.
 */
int fault(struct fault *fault, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Like fault(), and adds the errno's own words after the text. */
int fault_errno(struct fault *fault, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Says what to try; kept only if none was said before. Returns the fault's error. */
int fault_remedy(struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The kernel's words for a negative or positive errno ("No such device"). */
const char *fault_words(int error);
