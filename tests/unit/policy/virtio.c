/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtio devices that nobody drives, and why. */
#include "policy/virtio.h"

#include <string.h>

#include "model/virtio.h"
#include "test.h"

#define LOW "00000000000000000000000000000000" /* bits 0 to 31 */

static const struct row {
	const char *note;
	uint32_t kind;
	struct text driver, features;
	const char *drivers; /* that are registered */
	const char *id;      /* of the finding */
	enum finding_status status;
	const char *part; /* of summary or remedy; NULL: no remedy */
} rows[] = {
	{ "driven",
	  25,
	  { KNOWN, "virtio_snd" },
	  { KNOWN, LOW "1" },
	  " virtio_snd ",
	  "virtio.driver",
	  FINDING_OK,
	  NULL },
	{ "no module",
	  25,
	  { ABSENT, NULL },
	  { KNOWN, LOW "0" },
	  " virtio_net ",
	  "virtio.driver",
	  FINDING_WARN,
	  "load virtio_snd; if there is none, take a kernel that "
	  "has CONFIG_SND_VIRTIO" },
	{ "part of a name",
	  2,
	  { ABSENT, NULL },
	  { KNOWN, LOW "0" },
	  " my_virtio_blk virtio_blkx ",
	  "virtio.driver",
	  FINDING_WARN,
	  "load virtio_blk" },
	{ "no bus",
	  2,
	  { ABSENT, NULL },
	  { KNOWN, LOW "0" },
	  NULL,
	  "virtio.driver",
	  FINDING_WARN,
	  "load virtio_blk" },
	{ "legacy",
	  25,
	  { ABSENT, NULL },
	  { KNOWN, LOW "0" },
	  " a virtio_snd ",
	  "virtio.version",
	  FINDING_WARN,
	  "modern" },
	{ "legacy, as it may be",
	  1,
	  { ABSENT, NULL },
	  { KNOWN, LOW "0" },
	  " virtio_net ",
	  "virtio.driver",
	  FINDING_WARN,
	  "log" },
	{ "modern and refused",
	  25,
	  { ABSENT, NULL },
	  { KNOWN, LOW "1" },
	  " virtio_snd ",
	  "virtio.driver",
	  FINDING_WARN,
	  "log" },
	{ "unread features",
	  25,
	  { ABSENT, NULL },
	  { UNKNOWN, NULL },
	  " virtio_snd ",
	  "virtio.driver",
	  FINDING_WARN,
	  "log" },
	{ "unknown kind",
	  999,
	  { ABSENT, NULL },
	  { KNOWN, LOW "1" },
	  " virtio_snd ",
	  "virtio.driver",
	  FINDING_WARN,
	  NULL },
	{ "unread driver",
	  25,
	  { UNKNOWN, NULL },
	  { KNOWN, LOW "1" },
	  " virtio_snd ",
	  "virtio.driver",
	  FINDING_UNKNOWN,
	  NULL },
};

static void findings_of_a_device(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(host_freep) struct host *host = host_new();
		struct findings findings = { .arena = host->arena };
		const struct virtio_device device = {
			"virtio3",      "sys/v",          { KNOWN, rows[i].kind },
			rows[i].driver, rows[i].features, NULL
		};
		struct platform platform = { .virtio = &device,
			                     .virtio_drivers = rows[i].drivers };
		const struct rule_case c = { .host = host, .arena = host->arena };

		NOTE("%s", rows[i].note);
		host->platform = &platform;
		CHECK_INT(check_virtio(&c, &findings), 0);
		CHECK(findings.first && findings.first == findings.last);
		CHECK_TEXT(findings.first->id, rows[i].id);
		CHECK_INT(findings.first->status, rows[i].status);
		CHECK_TEXT(findings.first->subject,
		           rows[i].status == FINDING_OK ? NULL : "virtio3");
		CHECK(findings.first->evidence);
		CHECK_INT(findings.first->remedy != NULL, rows[i].part != NULL);
		if (rows[i].part)
			CHECK(strstr(findings.first->remedy, rows[i].part));
	}
}

static void functions_without_transport(void)
{
	static const struct {
		uint32_t vendor, device;
		struct text driver;
		bool is_told;
	} cases[] = {
		{ 0x1af4, 0x1000, { ABSENT, NULL }, true },
		{ 0x1af4, 0x1059, { ABSENT, NULL }, true },
		{ 0x1af4, 0x1059, { KNOWN, "virtio-pci" }, false },
		{ 0x1af4, 0x1059, { UNKNOWN, NULL }, false },
		{ 0x1af4, 0x1110, { ABSENT, NULL }, false }, /* ivshmem */
		{ 0x8086, 0x1000, { ABSENT, NULL }, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		_cleanup_(host_freep) struct host *host = host_new();
		struct findings findings = { .arena = host->arena };
		struct device device = { .vendor = { KNOWN, cases[i].vendor },
			                 .device = { KNOWN, cases[i].device },
			                 .driver = cases[i].driver };
		struct device *devices[] = { &device };
		struct platform platform = { 0 };
		const struct rule_case c = { .host = host, .arena = host->arena };

		NOTE("case %zu", i);
		host->platform = &platform;
		host->devices = devices;
		host->n_devices = 1;
		CHECK_INT(check_virtio(&c, &findings), 0);
		CHECK_INT(findings.first != NULL, cases[i].is_told);
		if (findings.first) {
			CHECK_TEXT(findings.first->id, "virtio.pci");
			CHECK_TEXT(findings.first->subject, "0000:00:00.0");
		}
		host->n_devices = 0;
	}
}

TESTS(TEST(findings_of_a_device), TEST(functions_without_transport))
