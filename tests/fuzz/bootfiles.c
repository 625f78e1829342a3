/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of whatever lies in a boot loader's files a command line is taken that lies in them
 * too. */
#include "fuzz/fuzz.h"

#include "model/booted.h"
#include "model/loader.h"
#include "model/modules.h"
#include "model/noderule.h"

static const char *(*const readers[])(struct arena *arena, const char *text) = {
	line_of_grub,        line_of_entry,        line_of_limine,
	line_of_extlinux,    line_of_default_grub, line_of_update_extlinux,
	line_of_cmdline_ext, line_of_plain,
};

static void check_line(struct arena *arena, const char *line, const char *text)
{
	struct cmdline cmdline;

	HOLDS(strlen(line) <= strlen(text) + 1);
	HOLDS(cmdline_parse(arena, line, &cmdline) == 0);
}

static void check_modules(struct arena *arena, const char *text)
{
	const struct setting *settings = NULL, **end = &settings;
	struct early_file early = { "etc/mkinitcpio.conf", SETTING_EARLY, NULL };
	const struct node_rule *rules = NULL;

	(void)module_is_listed(text, "vfio_pci");
	HOLDS(modprobe_read(arena, "a", text, &end) == 0);
	early.others = settings;
	HOLDS(early_read(arena, &early, text, &end) == 0);
	HOLDS(kmodloader_read(arena, "c", text, &end) == 0);
	HOLDS(node_rules_read(arena, "d", text, &rules) == 0);
	for (const struct setting *s = settings; s; s = s->next)
		HOLDS(s->module[0] && s->rest && strlen(s->module) <= strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(freep) char *text = fuzz_text(data, size);
	enum config_answer answers[N_CONFIG_OPTIONS];
	struct booted booted = { 0 };
	const char *name = text_of_efivar(arena, data, size);

	HOLDS(!name || (*name && strlen(name) <= size / 2));
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		const char *line = readers[i](arena, text);

		if (line)
			check_line(arena, line, text);
	}
	check_modules(arena, text);
	config_read(text, answers);
	(void)kernel_version(text);
	HOLDS(builtin_read(arena, text, &booted) == 0);
	for (size_t i = 0; i < booted.n_builtin; i++)
		HOLDS(builtin_has(&booted, booted.builtin[i]) == YES);
	return 0;
}
