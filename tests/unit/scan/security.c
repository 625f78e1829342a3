/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lockdown, Secure Boot and signatures: as they stand there, cut off, or not at all. */
#include "support/seen.h"
#include "test.h"

#define SECURE_BOOT \
	"sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c : "

static void reads_what_there_is(void)
{
	static const struct {
		const char *tree;
		enum known lockdown, secure_boot, signatures;
		uint32_t value;
	} rows[] = {
		{ "etc/\n", ABSENT, ABSENT, ABSENT, 0 },
		{ "sys/kernel/security/lockdown = [none] integrity\n", KNOWN, ABSENT,
		  ABSENT, 0 },
		{ "sys/kernel/security/lockdown -> lockdown\n", UNKNOWN, ABSENT, ABSENT,
		  0 },
		{ "sys/module/module/parameters/sig_enforce = N\n", ABSENT, ABSENT, KNOWN,
		  0 },
		{ SECURE_BOOT "0600000001\n", ABSENT, KNOWN, ABSENT, 1 },
		{ SECURE_BOOT "0600000000\n", ABSENT, KNOWN, ABSENT, 0 },
		/* It is one byte: anything else is another variable. */
		{ SECURE_BOOT "06000000\n", ABSENT, UNKNOWN, ABSENT, 0 },
		{ SECURE_BOOT "060000000101\n", ABSENT, UNKNOWN, ABSENT, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(host_freep) struct host *host =
			seen_platform(rows[i].tree, PLATFORM_SECURITY);
		const struct security *security = &host->platform->security;

		NOTE("row %zu", i);
		CHECK_INT(security->lockdown.known, rows[i].lockdown);
		CHECK_INT(security->secure_boot.known, rows[i].secure_boot);
		CHECK_INT(security->signatures.known, rows[i].signatures);
		if (security->secure_boot.known == KNOWN)
			CHECK_INT(security->secure_boot.value, rows[i].value);
	}
}

TESTS(TEST(reads_what_there_is))
