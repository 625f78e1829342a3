/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of the processor and of KVM: guests want them, VFIO itself does not. */
#include "policy/checks.h"
#include "policy/evidence.h"

/* What the register says; NULL: it could not be read. */
static const char *locked_by(const struct rule_case *c, bool *ret_locked)
{
	const struct platform *platform = c->host->platform;
	const struct feature_lock *lock = &platform->lock;
	const bool is_intel = platform->cpu.vendor == CPU_INTEL;

	if (lock->known != KNOWN)
		return NULL;
	*ret_locked = is_intel ? lock->value & FEATURE_LOCKED &&
	                                 !(lock->value & FEATURE_VMX)
	                       : lock->value & VM_CR_SVM_DISABLED;
	return arena_printf(c->arena, "%s is 0x%llx",
	                    is_intel ? "IA32_FEATURE_CONTROL" : "VM_CR",
	                    (unsigned long long)lock->value);
}

enum answer cpu_lacks_virtualization(const struct rule_case *c,
                                     const struct device *device, struct finding *draft)
{
	const struct cpu *cpu = &c->host->platform->cpu;

	(void)device;
	if (cpu->known != KNOWN)
		return unread(c, draft, "cpu", "proc/cpuinfo",
		              "cannot tell what the processor offers");
	/* Others have no flag for it: there /dev/kvm is the answer. */
	if (cpu->vendor != CPU_INTEL && cpu->vendor != CPU_AMD)
		return NO;
	if (!cpu->virtualization) {
		bool is_locked = false;

		/* cpu.firmware-lock says it then, and who did it. */
		if (locked_by(c, &is_locked) && is_locked && !cpu->guest)
			return NO;
		if (cpu->guest)
			draft->remedy = "have the machine outside pass it on (QEMU: -cpu "
					"host, and nested virtualisation on)";
		evidence(c, draft, "proc/cpuinfo", "no flag vmx or svm");
		return YES;
	}
	draft->summary = "the processor offers virtualisation";
	evidence(c, draft, "proc/cpuinfo", cpu->vendor == CPU_INTEL ? "vmx" : "svm");
	return NO;
}

enum answer cpu_is_guest(const struct rule_case *c, const struct device *device,
                         struct finding *draft)
{
	const struct cpu *cpu = &c->host->platform->cpu;

	(void)device;
	if (cpu->known != KNOWN || !cpu->guest)
		return NO;
	evidence(c, draft, "proc/cpuinfo", "hypervisor");
	return YES;
}

/*
 * Is the flag proof? Intel's has been taken away since Linux 5.6 where the firmware
 * forbids VMX (arch/x86/kernel/cpu/feat_ctl.c), AMD's in the series between 6.1 and 6.12;
 * and KVM itself does not start then.
 */
static bool is_proved(const struct platform *platform)
{
	return platform->cpu.virtualization &&
	       (platform->cpu.vendor == CPU_INTEL || platform->kvm_driver == KNOWN ||
	        platform->booted.version >= KERNEL_VERSION(6, 12));
}

static enum answer cannot_tell_lock(const struct rule_case *c, struct finding *draft)
{
	const struct feature_lock *lock = &c->host->platform->lock;

	(void)unread(c, draft, "lock", lock->path,
	             "cannot tell whether the firmware locked virtualisation off");
	if (lock->known == ABSENT)
		draft->remedy = "load the module msr, and run it as root";
	return UNSURE;
}

enum answer virtualization_is_locked(const struct rule_case *c,
                                     const struct device *device, struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	bool is_locked = false;
	const char *said = locked_by(c, &is_locked);

	(void)device;
	/* A guest that sees no such processor has no firmware to blame. */
	if (!platform->lock.path ||
	    (platform->cpu.guest && !platform->cpu.virtualization))
		return NO;
	if (said) {
		evidence(c, draft, platform->lock.path, said);
		if (is_locked)
			return YES;
		draft->summary = "the firmware does not lock virtualisation off";
		return NO;
	}
	if (!is_proved(platform))
		return cannot_tell_lock(c, draft);
	draft->summary = "the firmware does not lock virtualisation off";
	evidence(c, draft, "proc/cpuinfo",
	         platform->cpu.vendor == CPU_INTEL ? "vmx" : "svm");
	return NO;
}

/* Somebody else says why, and what to do. */
static void send_on(const struct rule_case *c, struct finding *draft)
{
	const struct cpu *cpu = &c->host->platform->cpu;
	bool is_locked = false;

	if (cpu->known != KNOWN || cpu->virtualization)
		return;
	draft->remedy = locked_by(c, &is_locked) && is_locked
	                        ? "see what cpu.firmware-lock says"
	                        : "see what cpu.virtualization says";
}

enum answer kvm_is_unusable(const struct rule_case *c, const struct device *device,
                            struct finding *draft)
{
	const struct platform *platform = c->host->platform;

	(void)device;
	switch (platform->kvm_known) {
	case KNOWN:
		evidence(c, draft, "dev/kvm", "present");
		if (platform->kvm_driver == ABSENT) {
			draft->summary =
				"guests cannot use KVM: nothing is behind its node";
			evidence(c, draft, "sys/class/misc/kvm", "absent");
			send_on(c, draft);
			return YES;
		}
		draft->summary = "KVM is there";
		return NO;
	case ABSENT:
		send_on(c, draft);
		evidence(c, draft, "dev/kvm", "absent");
		return YES;
	case UNKNOWN:
	case NOT_ASKED:
		break;
	}
	return unread(c, draft, "nodes", "dev/kvm", "cannot tell whether KVM is there");
}
