/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The register of each maker's processors, as a tree keeps it; no other one's. */
#include "support/seen.h"
#include "test.h"

#define INTEL "proc/cpuinfo = vendor_id\t: GenuineIntel\n"
#define AMD   "proc/cpuinfo = vendor_id\t: AuthenticAMD\n"
#define ARM   "proc/cpuinfo = CPU implementer\t: 0x41\n"
#define STUCK "vfioprep/msr/3a -> 3a\n"

static void reads_the_register_of_its_maker(void)
{
	static const struct {
		const char *tree;
		enum known known;
		uint64_t value;
		const char *path;
	} rows[] = {
		{ INTEL "vfioprep/msr/3a = 0x5\n", KNOWN, 5, "vfioprep/msr/3a" },
		{ INTEL "vfioprep/msr/c0010114 = 0x10\n", ABSENT, 0, "vfioprep/msr/3a" },
		{ AMD "vfioprep/msr/c0010114 = 0x10\n", KNOWN, 16,
		  "vfioprep/msr/c0010114" },
		{ AMD, ABSENT, 0, "vfioprep/msr/c0010114" },
		{ ARM "vfioprep/msr/3a = 0x5\n", ABSENT, 0, NULL },
		{ "vfioprep/msr/3a = 0x5\n", ABSENT, 0, NULL },
		{ INTEL "vfioprep/msr/3a = five\n", UNKNOWN, 0, "vfioprep/msr/3a" },
		{ INTEL STUCK, UNKNOWN, 0, "vfioprep/msr/3a" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(host_freep) struct host *host =
			seen_platform(rows[i].tree, PLATFORM_CPU | PLATFORM_LOCK);
		const struct feature_lock *lock = &host->platform->lock;

		NOTE("row %zu", i);
		CHECK_INT(lock->known, rows[i].known);
		CHECK_TEXT(lock->path, rows[i].path);
		if (lock->known == KNOWN)
			CHECK_INT(lock->value, rows[i].value);
		CHECK(lock->known != UNKNOWN ||
		      unknown_find(host->platform->unknown, "lock"));
	}
}

TESTS(TEST(reads_the_register_of_its_maker))
