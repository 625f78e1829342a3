/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the firmware says of IOMMUs: by its tables, or by its devicetree. Owned by the
 * host. */
#pragma once

#include "model/dmar.h"
#include "model/host.h"
#include "model/iort.h"
#include "model/ivrs.h"
#include "model/viot.h"

enum firmware_table { TABLE_DMAR, TABLE_IORT, TABLE_IVRS, TABLE_VIOT, TABLES };

/* An IOMMU that a devicetree has. */
struct tree_unit {
	const char *path;       /* relative to the root */
	const char *compatible; /* the string by which it was known: "arm,smmu-v3" */
	bool is_disabled;       /* its status says so: no driver will have it */
	const struct tree_unit *next;
};

struct firmware {
	enum known tables_known; /* ABSENT: this machine has a devicetree instead */
	enum known tree_known;   /* ABSENT: it has none */
	struct {
		enum known present;
		enum known content; /* root alone may read it */
	} tables[TABLES];
	struct dmar dmar; /* what each says, if its content is known */
	struct iort iort;
	struct ivrs ivrs;
	struct viot viot;
	const struct tree_unit *units; /* by path */
	bool tree_maps_pci; /* some PCI host bridge is behind one (iommu-map) */
};

/* "DMAR", "IORT", … */
const char *firmware_table_name(enum firmware_table table);

/* Below this the kernel shows them, each under its name. */
#define FIRMWARE_TABLES "sys/firmware/acpi/tables"
#define FIRMWARE_TREE   "sys/firmware/devicetree/base"

/* How sane a table is whose content is known. */
const struct acpi_health *firmware_health(const struct firmware *firmware,
                                          enum firmware_table table);

/* The first IOMMU of the devicetree that is not disabled, or NULL. */
const struct tree_unit *firmware_tree_unit(const struct firmware *firmware);

/*
 * Does the firmware tell of an IOMMU for PCI? UNSURE: its tables are hidden, or only root
 * can tell: an IORT without an SMMU is about interrupts alone.
 */
enum answer firmware_describes(const struct firmware *firmware);

/* Memory that the firmware wants a function to go on using on its own. */
struct reservation {
	enum firmware_table table;
	uint64_t start, end; /* both inclusive */
	/*
	 * The kernel lets the function go all the same: RMRRs are of use to USB and
	 * graphics only before there is a driver (device_rmrr_is_relaxable() in
	 * drivers/iommu/intel/iommu.c), and an RMR may say so of itself
	 * (drivers/acpi/arm64/iort.c).
	 */
	bool is_relaxable;
};

/*
 * Do the tables that were read keep memory for DEVICE? Of several the first that is not
 * relaxable, else the first. A scope names its device by the way through the bridges
 * above. The class of DEVICE must have been read.
 */
bool firmware_keeps(const struct firmware *firmware, const struct device *device,
                    struct reservation *ret);
