/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line is cut and judged whatever it says, and words cut once are not cut again. */
#include "fuzz/fuzz.h"

#include "base/text.h"
#include "policy/words.h"

static void cut_again(struct arena *arena, const struct token *token)
{
	struct cmdline again;

	HOLDS(cmdline_parse(arena, token->text, &again) == 0);
	/* A word that its line's end closed may end in a quote, and then says --. */
	if (again.n == 0)
		return;
	HOLDS(again.n == 1);
	HOLDS(text_equal(again.tokens[0].name, token->name));
	HOLDS(text_equal(again.tokens[0].value, token->value));
}

static void judge(struct arena *arena, const struct cmdline *cmdline, enum answer known)
{
	struct booted booted = { .version = KERNEL_VERSION(6, 12),
		                 .config_known = known == YES ? KNOWN : UNKNOWN };
	struct cmdline_case c = { cmdline, &booted, known, known, known, arena };
	struct words words;

	HOLDS(words_judge(&c, &words) == 0);
	for (size_t i = 0; i < words.n; i++) {
		HOLDS(words.words[i].text && words.words[i].class != WORD_OF_OTHERS);
		HOLDS(words.words[i].why || words.words[i].status == FINDING_OK ||
		      words.words[i].class == WORD_UNDECIDED);
		/* What is no fact cannot fail. */
		HOLDS(known != UNSURE || words.words[i].class != WORD_EFFECTIVE ||
		      words.words[i].status != FINDING_FAIL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(freep) char *text = fuzz_text(data, size);
	struct cmdline cmdline;

	if (size > 4096)
		return 0;
	HOLDS(cmdline_parse(arena, text, &cmdline) == 0);
	for (size_t i = 0; i < cmdline.n; i++)
		cut_again(arena, &cmdline.tokens[i]);
	judge(arena, &cmdline, YES);
	judge(arena, &cmdline, NO);
	judge(arena, &cmdline, UNSURE);
	return 0;
}
