/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every rule: when it refuses, when not, when it cannot tell, and when it is set aside.
 */
#include "policy/rule.h"

#include <errno.h>
#include <string.h>

#include "base/fault.h"
#include "test.h"

/* A host of two devices in one group; each row of a test changes what it is about. */
struct scene {
	struct host *host;
	struct iommu_group group;
	struct device device, sibling;
	struct member platform;
	struct region region;
	struct device *taken[2];
	size_t n_taken;
};

static void set_up(struct scene *s)
{
	*s = (struct scene){
		.host = host_new(),
		.group = { .id = 7,
		           .noiommu = { KNOWN, 0 },
		           .others_known = KNOWN,
		           .regions_known = KNOWN },
		.device = { .address = { .bus = 1 },
		            .class = { KNOWN, 0x020000 },
		            .header = HEADER_ENDPOINT,
		            .driver = { KNOWN, "e1000e" },
		            .driver_override = { ABSENT, NULL },
		            .group_id = { KNOWN, 7 },
		            .vf_count = { KNOWN, 0 },
		            .busy = { KNOWN, 0 } },
		.sibling = { .address = { .bus = 2 }, .driver = { ABSENT, NULL } },
		.platform = { .name = "axi:gpu", .driver = { ABSENT, NULL } },
		.region = { 0x1000, 0x1fff, "msi" },
		.n_taken = 1,
	};
	s->device.group = s->sibling.group = &s->group;
	s->device.next_in_group = &s->sibling;
	s->group.first = &s->device;
	s->group.others = &s->platform;
	s->group.regions = &s->region;
	s->group.n_regions = 1;
	s->taken[0] = &s->device;
	s->taken[1] = &s->sibling;
}

/* What the rule says of the device: NULL if nothing. */
static const struct finding *ask(struct scene *s, const char *id, bool is_overridden)
{
	const struct request request = { .overrides = &id, .n_overrides = is_overridden };
	struct rule_case c = { .host = s->host,
		               .request = &request,
		               .taken = s->taken,
		               .n_taken = s->n_taken,
		               .arena = s->host->arena };
	struct findings findings = { .arena = s->host->arena };

	CHECK_INT(rule_check(&c, &s->device, WHEN_TAKING, &findings), 0);
	for (const struct finding *f = findings.first; f; f = f->next)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

static void is_class_bridge(struct scene *s)
{
	s->device.class.value = 0x060000;
}

static void is_header_bridge(struct scene *s)
{
	s->device.header = HEADER_BRIDGE;
}

static void is_cardbus(struct scene *s)
{
	s->device.header = HEADER_CARDBUS;
}

static void has_unread_class(struct scene *s)
{
	s->device.class.known = UNKNOWN;
}

static void has_unread_header(struct scene *s)
{
	s->device.header = HEADER_UNKNOWN;
}

static void is_being_written(struct scene *s)
{
	s->device.busy.value = 1;
}

static void does_not_answer(struct scene *s)
{
	CHECK_INT(host_unknown(s->host, &s->device.unknown, "driver_override", NULL,
	                       -ETIMEDOUT),
	          0);
}

static void has_unread_override(struct scene *s)
{
	CHECK_INT(host_unknown(s->host, &s->device.unknown, "driver_override", NULL,
	                       -EIO),
	          0);
}

static void has_unread_marker(struct scene *s)
{
	s->device.busy.known = UNKNOWN;
}

static void is_in_no_group(struct scene *s)
{
	s->device.group_id.known = ABSENT;
	s->device.group = NULL;
}

static void has_unread_group(struct scene *s)
{
	s->device.group_id.known = UNKNOWN;
	s->device.group = NULL;
}

static void is_without_iommu(struct scene *s)
{
	s->group.noiommu.value = 1;
}

static void has_unread_name(struct scene *s)
{
	s->group.noiommu.known = UNKNOWN;
}

static void has_direct_region(struct scene *s)
{
	s->region.type = "direct";
}

static void has_relaxable_region(struct scene *s)
{
	s->region.type = "direct-relaxable";
}

static void has_unread_regions(struct scene *s)
{
	s->group.regions_known = UNKNOWN;
}

static void has_one_vf(struct scene *s)
{
	s->device.vf_count.value = 1;
}

static void has_unread_vfs(struct scene *s)
{
	s->device.vf_count.known = UNKNOWN;
}

static void has_busy_sibling(struct scene *s)
{
	s->sibling.driver = (struct text){ KNOWN, "snd_hda_intel" };
}

static void takes_busy_sibling_too(struct scene *s)
{
	has_busy_sibling(s);
	s->n_taken = 2;
}

static void has_tame_sibling(struct scene *s)
{
	s->sibling.driver = (struct text){ KNOWN, "pcieport" };
}

static void has_vfio_sibling(struct scene *s)
{
	s->sibling.driver = (struct text){ KNOWN, "vfio-pci" };
}

static void has_unread_sibling(struct scene *s)
{
	s->sibling.driver.known = UNKNOWN;
}

static void has_platform_sibling(struct scene *s)
{
	s->platform.driver = (struct text){ KNOWN, "panfrost" };
}

static void has_unread_platform_sibling(struct scene *s)
{
	s->platform.driver.known = UNKNOWN;
}

static void has_unread_members(struct scene *s)
{
	s->group.others_known = UNKNOWN;
}

static void is_harmless(struct scene *s)
{
	(void)s;
}

static const struct {
	const char *rule;
	void (*change)(struct scene *s);
	enum answer answer;
	const char *says; /* somewhere in the summary */
} rows[] = {
	{ "device.bridge", is_harmless, NO, NULL },
	{ "device.bridge", is_class_bridge, YES, "bridge" },
	{ "device.bridge", is_header_bridge, YES, "bridge" },
	{ "device.bridge", is_cardbus, YES, "bridge" },
	{ "device.bridge", has_unread_class, UNSURE, "bridge" },
	{ "device.bridge", has_unread_header, UNSURE, "bridge" },
	{ "device.busy", is_harmless, NO, NULL },
	{ "device.busy", is_being_written, YES, "write" },
	{ "device.busy", does_not_answer, YES, "write" },
	{ "device.busy", has_unread_override, UNSURE, "write" },
	{ "device.busy", has_unread_marker, UNSURE, "write" },
	{ "device.no-iommu-group", is_harmless, NO, NULL },
	{ "device.no-iommu-group", is_in_no_group, YES, "no IOMMU group" },
	{ "device.no-iommu-group", is_without_iommu, YES, "without an IOMMU" },
	{ "device.no-iommu-group", has_unread_group, UNSURE, "no IOMMU group" },
	{ "device.no-iommu-group", has_unread_name, UNSURE, "no IOMMU group" },
	{ "device.rmrr", is_harmless, NO, NULL },
	{ "device.rmrr", has_relaxable_region, NO, NULL },
	{ "device.rmrr", is_in_no_group, NO, NULL },
	{ "device.rmrr", has_direct_region, YES, "RMRR" },
	{ "device.rmrr", has_unread_regions, UNSURE, "RMRR" },
	{ "device.rmrr", has_unread_group, UNSURE, "RMRR" },
	{ "device.sriov-pf", is_harmless, NO, NULL },
	{ "device.sriov-pf", has_one_vf, YES, "1 virtual function" },
	{ "device.sriov-pf", has_unread_vfs, UNSURE, "virtual functions" },
	{ "group.shared", is_harmless, NO, NULL },
	{ "group.shared", has_tame_sibling, NO, NULL },
	{ "group.shared", has_vfio_sibling, NO, NULL },
	{ "group.shared", takes_busy_sibling_too, NO, NULL },
	{ "group.shared", is_in_no_group, NO, NULL },
	{ "group.shared", has_busy_sibling, YES, "0000:02:00.0" },
	{ "group.shared", has_platform_sibling, YES, "axi:gpu" },
	{ "group.shared", has_unread_sibling, UNSURE, "0000:02:00.0" },
	{ "group.shared", has_unread_platform_sibling, UNSURE, "axi:gpu" },
	{ "group.shared", has_unread_members, UNSURE, "host driver" },
	{ "group.shared", has_unread_group, UNSURE, "host driver" },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static void refuse_what_they_are_for(void)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		struct scene s;
		const struct finding *finding;

		NOTE("%s, row %zu", rows[i].rule, i);
		set_up(&s);
		rows[i].change(&s);
		finding = ask(&s, rows[i].rule, false);
		CHECK((finding != NULL) == (rows[i].answer != NO));
		if (finding) {
			CHECK_INT(finding->status, FINDING_FAIL);
			CHECK_TEXT(finding->subject, "0000:01:00.0");
			CHECK(strstr(finding->summary, rows[i].says));
			CHECK((strstr(finding->summary, "cannot rule out that ") ==
			       finding->summary) == (rows[i].answer == UNSURE));
			CHECK(finding->remedy && *finding->remedy);
		}
		host_free(s.host);
	}
}

static void warn_when_set_aside(void)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		struct scene s;
		const struct finding *finding;

		NOTE("%s, row %zu", rows[i].rule, i);
		set_up(&s);
		rows[i].change(&s);
		finding = ask(&s, rows[i].rule, true);
		if (rows[i].answer != NO)
			CHECK_INT(finding->status, FINDING_WARN);
		host_free(s.host);
	}
}

static void stand_in_order_and_are_found(void)
{
	for (size_t i = 0; i < n_rules; i++) {
		CHECK(i == 0 || strcmp(rules[i - 1].id, rules[i].id) < 0);
		CHECK(rule_find(rules[i].id) == &rules[i]);
		CHECK(rules[i].facts);
		CHECK_INT(rule_facts(rules[i].when) & rules[i].facts, rules[i].facts);
	}
	CHECK(!rule_find("device"));
	CHECK(!rule_find(""));
	CHECK_INT(rule_facts(0), 0);
}

/* Giving back needs no more than that nobody is at it. */
static void let_go_what_they_would_not_take(void)
{
	static void (*const changes[])(
		struct scene *) = { is_class_bridge, is_in_no_group, has_direct_region,
		                    has_one_vf, has_busy_sibling };

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const struct request request = { 0 };
		struct scene s;
		struct rule_case c = { .request = &request, .taken = s.taken };
		struct findings findings = { 0 };

		NOTE("change %zu", i);
		set_up(&s);
		changes[i](&s);
		c.host = s.host;
		c.arena = findings.arena = s.host->arena;
		CHECK_INT(rule_check(&c, &s.device, WHEN_GIVING, &findings), 0);
		CHECK(!findings.first);
		is_being_written(&s);
		CHECK_INT(rule_check(&c, &s.device, WHEN_GIVING, &findings), 0);
		CHECK_TEXT(findings.first->id, "device.busy");
		host_free(s.host);
	}
}

TESTS(TEST(refuse_what_they_are_for), TEST(warn_when_set_aside),
      TEST(stand_in_order_and_are_found), TEST(let_go_what_they_would_not_take))
