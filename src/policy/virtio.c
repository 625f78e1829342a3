/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/virtio.h"

#include <errno.h>
#include <string.h>

#include "model/virtio.h"
#include "policy/evidence.h"

#define DRIVERLESS "virtio.driver"
#define BEFORE_ONE "virtio.version"
#define NO_PCI     "virtio.pci"
#define ID_OF_VIRTIO \
	0x1af4 /* of PCI functions, with device ids as below (Virtio 1.2, 4.1.2) */
#define FIRST_DEVICE 0x1000
#define LAST_DEVICE  0x107f

static bool is_registered(const struct platform *platform, const char *driver)
{
	const char *at = platform->virtio_drivers;
	size_t length = strlen(driver);

	while (at && (at = strstr(at, driver))) {
		if (at[-1] == ' ' && at[length] == ' ')
			return true;
		at++;
	}
	return false;
}

static const char *bit_of(enum answer modern)
{
	switch (modern) {
	case YES:
		return "bit 32 is 1";
	case NO:
		return "bit 32 is 0";
	case UNSURE:
		break;
	}
	return NULL;
}

/* Its driver is there, and yet has not taken it. */
static void explain_refusal(const struct rule_case *c, const struct virtio_device *device,
                            const struct virtio_kind *kind, struct finding *draft)
{
	enum answer modern = virtio_is_modern(device);

	if (kind->is_modern && modern == NO) {
		draft->id = BEFORE_ONE;
		draft->summary = arena_printf(
			c->arena,
			"%s takes no %s from before version 1 of the specification",
			kind->module, kind->words);
		draft->remedy =
			"have it offered as a modern device from outside: without "
			"disable-modern=on, or with virtio-mmio.force-legacy=false "
			"(QEMU)";
	} else {
		draft->summary = arena_printf(c->arena,
		                              "%s is there, and has not taken this %s",
		                              kind->module, kind->words);
		draft->remedy = arena_printf(c->arena,
		                             "see what the kernel's log has "
		                             "for %s: dmesg",
		                             device->name);
	}
	evidence(c, draft, arena_printf(c->arena, "%s/features", device->place),
	         bit_of(modern));
}

static void explain_lack(const struct rule_case *c, const struct virtio_device *device,
                         struct finding *draft)
{
	const struct virtio_kind *kind = virtio_kind(device->kind.value);

	evidence(c, draft, arena_printf(c->arena, "%s/driver", device->place), "absent");
	evidence(c, draft, arena_printf(c->arena, "%s/device", device->place),
	         arena_printf(c->arena, "0x%04x", device->kind.value));
	if (!kind) {
		draft->summary = arena_printf(
			c->arena, "it has no driver, and is of no kind that we know: %u",
			device->kind.value);
		return;
	}
	if (is_registered(c->host->platform, kind->module)) {
		explain_refusal(c, device, kind, draft);
		return;
	}
	draft->summary = arena_printf(c->arena, "this %s has no driver", kind->words);
	draft->remedy =
		arena_printf(c->arena,
	                     "load %s; if there is none, take a kernel that has %s",
	                     kind->module, kind->option);
}

static int judge(const struct rule_case *c, const struct virtio_device *device,
                 struct findings *findings)
{
	struct finding finding = { .id = DRIVERLESS, .subject = device->name };

	finding.status = device->driver.known == ABSENT && device->kind.known == KNOWN
	                         ? FINDING_WARN
	                         : FINDING_UNKNOWN;
	if (finding.status == FINDING_WARN) {
		explain_lack(c, device, &finding);
	} else {
		finding.summary = "cannot tell whether it has a driver";
		evidence(c, &finding, device->place, NULL);
	}
	return finding.summary ? findings_add(findings, &finding) : -ENOMEM;
}

/* Before it is a virtio device it is a PCI function that virtio_pci must take. */
static bool lacks_transport(const struct device *device)
{
	return device->vendor.known == KNOWN && device->vendor.value == ID_OF_VIRTIO &&
	       device->device.known == KNOWN && device->device.value >= FIRST_DEVICE &&
	       device->device.value <= LAST_DEVICE && device->driver.known == ABSENT;
}

static int judge_function(const struct rule_case *c, const struct device *device,
                          struct findings *findings)
{
	struct finding finding = {
		.id = NO_PCI,
		.status = FINDING_WARN,
		.subject = arena_text(c->arena, BDF_TEXT(device->address)),
		.summary = "this virtio device has no driver",
		.remedy = "load virtio_pci; if there is none, take a kernel that has "
			  "CONFIG_VIRTIO_PCI",
	};

	device_evidence(c, device, &finding, "driver", "absent");
	return finding.subject ? findings_add(findings, &finding) : -ENOMEM;
}

static int praise(const struct rule_case *c, size_t n, struct findings *findings)
{
	struct finding finding = { .id = DRIVERLESS, .status = FINDING_OK };

	evidence(c, &finding, "sys/bus/virtio/devices",
	         arena_printf(c->arena, "%zu with drivers", n));
	finding.summary = "all virtio devices have drivers";
	return findings_add(findings, &finding);
}

int check_virtio(const struct rule_case *c, struct findings *findings)
{
	const struct finding *last = findings->last;
	size_t n = 0;
	int r = 0;

	for (size_t i = 0; r == 0 && i < c->host->n_devices; i++)
		if (lacks_transport(c->host->devices[i]))
			r = judge_function(c, c->host->devices[i], findings);
	for (const struct virtio_device *d = c->host->platform->virtio; r == 0 && d;
	     d = d->next, n++)
		if (d->driver.known != KNOWN)
			r = judge(c, d, findings);
	return r == 0 && n && findings->last == last ? praise(c, n, findings) : r;
}
