/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A recorded device is known again by each of its traits, and by no other. */
#include "policy/identity.h"

#include <string.h>

#include "model/capability.h"
#include "model/fact.h"
#include "model/section.h"
#include "policy/rule.h"
#include "support/findings.h"
#include "support/scene.h"
#include "test.h"

#define SUMMARY "[device x] has "

/* A NIC below two bridges, found by the selector @x. */
struct scene {
	struct host *host;
	struct device port, bridge, device;
	struct device *members[1];
	struct capabilities capabilities;
	struct attachment serial;
	struct section section;
	struct selector selector;
};

static void set_up(struct scene *s)
{
	*s = (struct scene){
		.host = host_new(),
		.port = { .parent_name = "pci0000:00", .address = { .slot = 1 } },
		.bridge = { .parent_name = "0000:00:01.0",
		            .address = { .bus = 1, .slot = 0x1f, .function = 7 } },
		.device = { .address = { .bus = 2 },
		            .parent_name = "0000:01:1f.7",
		            .vendor = { KNOWN, 0x8086 },
		            .device = { KNOWN, 0x10d3 },
		            .subsystem_vendor = { KNOWN, 0x8086 },
		            .subsystem_device = { KNOWN, 0xa01f },
		            .attachments_known = KNOWN,
		            .macs = { KNOWN, "00:00:5e:00:53:01 00:00:5e:00:53:0a" } },
		.capabilities = { .serial = KNOWN, .serial_number = 0x525400ffff000001 },
		.serial = { .kind = ATTACHED_SERIAL, .name = "S1" },
		.section = { .name = "x", .file = "etc/c.conf" },
		.selector = { .text = "@x" },
	};
	s->bridge.parent = &s->port;
	s->device.parent = &s->bridge;
	s->device.capabilities = &s->capabilities;
	s->device.attachments = &s->serial;
	s->members[0] = &s->device;
	s->section.members = s->members;
	s->section.n_members = 1;
}

/* What `@x` asks, as the command line would have it. */
static void link_section(struct scene *s)
{
	const struct selector *parsed;

	CHECK_INT(selector_parse(s->host->arena, "@x", &parsed, NULL), 0);
	s->selector = *parsed;
	s->selector.terms->section = &s->section;
}

static const struct finding *ask(struct scene *s, const char *overridden)
{
	const struct request request = { .goal = GOAL_BIND,
		                         .selectors = &s->selector,
		                         .overrides = &overridden,
		                         .n_overrides = overridden != NULL };
	struct device *taken[] = { &s->device };
	struct rule_case c = { .host = s->host,
		               .request = &request,
		               .taken = taken,
		               .n_taken = 1,
		               .arena = s->host->arena };
	struct findings findings = { .arena = s->host->arena };

	link_section(s);
	CHECK_INT(rule_check(&c, &s->device, WHEN_TAKING, &findings), 0);
	return findings_find(&findings, "identity.mismatch");
}

/* clang-format off */
CHANGE(has_no_driver,
       s->device.attachments = NULL; s->device.macs = (struct text){ ABSENT, NULL })

static void has_unread_attachments(struct scene *s)
{
	s->device.attachments_known = UNKNOWN;
	s->device.attachments = NULL;
	s->device.macs = (struct text){ UNKNOWN, NULL };
}

CHANGE(has_unread_config, s->device.capabilities = NULL)
CHANGE(has_a_cut_off_config, s->capabilities.serial = UNKNOWN)
CHANGE(has_no_pci_serial, s->capabilities.serial = ABSENT)
CHANGE(has_unread_ids, s->device.device.known = UNKNOWN)
CHANGE(has_unread_subsystem, s->device.subsystem_device.known = UNKNOWN)
CHANGE(has_unread_place, s->port.parent_name = NULL)
CHANGE(is_on_a_root_bus, s->device.parent = NULL; s->device.parent_name = "pci10000:e0")
CHANGE(may_move, s->section.on_move = ON_MOVE_FOLLOW)
CHANGE(is_not_meant, s->section.n_members = 0)
/* clang-format on */

static const struct row {
	const char *id, *serial, *mac, *path; /* NULL: not on record */
	void (*change)(struct scene *s);      /* NULL: nothing */
	enum answer answer;
	const char *says; /* the whole summary, of YES */
} rows[] = {
	{ NULL, NULL, NULL, NULL, NULL, NO, NULL },
	{ "8086:10d3", NULL, NULL, NULL, NULL, NO, NULL },
	{ "8086:10D3:8086:A01F", NULL, NULL, NULL, NULL, NO, NULL },
	{ "8086:10d3", NULL, NULL, NULL, has_unread_subsystem, NO, NULL },
	{ "8086:1533", NULL, NULL, NULL, NULL, YES,
	  SUMMARY "id 8086:1533 on record, and this is 8086:10d3" },
	{ "8086:10d3:1028:a01f", NULL, NULL, NULL, NULL, YES,
	  SUMMARY "id 8086:10d3:1028:a01f on record, and this is 8086:10d3:8086:a01f" },
	{ "8086:1533", NULL, NULL, NULL, is_not_meant, NO, NULL },
	{ "8086:10d3:8086:a01f", NULL, NULL, NULL, has_unread_subsystem, UNSURE, NULL },
	{ "8086:10d3", NULL, NULL, NULL, has_unread_ids, UNSURE, NULL },

	{ NULL, "S1", NULL, NULL, NULL, NO, NULL },
	{ NULL, "S2", NULL, NULL, NULL, YES,
	  SUMMARY "serial S2 on record, and this is S1" },
	{ NULL, "S1", NULL, NULL, has_no_driver, UNSURE, NULL },
	{ NULL, "S1", NULL, NULL, has_unread_attachments, UNSURE, NULL },
	{ NULL, "52-54-00-ff-ff-00-00-01", NULL, NULL, NULL, NO, NULL },
	{ NULL, "52-54-00-FF-FF-00-00-01", NULL, NULL, has_no_driver, NO, NULL },
	{ NULL, "52-54-00-ff-ff-00-00-02", NULL, NULL, NULL, YES,
	  SUMMARY "serial 52-54-00-ff-ff-00-00-02 on record, and this is "
	          "52-54-00-ff-ff-00-00-01" },
	{ NULL, "52-54-00-ff-ff-00-00-01", NULL, NULL, has_no_pci_serial, YES,
	  SUMMARY "serial 52-54-00-ff-ff-00-00-01 on record, and this is none" },
	{ NULL, "52-54-00-ff-ff-00-00-01", NULL, NULL, has_unread_config, UNSURE, NULL },
	{ NULL, "52-54-00-ff-ff-00-00-01", NULL, NULL, has_a_cut_off_config, UNSURE,
	  NULL },

	{ NULL, NULL, "00:00:5e:00:53:01", NULL, NULL, NO, NULL },
	{ NULL, NULL, "00:00:5e:00:53:0A", NULL, NULL, NO, NULL },
	{ NULL, NULL, "00:00:5e:00:53:02", NULL, NULL, YES,
	  SUMMARY "mac 00:00:5e:00:53:02 on record, and this is 00:00:5e:00:53:01 "
	          "00:00:5e:00:53:0a" },
	{ NULL, NULL, "00:00:5e:00:53:01", NULL, has_no_driver, UNSURE, NULL },
	{ NULL, NULL, "00:00:5e:00:53:01", NULL, has_unread_attachments, UNSURE, NULL },

	{ NULL, NULL, NULL, "pci0000:00/00:01.0/1f.7/00.0", NULL, NO, NULL },
	{ NULL, NULL, NULL, "pci0000:00/01.0/03:1f.7/0000:04:00.0", NULL, NO, NULL },
	{ NULL, NULL, NULL, "pci0000:00/00:02.0/1f.7/00.0", NULL, YES,
	  SUMMARY "path pci0000:00/00:02.0/1f.7/00.0 on record, and this is "
	          "pci0000:00/00:01.0/1f.7/00.0" },
	{ NULL, NULL, NULL, "pci0000:80/00:01.0/1f.7/00.0", NULL, YES,
	  SUMMARY "path pci0000:80/00:01.0/1f.7/00.0 on record, and this is "
	          "pci0000:00/00:01.0/1f.7/00.0" },
	{ NULL, NULL, NULL, "pci0000:00/00:01.0/1f.7", NULL, YES,
	  SUMMARY "path pci0000:00/00:01.0/1f.7 on record, and this is "
	          "pci0000:00/00:01.0/1f.7/00.0" },
	{ NULL, NULL, NULL, "pci10000:e0/00.0", is_on_a_root_bus, NO, NULL },
	{ NULL, NULL, NULL, "pci0000:00/00:01.0/1f.7/00.0", has_unread_place, UNSURE,
	  NULL },
	{ NULL, NULL, NULL, "pci0000:00/00:02.0/00.0", may_move, NO, NULL },
	{ NULL, NULL, NULL, "pci0000:00/00:02.0/00.0", has_unread_place, UNSURE, NULL },

	/* One that differs outweighs all that agree or cannot be told. */
	{ "8086:10d3", "S2", "00:00:5e:00:53:01", NULL, NULL, YES,
	  SUMMARY "serial S2 on record, and this is S1" },
	{ NULL, "S2", NULL, "pci0000:00/00:02.0/1f.7/00.0", has_no_driver, YES,
	  SUMMARY "path pci0000:00/00:02.0/1f.7/00.0 on record, and this is "
	          "pci0000:00/00:01.0/1f.7/00.0" },
	{ "8086:10d3", "S1", NULL, "pci0000:00/00:01.0/1f.7/00.0", has_no_driver, UNSURE,
	  NULL },
};

static void record(struct scene *s, const struct row *row)
{
	s->section.id = row->id;
	s->section.serial = row->serial;
	s->section.mac = row->mac;
	s->section.path = row->path;
	if (row->change)
		row->change(s);
}

static void check_row(struct scene *s, const struct row *row)
{
	const struct finding *finding = ask(s, NULL);

	CHECK((finding != NULL) == (row->answer != NO));
	if (!finding)
		return;
	CHECK_INT(finding->status, FINDING_FAIL);
	CHECK(finding->evidence && finding->remedy);
	CHECK_TEXT(finding->evidence->path, "etc/c.conf");
	CHECK_TEXT(finding->summary,
	           row->answer == YES
	                   ? row->says
	                   : "cannot rule out that it is another device than the "
	                     "one on record");
	finding = ask(s, "identity.mismatch");
	CHECK(finding);
	CHECK_INT(finding->status, FINDING_WARN);
}

static void knows_it_again(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s);
		record(&s, &rows[i]);
		check_row(&s, &rows[i]);
		host_free(s.host);
	}
}

static void says_what_would_help(void)
{
	struct scene s;

	set_up(&s);
	s.section.path = "pci0000:00/00:02.0";
	CHECK(strstr(ask(&s, NULL)->remedy, "on-move = follow"));
	s.section.path = NULL;
	s.section.id = "8086:1533";
	CHECK(strstr(ask(&s, NULL)->remedy, "mend the section"));
	host_free(s.host);
}

/* Whoever recorded nothing pays for nothing. */
static void asks_for_what_is_recorded(void)
{
	struct scene s;

	set_up(&s);
	link_section(&s);
	CHECK_INT(identity_facts(NULL), 0);
	CHECK_INT(identity_facts(&s.selector), 0);
	s.section.id = "8086:10d3";
	s.section.path = "pci0000:00/00:01.0";
	CHECK_INT(identity_facts(&s.selector), 0);
	s.section.mac = "00:00:5e:00:53:01";
	CHECK_INT(identity_facts(&s.selector), FACT_MACS);
	s.section.serial = "S1";
	CHECK_INT(identity_facts(&s.selector), FACT_MACS | FACT_ATTACHED | FACT_CONFIG);
	host_free(s.host);
}

TESTS(TEST(knows_it_again), TEST(says_what_would_help), TEST(asks_for_what_is_recorded))
