/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A PCI address: domain, bus, slot (device number) and function. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Eight digits of domain, as VMD's 10000:e1:00.0 needs five, and the fixed rest. */
#define BDF_TEXT_MAX sizeof("ffffffff:ff:1f.7")

struct bdf {
	uint32_t domain;
	uint8_t bus;
	uint8_t slot;
	uint8_t function;
};

/* Parses [DOMAIN:]BB:SS.F, four to eight digits of domain, 0000 if left out; -EINVAL. */
int bdf_parse(const char *text, struct bdf *ret);

/* Parses the one spelling the kernel uses for a directory name; -EINVAL for any other. */
int bdf_parse_kernel(const char *name, struct bdf *ret);

/* Writes the kernel's spelling into BUFFER of BDF_TEXT_MAX bytes and returns BUFFER. */
char *bdf_text(struct bdf address, char *buffer);

/* The kernel's spelling, valid until the end of the block. */
#define BDF_TEXT(address) bdf_text((address), (char[BDF_TEXT_MAX]){ 0 })

/* By domain, bus, slot, function: the order of every result. */
int bdf_compare(struct bdf a, struct bdf b);
bool bdf_equal(struct bdf a, struct bdf b);
