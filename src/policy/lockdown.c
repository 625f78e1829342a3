/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of what keeps even root from parts of the kernel. None of it prevents VFIO; what
 * it does prevent is told, so that nobody looks there for what fails. */
#include <string.h>

#include "base/text.h"
#include "policy/checks.h"
#include "policy/evidence.h"

#define LOCKDOWN    "sys/kernel/security/lockdown"
#define SIGNATURES  "sys/module/module/parameters/sig_enforce"
#define SECURE_BOOT "sys/firmware/efi/efivars/SecureBoot"

/* "none [integrity] confidentiality": the word in brackets counts. NULL: there is none.
 */
static const char *mode_of(const struct rule_case *c)
{
	const struct text *text = &c->host->platform->security.lockdown;
	const char *start = text->known == KNOWN ? strchr(text->value, '[') : NULL;
	size_t length = start ? strcspn(start + 1, "]") : 0;

	return length && start[1 + length] == ']'
	               ? arena_printf(c->arena, "%.*s", (int)length, start + 1)
	               : NULL;
}

enum answer kernel_is_locked_down(const struct rule_case *c, const struct device *device,
                                  struct finding *draft)
{
	const struct text *text = &c->host->platform->security.lockdown;
	const char *mode = mode_of(c);

	(void)device;
	if (text->known == ABSENT || text->known == NOT_ASKED)
		return NO;
	if (!mode)
		return unread(c, draft, "lockdown", LOCKDOWN,
		              "cannot tell whether the kernel is locked down");
	evidence(c, draft, LOCKDOWN, text->value);
	if (text_equal(mode, "none")) {
		draft->summary = "the kernel is not locked down";
		return NO;
	}
	draft->summary = arena_printf(c->arena,
	                              "the kernel is locked down (%s): userspace may not "
	                              "write registers or PCI configuration, VFIO may",
	                              mode);
	return YES;
}

enum answer modules_want_signatures(const struct rule_case *c,
                                    const struct device *device, struct finding *draft)
{
	const struct text *enforced = &c->host->platform->security.signatures;
	const char *mode = mode_of(c);
	const bool is_locked = mode && !text_equal(mode, "none");

	(void)device;
	if (is_locked)
		evidence(c, draft, LOCKDOWN, mode);
	if (enforced->known == KNOWN)
		evidence(c, draft, SIGNATURES, enforced->value);
	if (is_locked || (enforced->known == KNOWN && text_equal(enforced->value, "Y")))
		return YES;
	if (enforced->known == UNKNOWN)
		return unread(
			c, draft, "signatures", SIGNATURES,
			"cannot tell whether modules without a signature are loaded");
	if (enforced->known == KNOWN)
		draft->summary = "modules without a signature are loaded too";
	return NO;
}

enum answer boot_is_secure(const struct rule_case *c, const struct device *device,
                           struct finding *draft)
{
	const struct number *secure = &c->host->platform->security.secure_boot;

	(void)device;
	switch (secure->known) {
	case KNOWN:
		evidence(c, draft, SECURE_BOOT, secure->value ? "1" : "0");
		if (secure->value)
			return YES;
		draft->summary = "Secure Boot is off";
		return NO;
	case ABSENT:
	case NOT_ASKED:
		return NO;
	case UNKNOWN:
		break;
	}
	return unread(c, draft, "secure_boot", SECURE_BOOT,
	              "cannot tell whether Secure Boot is on");
}
