/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of changes to a test's struct scene, which the rows of the test name. */
#pragma once

/* The change NAME: what it does to the scene S. */
#define CHANGE(name, ...)                 \
	static void name(struct scene *s) \
	{                                 \
		__VA_ARGS__;              \
	}
