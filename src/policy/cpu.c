/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of the processor and of KVM: guests want them, VFIO itself does not. */
#include "policy/checks.h"
#include "policy/evidence.h"

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

enum answer kvm_is_unusable(const struct rule_case *c, const struct device *device,
                            struct finding *draft)
{
	const struct platform *platform = c->host->platform;

	(void)device;
	switch (platform->kvm_known) {
	case KNOWN:
		draft->summary = "KVM is there";
		evidence(c, draft, "dev/kvm", "present");
		return NO;
	case ABSENT:
		if (platform->cpu.known == KNOWN && !platform->cpu.virtualization)
			draft->remedy = "see what cpu.virtualization says";
		evidence(c, draft, "dev/kvm", "absent");
		return YES;
	case UNKNOWN:
	case NOT_ASKED:
		break;
	}
	return unread(c, draft, "nodes", "dev/kvm", "cannot tell whether KVM is there");
}
