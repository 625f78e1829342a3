/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a function says of itself in configuration space: read from bytes, never trusted.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/value.h"

/* Device/port type of PCI Express (PCI Express Base 6.0, 7.5.3.2). */
enum port_type {
	PORT_ENDPOINT = 0x0,
	PORT_LEGACY_ENDPOINT = 0x1,
	PORT_ROOT = 0x4,
	PORT_UPSTREAM = 0x5,
	PORT_DOWNSTREAM = 0x6,
	PORT_TO_PCI = 0x7,   /* PCI Express to PCI bridge */
	PORT_FROM_PCI = 0x8, /* PCI to PCI Express bridge */
	PORT_INTEGRATED_ENDPOINT = 0x9,
	PORT_EVENT_COLLECTOR = 0xa,
};

/*
 * UNKNOWN where the bytes end before the list does: without privileges the kernel hands
 * out the first 64 only.
 */
struct capabilities {
	bool multifunction;
	enum known buses; /* KNOWN: it is a bridge, to these */
	uint8_t secondary, subordinate;
	enum known express;
	enum port_type port; /* if express is known */
	enum known flr;      /* KNOWN: it can be reset alone; by PCI Express or by AF */
	enum known power;    /* power management */
	bool can_d1, can_d2;
	bool can_wake_cold;  /* by a PME out of D3cold */
	bool no_soft_reset;  /* the way from D3hot to D0 resets nothing */
	uint8_t power_state; /* 0 to 3: D0 to D3hot, when it was read */
	enum known msi, msix;
	uint16_t msi_vectors, msix_vectors; /* at most */
	enum known acs;
	uint16_t acs_capability, acs_control;
	enum known sriov;
	bool vfs_enabled;
	uint16_t total_vfs, num_vfs; /* at most, and as last set */
	uint16_t vf_offset, vf_stride;
	enum known serial;
	uint64_t serial_number;
};

/* Any number of bytes, whatever they hold: no read outside, no endless walk. */
struct capabilities capabilities_read(const uint8_t *bytes, size_t length);

/*
 * Does the function keep what is below or beside it apart, as an IOMMU group wants it? As
 * pci_acs_enabled() in drivers/pci/pci.c: a feature that the capability leaves out counts
 * as wired on, and an endpoint or upstream port that is no multifunction needs none.
 */
enum answer capabilities_isolate(const struct capabilities *capabilities);
