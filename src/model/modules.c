/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/modules.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/booted.h"

static const char *const names[N_VFIO_MODULES] = {
	[VFIO_CORE] = "vfio",
	[VFIO_PCI] = "vfio_pci",
	[VFIO_TYPE1] = "vfio_iommu_type1",
	[VFIO_IOMMUFD] = "iommufd",
};

const char *vfio_module_name(enum vfio_module module)
{
	return names[module];
}

bool module_is_listed(const char *text, const char *name)
{
	size_t length = strlen(name);

	while (*text) {
		size_t line = strcspn(text, "\n"), path = strcspn(text, ":\n");
		const char *start = text + path;

		while (start > text && start[-1] != '/')
			start--;
		for (size_t i = 0; start[i] && i <= length; i++) {
			if (i == length && start[i] == '.')
				return true;
			if ((start[i] == '-' ? '_' : start[i]) != name[i])
				break;
		}
		text += line + (text[line] == '\n');
	}
	return false;
}

static int add(struct arena *arena, const struct setting *setting,
               const struct setting ***end)
{
	struct setting *copy = arena_alloc(arena, sizeof(*copy));

	if (!copy || !setting->module || !setting->path || !setting->rest)
		return -ENOMEM;
	*copy = *setting;
	copy->next = NULL;
	**end = copy;
	*end = &copy->next;
	return 0;
}

/* Of a line the next word; *REST is moved behind it. NULL: no memory. */
static const char *word(struct arena *arena, const char **rest)
{
	const char *start = *rest + strspn(*rest, " \t");
	size_t length = strcspn(start, " \t");

	*rest = start + length;
	return arena_textn(arena, start, length);
}

static int read_line(struct arena *arena, const char *path, const char *line,
                     const struct setting ***end)
{
	const char *keyword = word(arena, &line);
	struct setting setting = { .path = path };

	if (!keyword)
		return -ENOMEM;
	if (strcmp(keyword, "options") == 0)
		setting.kind = SETTING_OPTIONS;
	else if (strcmp(keyword, "blacklist") == 0)
		setting.kind = SETTING_BLACKLIST;
	else if (strcmp(keyword, "softdep") == 0)
		setting.kind = SETTING_SOFTDEP;
	else
		return 0;
	setting.module = word(arena, &line);
	setting.rest = line + strspn(line, " \t");
	if (!setting.module)
		return -ENOMEM;
	if (setting.kind == SETTING_OPTIONS && !text_starts(setting.module, "vfio"))
		return 0;
	if (setting.kind == SETTING_SOFTDEP && !strstr(setting.rest, "vfio"))
		return 0;
	return *setting.module ? add(arena, &setting, end) : 0;
}

int modprobe_read(struct arena *arena, const char *path, const char *text,
                  const struct setting ***end)
{
	char *copy = arena_text(arena, text);
	int r = copy ? 0 : -ENOMEM;

	while (r == 0 && *copy) {
		size_t length = text_join(copy);
		bool last = !copy[length];

		copy[length] = '\0';
		r = read_line(arena, path, text_trim(copy), end);
		copy += length + (last ? 0 : 1);
	}
	return r;
}

static bool wants_vfio(const struct setting *others, const char *word, size_t length)
{
	const struct setting *s = others;

	while (s && !(s->kind == SETTING_SOFTDEP && strlen(s->module) == length &&
	              strncmp(s->module, word, length) == 0))
		s = s->next;
	return s;
}

static bool is_hook(const char *word, size_t length)
{
	static const char *const hooks[] = { "HOOKS", "kms", "modconf" };

	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++)
		if (strlen(hooks[i]) == length && strncmp(word, hooks[i], length) == 0)
			return true;
	return false;
}

/* What a word of FILE is for us; -1: nothing. */
static int kind_of(const struct early_file *file, const char *word, size_t length)
{
	if (length >= 4 && strncmp(word, "vfio", 4) == 0)
		return (int)file->kind;
	/* Other tools follow the softdeps of modprobe.d when they gather modules. */
	if (file->kind != SETTING_EARLY || !text_starts(file->path, "etc/mkinitcpio"))
		return -1;
	if (wants_vfio(file->others, word, length))
		return SETTING_NATIVE;
	return is_hook(word, length) ? (int)SETTING_HOOK : -1;
}

/* A line's words; quotes, brackets and signs of a shell's lists part them too. */
static int read_words(struct arena *arena, const struct early_file *file,
                      const char *line, size_t length, const struct setting ***end)
{
	static const char parts[] = " \t\"'()=+,";
	struct setting setting = { .path = file->path, .rest = "" };
	int r = 0;

	while (r == 0 && length) {
		size_t skip = 0, n = 0;
		int kind;

		while (skip < length && strchr(parts, line[skip]))
			skip++;
		line += skip;
		length -= skip;
		while (n < length && !strchr(parts, line[n]))
			n++;
		kind = n ? kind_of(file, line, n) : -1;
		if (kind >= 0) {
			setting.kind = (enum setting_kind)kind;
			setting.module = arena_textn(arena, line, n);
			r = add(arena, &setting, end);
		}
		line += n;
		length -= n;
	}
	return r;
}

int early_read(struct arena *arena, const struct early_file *file, const char *text,
               const struct setting ***end)
{
	int r = 0;

	while (r == 0 && *text) {
		size_t line = strcspn(text, "\n");

		r = read_words(arena, file, text, strcspn(text, "#\n"), end);
		text += line + (text[line] == '\n');
	}
	return r;
}

static int read_loader_line(struct arena *arena, const char *path, const char *line,
                            const struct setting ***end)
{
	struct setting setting = { .kind = SETTING_EARLY, .path = path, .rest = "" };
	int r;

	setting.module = word(arena, &line);
	if (!setting.module)
		return -ENOMEM;
	if (!text_starts(setting.module, "vfio"))
		return 0;
	r = add(arena, &setting, end);
	line += strspn(line, " \t");
	setting.kind = SETTING_OPTIONS;
	setting.rest = line;
	return r == 0 && *line ? add(arena, &setting, end) : r;
}

int kmodloader_read(struct arena *arena, const char *path, const char *text,
                    const struct setting ***end)
{
	char *copy = arena_text(arena, text), *line;
	int r = copy ? 0 : -ENOMEM;

	while (r == 0 && (line = strsep(&copy, "\n")))
		r = read_loader_line(arena, path, text_trim(line), end);
	return r;
}
