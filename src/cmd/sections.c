/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/sections.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/speak.h"
#include "policy/rule.h"
#include "scan/configuration.h"

/* Rules are known to policy/ only, so the model could not tell. */
static int check_overrides(const struct config *config, struct fault *f)
{
	for (const struct section *s = config->sections; s; s = s->next)
		for (const struct config_text *t = s->overrides; t; t = t->next) {
			if (rule_find(t->text))
				continue;
			(void)fault(f, -EINVAL, "/%s:%u: there is no rule '%s'", s->file,
			            t->line, t->text);
			return fault_remedy(f, "see vfioprep-rules(7) for their names");
		}
	return 0;
}

/* A relative one is meant from where the user stands, or from the root of another tree.
 */
static int find_directory(const struct settings *settings, const struct root *root,
                          struct arena *arena, const char **ret, struct fault *f)
{
	_cleanup_(freep) char *here = NULL;

	*ret = settings->config;
	if (!*ret || **ret == '/' || !root->live)
		return 0;
	here = getcwd(NULL, 0);
	if (!here)
		return fault_errno(f, -errno, "cannot tell where --config=%s is",
		                   settings->config);
	*ret = arena_printf(arena, "%s/%s", here, settings->config);
	return *ret ? 0 : fault(f, -ENOMEM, "out of memory");
}

static enum status tell(const struct settings *settings, int error, const struct fault *f)
{
	if (error == -ENOMEM)
		return speak_error(settings, STATUS_FAILED, "internal", f);
	return speak_error(settings, STATUS_USAGE, "config", f);
}

enum status sections_read(const struct settings *settings, const struct root *root,
                          struct config *config)
{
	const char *directory;
	struct fault f = { 0 };
	int r = find_directory(settings, root, config->arena, &directory, &f);

	if (r == 0)
		r = scan_configuration(root, directory, geteuid(), config, &f);
	if (r == 0)
		r = check_overrides(config, &f);
	return r < 0 ? tell(settings, r, &f) : STATUS_DONE;
}

enum status sections_link(const struct settings *settings, const struct config *config,
                          const struct selector *selectors)
{
	struct fault f = { 0 };
	int r = selector_link(selectors, config, &f);

	return r < 0 ? tell(settings, r, &f) : STATUS_DONE;
}

static int refuse_open(const struct section *section, struct fault *f)
{
	for (const struct selector *s = section->match; s; s = s->next)
		if (selector_is_open(s)) {
			(void)fault(f, -EINVAL,
			            "/%s:%u: '%s' of [device %s] leaves open which "
			            "devices are meant",
			            section->file, section->line, s->text, section->name);
			return fault_remedy(f,
			                    "add what they are, as in class=network,%s",
			                    s->text);
		}
	return 0;
}

enum status sections_refuse_open(const struct settings *settings,
                                 const struct selector *selectors)
{
	struct fault f = { 0 };
	int r = 0;

	for (const struct selector *s = selectors; r == 0 && s; s = s->next)
		for (const struct term *t = s->terms; r == 0 && t; t = t->and)
			if (t->section)
				r = refuse_open(t->section, &f);
	return r < 0 ? tell(settings, r, &f) : STATUS_DONE;
}
