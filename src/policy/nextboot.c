/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which boot loader booted, and what the next boot will have against what is live. */
#include "policy/nextboot.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "policy/checks.h"
#include "policy/cmdline.h"
#include "policy/evidence.h"

const char *add_to_cmdline(const struct rule_case *c, const char *word)
{
	const struct platform *platform = c->host->platform;

	return loader_remedy(c->arena, loader_find(&platform->boot, &platform->booted),
	                     word);
}

static void show_files(const struct rule_case *c, struct finding *draft,
                       const struct loader *loader)
{
	const struct boot *boot = &c->host->platform->boot;

	for (size_t i = 0; i < sizeof(loader->evidence) / sizeof(loader->evidence[0]);
	     i++)
		if (loader->evidence[i] != BOOT_EFI &&
		    boot->files[loader->evidence[i]] == KNOWN)
			evidence(c, draft, boot_file_path(loader->evidence[i]),
			         "present");
}

static void show_traces(const struct rule_case *c, struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	const struct token *image = cmdline_last(&platform->booted.words, "BOOT_IMAGE",
	                                         platform->booted.words.n);

	if (image)
		evidence(c, draft, "proc/cmdline", image->text);
	if (platform->boot.loader_info.known == KNOWN)
		evidence(c, draft, "sys/firmware/efi/efivars/LoaderInfo",
		         platform->boot.loader_info.value);
	if (platform->boot.image_info.known == KNOWN)
		evidence(c, draft, "sys/firmware/efi/efivars/StubInfo",
		         platform->boot.image_info.value);
}

/* Programs lie about where nobody boots with them. */
static bool is_configured(const struct boot *boot)
{
	for (size_t i = 0; i < N_BOOT_FILES; i++)
		if (boot->files[i] == KNOWN && i != BOOT_EFI &&
		    !text_starts(boot_file_path((enum boot_file)i), "usr/"))
			return true;
	return boot->loader_info.known == KNOWN || boot->image_info.known == KNOWN;
}

enum answer loader_keeps_the_line(const struct rule_case *c, const struct device *device,
                                  struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	const struct loader *loader = loader_find(&platform->boot, &platform->booted);
	const char *guesses = loader_guesses(c->arena, &platform->boot,
	                                     &platform->booted);

	(void)device;
	show_traces(c, draft);
	if (loader) {
		show_files(c, draft, loader);
		draft->summary =
			arena_printf(c->arena,
		                     "the kernel command line is kept by %s: /%s",
		                     loader->name, loader->file);
		return YES;
	}
	if (!guesses && !is_configured(&platform->boot))
		return NO;
	draft->summary =
		guesses ? arena_printf(c->arena,
	                               "cannot tell which boot loader booted: it "
	                               "could be %s",
	                               guesses)
			: "cannot tell which boot loader booted";
	draft->remedy = NULL;
	if (!draft->evidence)
		evidence(c, draft, "proc/cmdline", "no trace of a boot loader");
	return UNSURE;
}

/* More words of ours than this are on no line. */
#define SEEN_MAX 64

/* Of the words that matter: those of the table, and what is near them. */
static bool matters(const struct token *token)
{
	return boot_option_find(token->name) || boot_option_near(token->name);
}

/* A file of the loader that booted, not of one that is merely installed. */
static bool belongs(const struct loader *loader, const struct staged *staged)
{
	static const struct {
		const char *file;      /* of a loader */
		const char *starts[3]; /* what it reads, and what is made of it */
	} rows[] = {
		{ "boot/grub/grub.cfg", { "boot/grub/grub.cfg" } },
		{ "boot/limine.conf", { "boot/limine.conf" } },
		{ "boot/loader/entries",
		  { "boot/loader/entries", "efi/loader/entries" } },
		{ "etc/default/grub", { "etc/default/grub", "boot/grub" } },
		{ "etc/grub.cfg.d", { "etc/grub.cfg.d", "boot/grub/grub" } },
		{ "etc/kernel/cmdline",
		  { "etc/kernel/cmdline", "etc/cmdline.d", "boot/loader/entries" } },
		{ "etc/limine-entry-tool.d", { "boot/limine.conf" } },
		{ "etc/update-extlinux.conf",
		  { "etc/update-extlinux.conf", "boot/extlinux" } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!text_starts(loader->file, rows[i].file))
			continue;
		for (size_t j = 0; j < 3 && rows[i].starts[j]; j++)
			if (text_starts(staged->path, rows[i].starts[j]))
				return true;
	}
	return false;
}

const char *take_off_cmdline(const struct rule_case *c, const struct token *token)
{
	const struct platform *platform = c->host->platform;
	const struct loader *loader = loader_find(&platform->boot, &platform->booted);
	const struct staged *found = NULL;

	for (const struct staged *f = platform->boot.staged; loader && f; f = f->next) {
		struct cmdline line;

		if (!belongs(loader, f) || (found && !f->is_source) ||
		    cmdline_parse(c->arena, f->line, &line) < 0)
			continue;
		if (cmdline_has(&line, token->name, token->value))
			found = f;
	}
	if (!found)
		return arena_printf(c->arena, "take %s off the kernel command line",
		                    token->text);
	/* What a tool wrote without the word's being in its source, it writes anew. */
	if (loader->command && !found->is_source)
		return arena_printf(c->arena, "run %s, which writes /%s anew, and reboot",
		                    loader->command, found->path);
	return arena_printf(c->arena, "take %s out of /%s%s%s, and reboot", token->text,
	                    found->path, loader->command ? ", run " : "",
	                    loader->command ? loader->command : "");
}

/* Where one word stands: live, in what will boot, in what that is made of. */
struct standing {
	bool live, written;
	size_t results, in_results;
	const char *source, *result, *lacking; /* paths */
};

struct comparison {
	const struct rule_case *c;
	const struct loader *loader;
	const struct booted *booted;
	const struct boot *boot;
	struct findings *findings;
};

/* Entries whose words stand elsewhere, and those for a rescue, tell nothing. */
static bool counts(const struct comparison *k, const struct staged *staged)
{
	return belongs(k->loader, staged) && !strstr(staged->line, "$kernelopts") &&
	       !strstr(staged->path, "rescue");
}

/* Files that are read one after the other make one command line. */
static bool is_joined(const struct loader *loader)
{
	return text_starts(loader->file, "etc/grub.cfg.d");
}

static int stand(const struct comparison *k, const struct token *token,
                 struct standing *ret)
{
	struct standing s = { .live = cmdline_has(&k->booted->words, token->name,
		                                  token->value) };

	for (const struct staged *f = k->boot->staged; f; f = f->next) {
		struct cmdline line;
		bool has;

		if (!counts(k, f))
			continue;
		if (cmdline_parse(k->c->arena, f->line, &line) < 0)
			return -ENOMEM;
		has = cmdline_has(&line, token->name, token->value);
		if (f->is_source) {
			s.written = s.written || has;
			s.source = has ? f->path : s.source;
			continue;
		}
		s.results++;
		s.in_results += has;
		*(has ? &s.result : &s.lacking) = f->path;
	}
	if (is_joined(k->loader) && s.in_results)
		s.in_results = s.results;
	*ret = s;
	return 0;
}

/* What is to be said of a word that stands so; NULL: nothing. */
static const char *judge(const struct comparison *k, const struct standing *s,
                         struct finding *draft, const char **ret_path)
{
	draft->status = FINDING_WARN;
	*ret_path = s->result;
	if (s->live && s->results && !s->in_results) {
		*ret_path = s->lacking;
		return "the next boot will not have it";
	}
	if (s->live && s->in_results < s->results) {
		*ret_path = s->lacking;
		return "not every entry of the boot loader has it";
	}
	/* sysupgrade puts grub.cfg there anew and keeps what is in etc/grub.cfg.d. */
	if (s->live && is_joined(k->loader) && s->in_results && !s->written)
		return "it stands in a file that the next upgrade overwrites";
	if (!s->live && s->written && s->results && !s->in_results) {
		*ret_path = s->source;
		draft->remedy = arena_printf(k->c->arena, "run %s, and reboot",
		                             k->loader->command);
		return "it is written, but was not made effective";
	}
	if (s->live || (!s->in_results && !s->written))
		return NULL;
	draft->status = FINDING_INFO;
	*ret_path = s->in_results ? s->result : s->source;
	draft->remedy = "reboot";
	return "it takes effect at the next boot";
}

/* The gravest that is to be said of a word by itself: of what is no good nobody is told
 * to have it again. */
static enum finding_status worth(const struct comparison *k, const struct token *token)
{
	struct token copy = *token;
	const struct cmdline line = { &copy, 1 };
	enum finding_status worst = FINDING_OK;
	struct words words = { 0 };

	if (cmdline_judge(k->c, &line, &words) < 0)
		return FINDING_UNKNOWN;
	for (size_t i = 0; i < words.n; i++) {
		enum finding_status status = words.words[i].status;

		/* Not known to be bad. */
		if (words.words[i].class == WORD_UNDECIDED && status == FINDING_UNKNOWN)
			status = FINDING_OK;
		if (status > worst)
			worst = status;
	}
	return worst;
}

/* Of a word that does harm only that it comes is worth a line. */
static const char *judge_harmful(const struct standing *s, struct finding *draft,
                                 const char **ret_path)
{
	if (s->live || !s->in_results)
		return NULL;
	draft->status = FINDING_WARN;
	*ret_path = s->result;
	return "the next boot will have it, and it does harm";
}

static int compare(const struct comparison *k, const struct token *token)
{
	struct finding draft = { .id = "cmdline.next-boot", .subject = token->text };
	enum finding_status status = worth(k, token);
	struct standing standing;
	const char *path = NULL;
	int r = stand(k, token, &standing);

	if (r < 0)
		return r;
	if (status == FINDING_OK)
		draft.summary = judge(k, &standing, &draft, &path);
	else if (status == FINDING_FAIL)
		draft.summary = judge_harmful(&standing, &draft, &path);
	if (!draft.summary)
		return 0;
	if (status == FINDING_FAIL)
		draft.remedy = take_off_cmdline(k->c, token);
	else if (!draft.remedy)
		draft.remedy = loader_remedy(k->c->arena, k->loader, token->text);
	r = finding_evidence(k->c->arena, &draft, path,
	                     path == standing.lacking ? "not there" : token->text);
	return r == 0 ? findings_add(k->findings, &draft) : r;
}

/* A file that could not be read may say anything. */
static int note_unread(const struct comparison *k)
{
	const struct unknown *list = k->c->host->platform->unknown;

	for (const struct unknown *u = list; u; u = u->next) {
		const struct staged file = { .path = u->path };
		struct finding draft = { .id = "cmdline.next-boot",
			                 .status = FINDING_UNKNOWN };

		if (!text_equal(u->member, "staged") || !belongs(k->loader, &file))
			continue;
		(void)unread(k->c, &draft, "staged", u->path,
		             "cannot tell what the next boot will have");
		return findings_add(k->findings, &draft);
	}
	return 0;
}

/* Each word once, wherever it stands first. */
static int compare_all(const struct comparison *k, const struct cmdline *line,
                       struct cmdline *seen)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < line->n; i++) {
		const struct token *token = &line->tokens[i];

		if (!matters(token) || cmdline_has(seen, token->name, token->value))
			continue;
		if (seen->n < SEEN_MAX)
			seen->tokens[seen->n++] = *token;
		r = compare(k, token);
	}
	return r;
}

int check_next_boot(const struct rule_case *c, struct findings *findings)
{
	const struct platform *platform = c->host->platform;
	struct comparison k = { c, loader_find(&platform->boot, &platform->booted),
		                &platform->booted, &platform->boot, findings };
	struct token tokens[SEEN_MAX];
	struct cmdline seen = { tokens, 0 };
	int r = 0;

	if (!k.loader || platform->booted.line.known != KNOWN)
		return 0;
	r = note_unread(&k);
	if (r == 0)
		r = compare_all(&k, &platform->booted.words, &seen);
	for (const struct staged *s = platform->boot.staged; r == 0 && s; s = s->next) {
		struct cmdline line;

		if (!counts(&k, s))
			continue;
		r = cmdline_parse(c->arena, s->line, &line);
		if (r == 0)
			r = compare_all(&k, &line, &seen);
	}
	return r;
}
