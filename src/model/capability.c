/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/capability.h"

/* PCI Local Bus 3.0, 6.1 and 6.7. */
#define STATUS               0x06
#define STATUS_LIST          0x10
#define HEADER_TYPE          0x0e
#define HEADER_MULTI         0x80
#define LIST_POINTER         0x34
#define LIST_POINTER_MASK    0xfc
/* PC Card Standard 8.0, Cardbus bridges: the list begins elsewhere. */
#define HEADER_LAYOUT        0x7f
#define LAYOUT_CARDBUS       0x02
#define LIST_POINTER_CARDBUS 0x14
#define STANDARD_SIZE        0x100
/* Each entry takes four bytes at least, and none stands in the first 64. */
#define STANDARD_ENTRIES_MAX ((STANDARD_SIZE - 0x40) / 4)

/* PCI Express Base 6.0, 7.6. */
#define EXTENDED_SIZE        0x1000
#define EXTENDED_ENTRIES_MAX ((EXTENDED_SIZE - STANDARD_SIZE) / 8)

/* ACS control (7.7.11.3): source validation, request and completion redirect, forwarding.
 */
#define ACS_NEEDED (0x01 | 0x04 | 0x08 | 0x10)

struct bytes {
	const uint8_t *start;
	size_t length;
	bool is_cut; /* an entry of ours was there in part */
};

/* Little endian; what lies outside reads as zero, which no capability is. */
static uint32_t read_at(const struct bytes *bytes, size_t offset, size_t size)
{
	uint32_t value = 0;

	if (size > bytes->length || offset > bytes->length - size)
		return 0;
	for (size_t i = size; i-- > 0;)
		value = value << 8 | bytes->start[offset + i];
	return value;
}

static bool has(const struct bytes *bytes, size_t offset, size_t size)
{
	return size <= bytes->length && offset <= bytes->length - size;
}

/*
 * Is this entry the one that counts, and whole? Of two with one id that is the first,
 * also where it is cut off: MEMBER is settled as UNKNOWN then, whatever the second says.
 */
static bool begins(struct bytes *bytes, size_t at, size_t size, enum known *member)
{
	if (*member != NOT_ASKED)
		return false;
	*member = has(bytes, at, size) ? KNOWN : UNKNOWN;
	if (*member == UNKNOWN)
		bytes->is_cut = true;
	return *member == KNOWN;
}

/* standard capabilities */

static void read_power(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	(void)bytes, (void)at;
	ret->power = KNOWN;
}

static void read_msi(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	(void)bytes, (void)at;
	ret->msi = KNOWN;
}

static void read_msix(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	(void)bytes, (void)at;
	ret->msix = KNOWN;
}

/* 7.5.3: type in bits 7:4 of the register at 2, function level reset in bit 28 of that
 * at 4. */
static void read_express(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	if (!begins(bytes, at, 8, &ret->express))
		return;
	ret->port = (enum port_type)(read_at(bytes, at + 2, 2) >> 4 & 0xf);
	if (read_at(bytes, at + 4, 4) & 1U << 28)
		ret->flr = KNOWN;
}

/*
 * Advanced Features (PCI-SIG ECN of 2006): in the byte at 3 function level reset in bit
 * 1, and in bit 0 the register that tells when it may begin, without which no kernel does
 * it.
 */
static void read_features(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	if ((read_at(bytes, at + 3, 1) & 0x03) == 0x03)
		ret->flr = KNOWN;
}

/* extended capabilities */

static void read_serial(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	if (!begins(bytes, at, 12, &ret->serial))
		return;
	ret->serial_number = (uint64_t)read_at(bytes, at + 8, 4) << 32 |
	                     read_at(bytes, at + 4, 4);
}

static void read_acs(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	if (!begins(bytes, at, 8, &ret->acs))
		return;
	ret->acs_capability = (uint16_t)read_at(bytes, at + 4, 2);
	ret->acs_control = (uint16_t)read_at(bytes, at + 6, 2);
}

static void read_sriov(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	if (!begins(bytes, at, 16, &ret->sriov))
		return;
	ret->total_vfs = (uint16_t)read_at(bytes, at + 14, 2);
}

/* Ids of PCI Code and ID Assignment 1.11, sections 2 and 3. */
struct row {
	uint32_t id;
	void (*read)(struct bytes *bytes, size_t at, struct capabilities *ret);
};

static const struct row standard[] = {
	{ 0x01, read_power }, { 0x05, read_msi },      { 0x10, read_express },
	{ 0x11, read_msix },  { 0x13, read_features },
};

static const struct row extended[] = {
	{ 0x0003, read_serial },
	{ 0x000d, read_acs },
	{ 0x0010, read_sriov },
};

static void read_entry(const struct row *rows, size_t n, uint32_t id, struct bytes *bytes,
                       size_t at, struct capabilities *ret)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].id == id)
			rows[i].read(bytes, at, ret);
}

static size_t list_pointer(const struct bytes *bytes)
{
	return (read_at(bytes, HEADER_TYPE, 1) & HEADER_LAYOUT) == LAYOUT_CARDBUS
	               ? LIST_POINTER_CARDBUS
	               : LIST_POINTER;
}

/*
 * All ones in the ids and in the class: it does not answer, and says nothing of itself. A
 * virtual function has them in its ids alone (Single Root I/O Virtualization 1.1, 3.4.1).
 */
static bool answers(const struct bytes *bytes)
{
	return has(bytes, 0, 0x10) &&
	       (read_at(bytes, 0, 4) != UINT32_MAX || read_at(bytes, 8, 4) != UINT32_MAX);
}

/* Was the list walked to its end? A loop has none, but everything in it has been seen. */
static bool walk_standard(struct bytes *bytes, struct capabilities *ret)
{
	size_t at;

	if (!has(bytes, 0, 0x40))
		return false;
	if (!(read_at(bytes, STATUS, 2) & STATUS_LIST))
		return true;
	at = read_at(bytes, list_pointer(bytes), 1) & LIST_POINTER_MASK;
	for (size_t i = 0; at >= 0x40 && i < STANDARD_ENTRIES_MAX; i++) {
		uint32_t id;

		if (!has(bytes, at, 4))
			return false;
		id = read_at(bytes, at, 1);
		/* Nothing answers there: the kernel reads no further either. */
		if (id == 0xff)
			break;
		read_entry(standard, sizeof(standard) / sizeof(standard[0]), id, bytes,
		           at, ret);
		at = read_at(bytes, at + 1, 1) & LIST_POINTER_MASK;
	}
	return !bytes->is_cut;
}

static bool walk_extended(struct bytes *bytes, struct capabilities *ret)
{
	size_t at = STANDARD_SIZE;

	/* Without PCI Express there is no such space; the kernel's file ends before it.
	 */
	if (ret->express == ABSENT)
		return true;
	for (size_t i = 0; at >= STANDARD_SIZE && i < EXTENDED_ENTRIES_MAX; i++) {
		uint32_t header;

		if (!has(bytes, at, 4))
			return false;
		header = read_at(bytes, at, 4);
		if (header == 0 || header == UINT32_MAX)
			break;
		read_entry(extended, sizeof(extended) / sizeof(extended[0]),
		           header & 0xffff, bytes, at, ret);
		at = header >> 20 & 0xffc;
	}
	return !bytes->is_cut;
}

static void settle(enum known *const *members, size_t n, enum known answer)
{
	for (size_t i = 0; i < n; i++)
		if (*members[i] != KNOWN)
			*members[i] = answer;
}

struct capabilities capabilities_read(const uint8_t *start, size_t length)
{
	struct bytes bytes = { start, length, false };
	struct capabilities c = { 0 };
	enum known *const standards[] = { &c.express, &c.flr, &c.power, &c.msi, &c.msix };
	enum known *const extendeds[] = { &c.acs, &c.sriov, &c.serial };
	bool whole = answers(&bytes);

	c.multifunction = whole && read_at(&bytes, HEADER_TYPE, 1) & HEADER_MULTI;
	whole = whole && walk_standard(&bytes, &c);
	settle(standards, sizeof(standards) / sizeof(standards[0]),
	       whole ? ABSENT : UNKNOWN);
	whole = whole && walk_extended(&bytes, &c);
	settle(extendeds, sizeof(extendeds) / sizeof(extendeds[0]),
	       whole ? ABSENT : UNKNOWN);
	return c;
}

/*
 * By the kind of port, as pci_acs_enabled() has it: bridges to and from conventional PCI
 * and event collectors never do, ports are asked for their ACS, and all else only where
 * its slot has several functions.
 */
static enum answer isolates_by_kind(const struct capabilities *c)
{
	switch (c->port) {
	case PORT_TO_PCI:
	case PORT_FROM_PCI:
	case PORT_EVENT_COLLECTOR:
		return NO;
	case PORT_ROOT:
	case PORT_DOWNSTREAM:
		return UNSURE;
	case PORT_ENDPOINT:
	case PORT_LEGACY_ENDPOINT:
	case PORT_UPSTREAM:
	case PORT_INTEGRATED_ENDPOINT:
		return c->multifunction ? UNSURE : YES;
	}
	/* A kind that is not defined yet. */
	return YES;
}

enum answer capabilities_isolate(const struct capabilities *c)
{
	unsigned needed = ACS_NEEDED & c->acs_capability;
	enum answer kind = c->express == KNOWN ? isolates_by_kind(c) : UNSURE;

	if (c->express == ABSENT)
		return NO;
	if (kind != UNSURE)
		return kind;
	switch (c->acs) {
	case KNOWN:
		return (c->acs_control & needed) == needed ? YES : NO;
	case ABSENT:
		return NO;
	case UNKNOWN:
	case NOT_ASKED:
		break;
	}
	return UNSURE;
}
