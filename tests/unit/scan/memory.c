/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory and limits of a tree: as they stand there, spoilt, or not at all. */
#include "scan/platform.h"
#include "support/tree.h"
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

struct scene {
	struct fixture *fixture;
	struct scan *scan;
	struct host *host;
	const struct memory *memory;
};

static void set_up(struct scene *s, const char *tree)
{
	s->fixture = fixture_new(tree);
	s->scan = scan_new(&s->fixture->root, NULL);
	CHECK_INT(scan_host(s->scan, &s->host, NULL), 0);
	CHECK_INT(scan_platform(s->scan, s->host, PLATFORM_MEMORY | PLATFORM_LIMITS,
	                        NULL),
	          0);
	s->memory = &s->host->platform->memory;
}

static void tear_down(struct scene *s)
{
	scan_free(s->scan);
	host_free(s->host);
	fixture_free(s->fixture);
}

static void reads_what_there_is(void)
{
	struct scene s;

	set_up(&s, MEMINFO POOL
	       "nr_hugepages = 4\n" POOL "free_hugepages = 3\n"
	       "sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages = 0\n"
	       "sys/kernel/mm/hugepages/hugepages-1048576kB/free_hugepages = 0\n"
	       "sys/kernel/mm/hugepages/strange/nr_hugepages = 9\n");
	CHECK_INT(s.memory->total.bytes, UINT64_C(16318460) * 1024);
	CHECK_INT(s.memory->available.bytes, UINT64_C(8159230) * 1024);
	CHECK_INT(s.memory->pools->bytes, 1U << 30);
	CHECK_INT(s.memory->pools->next->bytes, 2U << 20);
	CHECK_INT(s.memory->pools->next->total, 4);
	CHECK_INT(s.memory->pools->next->free, 3);
	CHECK(!s.memory->pools->next->next);
	CHECK_INT(s.memory->limits_known, KNOWN);
	CHECK_INT(s.memory->own.known, ABSENT);
	tear_down(&s);
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
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s, rows[i].tree);
		CHECK_INT(s.memory->own.known, rows[i].known);
		CHECK(s.memory->may_lock_all == rows[i].may_all);
		if (rows[i].known == KNOWN) {
			CHECK(s.memory->own.soft == rows[i].bytes);
			CHECK_INT(s.memory->own.hard, 8388608);
		}
		tear_down(&s);
	}
}

static void reads_files_in_the_order_of_pam(void)
{
	struct scene s;

	set_up(&s, "etc/security/limits.d/20-b.conf = x - memlock 3\n"
	           "etc/security/limits.d/10-a.conf = x - memlock 2\n"
	           "etc/security/limits.d/15-c = x - memlock 9\n"
	           "etc/security/limits.conf = x - memlock 1\n"
	           "etc/systemd/system.conf = [Manager]\\nDefaultLimitMEMLOCK=64M:1G\n");
	CHECK_INT(s.memory->limits->bytes, 1024);
	CHECK_INT(s.memory->limits->next->bytes, 2048);
	CHECK_INT(s.memory->limits->next->next->bytes, 3072);
	CHECK(!s.memory->limits->next->next->next);
	CHECK_INT(s.memory->session.known, KNOWN);
	CHECK_INT(s.memory->session.soft, 64U << 20);
	CHECK_INT(s.memory->session.hard, 1U << 30);
	tear_down(&s);
}

static void knows_what_it_could_not_read(void)
{
	struct scene s;

	set_up(&s, "etc/security/limits.conf -> limits.conf\n"
	           "proc/meminfo -> meminfo\n"
	           "etc/systemd/system.conf = DefaultLimitMEMLOCK=64M\n"
	           "etc/systemd/system.conf.d/a.conf = DefaultLimitMEMLOCK=much\n");
	CHECK_INT(s.memory->limits_known, UNKNOWN);
	CHECK(unknown_find(s.host->platform->unknown, "limits"));
	CHECK_INT(s.memory->total.known, UNKNOWN);
	CHECK_INT(s.memory->session.known, UNKNOWN);
	tear_down(&s);
	set_up(&s, "etc/systemd/system.conf = DefaultLimitMEMLOCK=infinity\n");
	CHECK(s.memory->session.soft == UNLIMITED);
	CHECK(s.memory->session.hard == UNLIMITED);
	tear_down(&s);
}

TESTS(TEST(reads_what_there_is), TEST(knows_what_the_caller_may),
      TEST(reads_files_in_the_order_of_pam), TEST(knows_what_it_could_not_read))
