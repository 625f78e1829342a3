/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command line over section over [vfioprep]: owner, driver and group of each device. */
#include "cmd/wishes.h"

#include <errno.h>
#include <string.h>

#include "scan/inifile.h"
#include "test.h"

/*
 * A card of two functions and a bridge in one group, a NIC of a group alone, and one
 * without group that VFIO has already.
 */
struct machine {
	struct device bridge, card, sound, nic, held;
	struct device *list[5];
	struct iommu_group both, alone;
	struct host host;
};

static void machine_init(struct machine *m)
{
	*m = (struct machine){
		.bridge = { .address = { .bus = 0 }, .class = { KNOWN, 0x60400 } },
		.card = { .address = { .bus = 1 }, .class = { KNOWN, 0x30000 } },
		.sound = { .address = { .bus = 1, .function = 1 },
		           .class = { KNOWN, 0x40300 } },
		.nic = { .address = { .bus = 2 }, .class = { KNOWN, 0x20000 } },
		.held = { .address = { .bus = 3 },
		          .class = { KNOWN, 0x20000 },
		          .driver = { KNOWN, "vfio-pci" } },
		.list = { &m->bridge, &m->card, &m->sound, &m->nic, &m->held },
	};
	m->bridge.next_in_group = &m->card;
	m->card.next_in_group = &m->sound;
	m->both.first = &m->bridge;
	m->bridge.group = m->card.group = m->sound.group = &m->both;
	m->alone.first = &m->nic;
	m->nic.group = &m->alone;
	m->host = (struct host){ .devices = m->list, .n_devices = 5 };
}

/* A command with these words, from its configuration to its wishes. */
struct run {
	struct machine machine;
	struct arena *arena;
	struct config config;
	struct request request;
	const struct named_owner *owners;
	struct choice choice;
	struct fault fault;
	int answer;
};

static int link_words(struct run *run, const char *words)
{
	char *rest = arena_text(run->arena, words), *word;
	const struct selector **end = &run->request.selectors;

	while ((word = strsep(&rest, " "))) {
		const struct selector *selector;
		struct selector *joined = arena_alloc(run->arena, sizeof(*joined));

		CHECK_INT(selector_parse(run->arena, word, &selector, NULL), 0);
		*joined = *selector;
		*end = joined;
		end = &joined->next;
	}
	return selector_link(run->request.selectors, &run->config, &run->fault);
}

/* The arena is the caller's; the request may have its own driver, owner and group. */
static void run_words(struct run *run, struct arena *arena, const char *config,
                      const char *words)
{
	machine_init(&run->machine);
	run->arena = arena;
	run->config.arena = arena;
	CHECK_INT(inifile_read(&run->config, "etc/c.conf", config, NULL), 0);
	CHECK_INT(link_words(run, words), 0);
	run->answer = wishes_owners(arena, run->request.selectors, &run->config,
	                            &run->owners, &run->fault);
	if (run->answer < 0)
		return;
	CHECK_INT(choose_devices(arena, &run->machine.host, run->request.selectors,
	                         &run->choice, NULL),
	          0);
	CHECK_INT(wishes_groups(arena, &run->machine.host, &run->request, &run->choice),
	          0);
	run->answer = wishes_make(arena, &run->choice, run->owners, &run->request,
	                          &run->fault);
}

/* "01:00.0 UID DRIVER;" for each device; 0: no owner. */
static const char *summary(const struct run *run)
{
	const char *text = "";

	for (size_t i = 0; i < run->choice.n; i++) {
		const struct device *device = run->choice.devices[i];
		const struct owner *owner = request_owner(&run->request, device);
		const char *driver = request_driver(&run->request, device);

		text = arena_printf(run->arena, "%s%s %u %s;", text,
		                    BDF_TEXT(device->address) + 5, owner ? owner->uid : 0,
		                    driver ? driver : "-");
	}
	return text;
}

#define CONFIG                                                \
	"[vfioprep]\nowner = 1:1\n"                           \
	"[device card]\nmatch = 01:00.0\nowner = 2:2\n"       \
	"driver = nvgrace_gpu_vfio_pci\n"                     \
	"[device only]\nmatch = 01:00.0\ngroup = only\n"      \
	"[device sound]\nmatch = 01:00.1\nowner = 3:3\n"      \
	"[device same]\nmatch = 01:00.1\nowner = 2:2\n"       \
	"[device nic]\nmatch = 02:00.0\ndriver = vfio-pci\n"  \
	"[device nics]\nmatch = class=network\nowner = 4:4\n" \
	"driver = mlx5_vfio_pci\n"                            \
	"[device held]\nmatch = 03:00.0\n"

static void the_nearer_word_wins(void)
{
	static const struct owner told = { 9, 9 };
	static const struct {
		const char *words;
		const struct owner *owner;
		const char *driver;
		bool whole_group;
		const char *wanted;
	} rows[] = {
		/* No section: the default owner, of what moves. */
		{ "01:00.0 03:00.0", NULL, NULL, false, "01:00.0 1 -;03:00.0 0 -;" },
		{ "01:00.0", NULL, NULL, true, "01:00.0 1 -;01:00.1 1 -;" },
		{ "@held", NULL, NULL, false, "03:00.0 0 -;" },
		/* The section, and its owner for the group; siblings keep their driver.
		 */
		{ "@card", NULL, NULL, false,
		  "01:00.0 2 nvgrace_gpu_vfio_pci;01:00.1 2 -;" },
		{ "@only", NULL, NULL, false, "01:00.0 1 -;" },
		{ "@only", NULL, NULL, true, "01:00.0 1 -;01:00.1 1 -;" },
		{ "@only @card", NULL, NULL, false,
		  "01:00.0 2 nvgrace_gpu_vfio_pci;01:00.1 2 -;" },
		{ "@card @same", NULL, NULL, false,
		  "01:00.0 2 nvgrace_gpu_vfio_pci;01:00.1 2 -;" },
		{ "@nic", NULL, NULL, false, "02:00.0 1 vfio-pci;" },
		{ "@nic 03:00.0", NULL, NULL, false, "02:00.0 1 vfio-pci;03:00.0 0 -;" },
		{ "@nics", NULL, NULL, false,
		  "02:00.0 4 mlx5_vfio_pci;03:00.0 4 mlx5_vfio_pci;" },
		/* A section that is only taken away from says nothing. */
		{ "class=network,!@nic", NULL, NULL, false, "03:00.0 0 -;" },
		{ "@nics,02:00.0 03:00.0", NULL, NULL, false,
		  "02:00.0 4 mlx5_vfio_pci;03:00.0 0 -;" },
		/* The command line, over all of them. */
		{ "@card", &told, NULL, false,
		  "01:00.0 9 nvgrace_gpu_vfio_pci;01:00.1 9 -;" },
		{ "@nic @nics", NULL, "vfio-pci", false,
		  "02:00.0 4 vfio-pci;03:00.0 4 vfio-pci;" },
		{ "@card @sound", &told, "vfio-pci", false,
		  "01:00.0 9 vfio-pci;01:00.1 9 vfio-pci;" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct run run = { .request = { .goal = GOAL_BIND,
			                        .owner = rows[i].owner,
			                        .driver = rows[i].driver,
			                        .whole_group = rows[i].whole_group } };

		NOTE("row %zu: %s", i, rows[i].words);
		run_words(&run, arena, CONFIG, rows[i].words);
		CHECK_TEXT(run.fault.text, "");
		CHECK_INT(run.answer, 0);
		CHECK_TEXT(summary(&run), rows[i].wanted);
	}
}

static void sections_that_differ_are_refused(void)
{
	static const char *const rows[][2] = {
		{ "@card @sound", "[device card] and [device sound] say different owners "
		                  "for 0000:01:00.0" },
		{ "@nic @nics", "[device nic] and [device nics] say different drivers "
		                "for 0000:02:00.0" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct run run = { .request = { .goal = GOAL_BIND } };

		run_words(&run, arena, CONFIG, rows[i][0]);
		CHECK_INT(run.answer, -EINVAL);
		CHECK_TEXT(run.fault.text, rows[i][1]);
	}
}

static void owners_must_exist(void)
{
	static const struct {
		const char *config, *words, *fault;
	} rows[] = {
		{ "[device a]\nmatch = 01:00.0\nowner = no-such-user\n", "@a",
		  "/etc/c.conf:3: there is no user 'no-such-user'" },
		{ "[vfioprep]\nowner = 0:no-such-group\n", "01:00.0",
		  "/etc/c.conf:2: there is no group 'no-such-group'" },
		/* Nobody asks for that section. */
		{ "[device a]\nmatch = 01:00.0\nowner = no-such-user\n", "02:00.0", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct run run = { .request = { .goal = GOAL_BIND } };

		NOTE("row %zu", i);
		run_words(&run, arena, rows[i].config, rows[i].words);
		CHECK_INT(run.answer, *rows[i].fault ? -EINVAL : 0);
		CHECK_TEXT(run.fault.text, rows[i].fault);
	}
}

/* Only what is taken has an owner and a driver; its group goes both ways. */
static void giving_back_asks_for_groups_only(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct run run = { .request = { .goal = GOAL_RESTORE } };

	run_words(&run, arena, CONFIG, "@card @nic");
	CHECK_INT(run.answer, 0);
	CHECK_TEXT(summary(&run), "01:00.0 0 -;01:00.1 0 -;02:00.0 0 -;");
}

static void says_what_sections_mean(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct run run = { .request = { .goal = GOAL_BIND } };
	struct findings findings = { .arena = arena };
	const struct finding *finding;

	run_words(&run, arena,
	          "[device a]\nmatch = class=network\nif-missing = ignore\nvfs = 4\nvm = "
	          "y\n"
	          "[device b]\nmatch = 01:00.0\n",
	          "@a @b @a,numa=0 class=display,!@a");
	CHECK_INT(wishes_tell(&run.request, &findings, NULL), 0);
	finding = findings.first;
	CHECK_TEXT(finding->id, "section.members");
	CHECK_INT(finding->status, FINDING_INFO);
	CHECK_TEXT(finding->summary, "@a means 0000:02:00.0, 0000:03:00.0");
	CHECK_TEXT(finding->evidence->path, "etc/c.conf");
	CHECK_TEXT(finding->evidence->value, "[device a]");
	finding = finding->next;
	CHECK_TEXT(finding->id, "section.idle-key");
	CHECK_INT(finding->status, FINDING_WARN);
	CHECK_TEXT(finding->summary,
	           "[device a] says if-missing, vfs: without effect yet");
	finding = finding->next;
	CHECK_TEXT(finding->summary, "@b means 0000:01:00.0");
	CHECK(!finding->next);
}

TESTS(TEST(the_nearer_word_wins), TEST(sections_that_differ_are_refused),
      TEST(owners_must_exist), TEST(giving_back_asks_for_groups_only),
      TEST(says_what_sections_mean))
