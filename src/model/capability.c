/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/capability.h"

#include <pci/header.h>

/* PCI Local Bus 3.0, 6.2.1: bit 7 says multifunction, the rest is the layout. */
#define HEADER_MULTI  0x80
#define HEADER_LAYOUT 0x7f

/* PCI Local Bus 3.0, 6.7: each entry takes four bytes at least, none in the first 64. */
#define LIST_POINTER_MASK    0xfc
#define HEADER_SIZE          0x40
#define STANDARD_SIZE        0x100
#define STANDARD_ENTRIES_MAX ((STANDARD_SIZE - HEADER_SIZE) / 4)

/* PCI Express Base 6.0, 7.6. */
#define EXTENDED_SIZE        0x1000
#define EXTENDED_ENTRIES_MAX ((EXTENDED_SIZE - STANDARD_SIZE) / 8)

/* What Linux wants of a group: source validation, redirects, forwarding (7.7.11.2). */
#define ACS_NEEDED                                                         \
	(PCI_ACS_CAP_VALID | PCI_ACS_CAP_REQ_RED | PCI_ACS_CAP_CMPLT_RED | \
	 PCI_ACS_CAP_FORWARD)

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

/* PCI Bus Power Management 1.2, 3.2.3 and 3.2.4. */
static void read_power(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	uint32_t can, control;

	if (!begins(bytes, at, PCI_PM_CTRL + 2, &ret->power))
		return;
	can = read_at(bytes, at + 2, 2);
	control = read_at(bytes, at + PCI_PM_CTRL, 2);
	ret->can_d1 = can & PCI_PM_CAP_D1;
	ret->can_d2 = can & PCI_PM_CAP_D2;
	ret->can_wake_cold = can & PCI_PM_CAP_PME_D3_COLD;
	ret->no_soft_reset = control & PCI_PM_CTRL_NO_SOFT_RST;
	ret->power_state = control & PCI_PM_CTRL_STATE_MASK;
}

/* PCI Local Bus 3.0, 6.8.1.3: the binary logarithm of how many. */
static void read_msi(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	uint32_t flags = read_at(bytes, at + PCI_MSI_FLAGS, 2);

	if (!begins(bytes, at, 4, &ret->msi))
		return;
	ret->msi_vectors = (uint16_t)(1U << ((flags & PCI_MSI_FLAGS_QMASK) >> 1));
}

/* PCI Local Bus 3.0, 6.8.2.3: one less than there are. */
static void read_msix(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	if (!begins(bytes, at, 4, &ret->msix))
		return;
	ret->msix_vectors = (read_at(bytes, at + 2, 2) & PCI_MSIX_TABSIZE) + 1;
}

/* PCI Express Base 6.0, 7.5.3.2 and 7.5.3.3. */
static void read_express(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	uint32_t flags = read_at(bytes, at + PCI_EXP_FLAGS, 2);

	if (!begins(bytes, at, PCI_EXP_DEVCAP + 4, &ret->express))
		return;
	ret->port = (enum port_type)((flags & PCI_EXP_FLAGS_TYPE) >> 4);
	if (read_at(bytes, at + PCI_EXP_DEVCAP, 4) & PCI_EXP_DEVCAP_FLRESET)
		ret->flr = KNOWN;
}

/*
 * Advanced Features (PCI-SIG ECN of 2006): function level reset, and the register that
 * tells when it may begin, without which no kernel does it.
 */
static void read_features(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	static const uint32_t needed = PCI_AF_CAP_TP | PCI_AF_CAP_FLR;

	if ((read_at(bytes, at + PCI_AF_CAP, 1) & needed) == needed)
		ret->flr = KNOWN;
}

/* extended capabilities */

/* PCI Express Base 6.0, 7.9.3. */
static void read_serial(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	if (!begins(bytes, at, 12, &ret->serial))
		return;
	ret->serial_number = (uint64_t)read_at(bytes, at + 8, 4) << 32 |
	                     read_at(bytes, at + 4, 4);
}

/* PCI Express Base 6.0, 7.7.11. */
static void read_acs(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	if (!begins(bytes, at, PCI_ACS_CTRL + 2, &ret->acs))
		return;
	ret->acs_capability = (uint16_t)read_at(bytes, at + PCI_ACS_CAP, 2);
	ret->acs_control = (uint16_t)read_at(bytes, at + PCI_ACS_CTRL, 2);
}

/* Single Root I/O Virtualization 1.1, 3.3. */
static void read_sriov(struct bytes *bytes, size_t at, struct capabilities *ret)
{
	if (!begins(bytes, at, PCI_IOV_STRIDE + 2, &ret->sriov))
		return;
	ret->vfs_enabled = read_at(bytes, at + PCI_IOV_CTRL, 2) & PCI_IOV_CTRL_VFE;
	ret->total_vfs = (uint16_t)read_at(bytes, at + PCI_IOV_TOTALVF, 2);
	ret->num_vfs = (uint16_t)read_at(bytes, at + PCI_IOV_NUMVF, 2);
	ret->vf_offset = (uint16_t)read_at(bytes, at + PCI_IOV_OFFSET, 2);
	ret->vf_stride = (uint16_t)read_at(bytes, at + PCI_IOV_STRIDE, 2);
}

struct row {
	uint32_t id;
	void (*read)(struct bytes *bytes, size_t at, struct capabilities *ret);
};

static const struct row standard[] = {
	{ PCI_CAP_ID_PM, read_power },    { PCI_CAP_ID_MSI, read_msi },
	{ PCI_CAP_ID_EXP, read_express }, { PCI_CAP_ID_MSIX, read_msix },
	{ PCI_CAP_ID_AF, read_features },
};

static const struct row extended[] = {
	{ PCI_EXT_CAP_ID_DSN, read_serial },
	{ PCI_EXT_CAP_ID_ACS, read_acs },
	{ PCI_EXT_CAP_ID_SRIOV, read_sriov },
};

static void read_entry(const struct row *rows, size_t n, uint32_t id, struct bytes *bytes,
                       size_t at, struct capabilities *ret)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].id == id)
			rows[i].read(bytes, at, ret);
}

static uint32_t layout(const struct bytes *bytes)
{
	return read_at(bytes, PCI_HEADER_TYPE, 1) & HEADER_LAYOUT;
}

/* PC Card Standard 8.0: with cardbus bridges the list begins elsewhere. */
static size_t list_pointer(const struct bytes *bytes)
{
	return layout(bytes) == PCI_HEADER_TYPE_CARDBUS ? PCI_CB_CAPABILITY_LIST
	                                                : PCI_CAPABILITY_LIST;
}

/* PCI-to-PCI Bridge Architecture 1.2, 3.2.5; cardbus bridges have the same places. */
static void read_header(const struct bytes *bytes, struct capabilities *ret)
{
	ret->multifunction = read_at(bytes, PCI_HEADER_TYPE, 1) & HEADER_MULTI;
	ret->buses = ABSENT;
	if (layout(bytes) != PCI_HEADER_TYPE_BRIDGE &&
	    layout(bytes) != PCI_HEADER_TYPE_CARDBUS)
		return;
	ret->buses = has(bytes, PCI_SUBORDINATE_BUS, 1) ? KNOWN : UNKNOWN;
	ret->secondary = (uint8_t)read_at(bytes, PCI_SECONDARY_BUS, 1);
	ret->subordinate = (uint8_t)read_at(bytes, PCI_SUBORDINATE_BUS, 1);
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

	if (!has(bytes, 0, HEADER_SIZE))
		return false;
	if (!(read_at(bytes, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST))
		return true;
	at = read_at(bytes, list_pointer(bytes), 1) & LIST_POINTER_MASK;
	for (size_t i = 0; at >= HEADER_SIZE && i < STANDARD_ENTRIES_MAX; i++) {
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
	struct capabilities c = { .buses = UNKNOWN };
	enum known *const standards[] = { &c.express, &c.flr, &c.power, &c.msi, &c.msix };
	enum known *const extendeds[] = { &c.acs, &c.sriov, &c.serial };
	bool whole = answers(&bytes);

	if (whole)
		read_header(&bytes, &c);
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
