/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lockdown, Secure Boot, and whether modules want signatures. */
#include <errno.h>

#include "scan/sources.h"

#define LOCKDOWN   "sys/kernel/security/lockdown"
#define SIGNATURES "sys/module/module/parameters/sig_enforce"
/* EFI_GLOBAL_VARIABLE of the UEFI specification. */
#define SECURE_BOOT \
	"sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

/* Four bytes of attributes, then the value: one byte. */
#define VALUE_AT 4

static int read_secure_boot(struct scan *scan, struct platform *platform)
{
	struct number *ret = &platform->security.secure_boot;
	unsigned char bytes[VALUE_AT + 2];
	ssize_t n = root_read_bytes(scan->root, SECURE_BOOT, bytes, sizeof(bytes));

	*ret = (struct number){ ABSENT, 0 };
	if (n == -ENOENT || n == -ENOTDIR)
		return 0;
	if (n == VALUE_AT + 1) {
		*ret = (struct number){ KNOWN, bytes[VALUE_AT] };
		return 0;
	}
	ret->known = UNKNOWN;
	return platform_unknown(scan, platform, "secure_boot", SECURE_BOOT,
	                        n < 0 ? (int)n : -EINVAL);
}

int read_security(struct scan *scan, struct platform *platform)
{
	struct security *security = &platform->security;
	int r = platform_text(scan, platform, LOCKDOWN, "lockdown", &security->lockdown);

	if (r == 0)
		r = platform_text(scan, platform, SIGNATURES, "signatures",
		                  &security->signatures);
	return r == 0 ? read_secure_boot(scan, platform) : r;
}
