/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory and limits of a tree: as they stand there, spoilt, or not at all. */
#include "support/seen.h"
#include "test.h"

#define MEMINFO                                                         \
	"proc/meminfo = MemTotal:       16318460 kB\\nMemFree: 1 kB\\n" \
	"MemAvailable:    8159230 kB\n"
#define LIMITS(soft)                                                           \
	"proc/self/limits = Limit  Soft Limit  Hard Limit  Units\\n"           \
	"Max locked memory         " soft "              8388608     bytes\\n" \
	"Max address space         unlimited            unlimited   bytes\n"
#define STATUS(caps) "proc/self/status = Name:\tx\\nCapEff:\t" caps "\n"
#define POOL         "sys/kernel/mm/hugepages/hugepages-2048kB/"

static void reads_what_there_is(void)
{
	_cleanup_(host_freep) struct host *host = seen_platform(
		MEMINFO POOL
		"nr_hugepages = 4\n" POOL "free_hugepages = 3\n"
		"sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages = 0\n"
		"sys/kernel/mm/hugepages/hugepages-1048576kB/free_hugepages = 0\n"
		"sys/kernel/mm/hugepages/strange/nr_hugepages = 9\n",
		PLATFORM_MEMORY | PLATFORM_LIMITS);
	const struct memory *memory = &host->platform->memory;

	CHECK_INT(memory->total.bytes, UINT64_C(16318460) * 1024);
	CHECK_INT(memory->available.bytes, UINT64_C(8159230) * 1024);
	CHECK_INT(memory->pools->bytes, 1U << 30);
	CHECK_INT(memory->pools->next->bytes, 2U << 20);
	CHECK_INT(memory->pools->next->total, 4);
	CHECK_INT(memory->pools->next->free, 3);
	CHECK(!memory->pools->next->next);
	CHECK_INT(memory->limits_known, KNOWN);
	CHECK_INT(memory->own.known, ABSENT);
}

static void knows_what_the_caller_may(void)
{
	static const struct {
		const char *tree;
		enum known known;
		uint64_t bytes;
		bool may_all;
	} rows[] = {
		{ LIMITS("8388608"), KNOWN, 8388608, false },
		{ LIMITS("65536"), KNOWN, 65536, false },
		{ LIMITS("unlimited"), KNOWN, UNLIMITED, false },
		{ LIMITS("8388608") STATUS("0000000000004000"), KNOWN, 8388608, true },
		{ LIMITS("8388608") STATUS("000001ffffffbfff"), KNOWN, 8388608, false },
		{ LIMITS("8388608") STATUS("none"), KNOWN, 8388608, false },
		{ LIMITS("much"), UNKNOWN, 0, false },
		{ "proc/self/limits = Limit\n", UNKNOWN, 0, false },
		{ "proc/self/limits -> limits\n", UNKNOWN, 0, false },
		{ "proc/\n", ABSENT, 0, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host *host;

		NOTE("row %zu", i);
		host = seen_platform(rows[i].tree, PLATFORM_MEMORY | PLATFORM_LIMITS);
		CHECK_INT(host->platform->memory.own.known, rows[i].known);
		CHECK(host->platform->memory.may_lock_all == rows[i].may_all);
		if (rows[i].known == KNOWN) {
			CHECK(host->platform->memory.own.soft == rows[i].bytes);
			CHECK_INT(host->platform->memory.own.hard, 8388608);
		}
		host_free(host);
	}
}

static void reads_files_in_the_order_of_pam(void)
{
	_cleanup_(host_freep) struct host *host = seen_platform(
		"etc/security/limits.d/20-b.conf = x - memlock 3\n"
		"etc/security/limits.d/10-a.conf = x - memlock 2\n"
		"etc/security/limits.d/15-c = x - memlock 9\n"
		"etc/security/limits.conf = x - memlock 1\n"
		"etc/systemd/system.conf = [Manager]\\nDefaultLimitMEMLOCK=64M:1G\n",
		PLATFORM_MEMORY | PLATFORM_LIMITS);
	const struct memory *memory = &host->platform->memory;

	CHECK_INT(memory->limits->bytes, 1024);
	CHECK_INT(memory->limits->next->bytes, 2048);
	CHECK_INT(memory->limits->next->next->bytes, 3072);
	CHECK(!memory->limits->next->next->next);
	CHECK_INT(memory->session.known, KNOWN);
	CHECK_INT(memory->session.soft, 64U << 20);
	CHECK_INT(memory->session.hard, 1U << 30);
}

static void knows_what_it_could_not_read(void)
{
	struct host *host;

	host = seen_platform(
		"etc/security/limits.conf -> limits.conf\n"
		"proc/meminfo -> meminfo\n"
		"etc/systemd/system.conf = DefaultLimitMEMLOCK=64M\n"
		"etc/systemd/system.conf.d/a.conf = DefaultLimitMEMLOCK=much\n",
		PLATFORM_MEMORY | PLATFORM_LIMITS);
	CHECK_INT(host->platform->memory.limits_known, UNKNOWN);
	CHECK(unknown_find(host->platform->unknown, "limits"));
	CHECK_INT(host->platform->memory.total.known, UNKNOWN);
	CHECK_INT(host->platform->memory.session.known, UNKNOWN);
	host_free(host);
	host = seen_platform("etc/systemd/system.conf = DefaultLimitMEMLOCK=infinity\n",
	                     PLATFORM_MEMORY | PLATFORM_LIMITS);
	CHECK(host->platform->memory.session.soft == UNLIMITED);
	CHECK(host->platform->memory.session.hard == UNLIMITED);
	host_free(host);
}

TESTS(TEST(reads_what_there_is), TEST(knows_what_the_caller_may),
      TEST(reads_files_in_the_order_of_pam), TEST(knows_what_it_could_not_read))
