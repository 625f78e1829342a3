/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of processes that have a device open, and when nobody can tell. */
#include "policy/rule.h"
#include "support/findings.h"
#include "test.h"

static struct holder player = {
	.use = USE_OPEN,
	.pid = 41,
	.command = "player",
	.node = "pcmC0D0p",
	.path = "proc/41/fd/4",
	.target = "/dev/snd/pcmC0D0p",
};
static struct holder player_too = {
	.use = USE_OPEN,
	.pid = 41,
	.command = "player",
	.node = "controlC0",
	.path = "proc/41/fd/5",
	.target = "/dev/snd/controlC0",
};
static struct holder mixer = {
	.use = USE_OPEN,
	.pid = 42,
	.command = "mixer",
	.node = "controlC0",
	.path = "proc/42/maps",
	.target = "/dev/snd/controlC0",
	.is_mapped = true,
};
static struct holder guest = {
	.use = USE_VFIO,
	.pid = 43,
	.command = "qemu",
	.node = "7",
	.path = "proc/43/fd/9",
	.target = "/dev/vfio/7",
};

static const struct row {
	const char *name;
	const struct holder *holders[4];
	bool is_whole;
	const char *summary; /* NULL: it does not refuse */
	unsigned n_evidence;
} rows[] = {
	{ "nobody", { NULL }, true, NULL, 0 },
	{ "nobody that is seen",
	  { NULL },
	  false,
	  "cannot rule out that a process has a node of it open",
	  1 },
	{ "one", { &player }, true, "process 41 (player) has /dev/snd/pcmC0D0p open", 1 },
	{ "one that is seen",
	  { &player },
	  false,
	  "process 41 (player) has /dev/snd/pcmC0D0p open",
	  1 },
	{ "one that mapped it",
	  { &mixer },
	  true,
	  "process 42 (mixer) has /dev/snd/controlC0 mapped",
	  1 },
	{ "one by two nodes",
	  { &player, &player_too },
	  true,
	  "process 41 (player) has /dev/snd/pcmC0D0p open",
	  2 },
	{ "two",
	  { &player, &player_too, &mixer },
	  true,
	  "process 41 (player) has /dev/snd/pcmC0D0p open, and 1 more process has its "
	  "nodes",
	  3 },
	{ "a guest", { &guest }, true, NULL, 0 },
};

static void ask(struct host *host, const struct row *row)
{
	struct device device = { .address = { .bus = 1 } }, *taken = &device;
	struct holder list[4];
	const struct request request = { 0 };
	struct rule_case c = { host, &request, &taken, 1, host->arena };
	struct findings findings = { .arena = host->arena };
	const struct finding *finding;
	unsigned n = 0;

	for (size_t i = 0; i < 4 && row->holders[i]; i++) {
		list[i] = *row->holders[i];
		list[i].next = NULL;
		if (i)
			list[i - 1].next = &list[i];
		else
			device.holders.first = &list[0];
	}
	if (row->is_whole)
		device.uses_known = 1U << USE_OPEN;
	else
		device.holders.gap = "proc/1/fd";
	CHECK_INT(rule_check(&c, &device, WHEN_TAKING, &findings), 0);
	finding = findings_find(&findings, "host.open");
	CHECK_TEXT(finding ? finding->summary : NULL, row->summary);
	for (const struct evidence *e = finding ? finding->evidence : NULL; e;
	     e = e->next)
		n++;
	CHECK_INT(n, row->n_evidence);
}

static void names_pid_and_command(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(host_freep) struct host *host = host_new();

		NOTE("%s", rows[i].name);
		ask(host, &rows[i]);
	}
}

TESTS(TEST(names_pid_and_command))
