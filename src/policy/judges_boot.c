/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parameters whose effect depends on how the kernel was built. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "policy/judges.h"

#define DROP WORD_DROP

/* clang-format off */
static const struct choice good = {
	"", WORD_EFFECTIVE, FINDING_OK, SWITCH_NONE, false, false, NULL, NULL };
static const struct choice others = {
	"", WORD_OF_OTHERS, FINDING_OK, SWITCH_NONE, false, false, NULL, NULL };

/* The patch is in no kernel of kernel.org. Who ships it says so in the release's name. */
static const struct choice acs_stock = {
	"", WORD_UNKNOWN, FINDING_WARN, SWITCH_NONE, false, false,
	"this kernel does not know it: it was never part of Linux, only of patched kernels", DROP };
static const struct choice acs_patched = {
	"", WORD_EFFECTIVE, FINDING_WARN, SWITCH_NONE, false, false,
	"groups look smaller than they are: such devices can reach each other past the IOMMU",
	"put the device in a slot that isolates it, and take it off the kernel command line" };
static const struct choice acs_perhaps = {
	"", WORD_UNDECIDED, FINDING_WARN, SWITCH_NONE, false, false,
	"only patched kernels know it; where they do, groups look smaller than they are", DROP };
/* clang-format on */

static bool is_one_of(const char *release, const char *const *marks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(release, marks[i]))
			return true;
	return false;
}

int judge_acs_override(struct hearing *hearing)
{
	static const char *const patched[] = { "-pve",    "-zen",  "-lqx", "liquorix",
		                               "cachyos", "-acso", "-vfio" };
	static const char *const stock[] = { "-amd64", "-arm64", "-generic", ".fc",
		                             ".el",    "-arch",  "-default" };
	const struct text *release = &hearing->c->booted->release;
	const struct choice *choice = &acs_perhaps;

	if (release->known == KNOWN &&
	    is_one_of(release->value, patched, sizeof(patched) / sizeof(patched[0])))
		choice = &acs_patched;
	else if (release->known == KNOWN &&
	         is_one_of(release->value, stock, sizeof(stock) / sizeof(stock[0])))
		choice = &acs_stock;
	return hearing_say(hearing, NULL, choice);
}

static enum answer has(const struct hearing *hearing, enum config_option option)
{
	const struct booted *booted = hearing->c->booted;

	if (booted->config_known != KNOWN)
		return UNSURE;
	return booted->config[option] == CONFIG_NO ? NO : YES;
}

static int say(struct hearing *hearing, const char *part, enum word_class class,
               const char *why)
{
	/* What could not be decided is no reason to warn. */
	struct choice choice = { "",
		                 class,
		                 class == WORD_UNDECIDED ? FINDING_OK : FINDING_INFO,
		                 SWITCH_NONE,
		                 false,
		                 false,
		                 why,
		                 why ? DROP : NULL };

	return hearing_say(hearing, part, &choice);
}

/* drivers/video/fbdev/efifb.c takes options only if it is there, and gets no framebuffer
 * where simpledrm does (drivers/firmware/sysfb.c). */
static int judge_framebuffer(struct hearing *hearing, const char *part,
                             enum config_option option)
{
	enum answer driver = has(hearing, option);
	enum answer simple = has(hearing, CONFIG_SYSFB_SIMPLEFB);

	if (driver == NO)
		return say(hearing, part, WORD_INEFFECTIVE,
		           "this kernel is built without that driver");
	if (simple == YES && has(hearing, CONFIG_DRM_SIMPLEDRM) == YES)
		return say(hearing, part, WORD_INEFFECTIVE,
		           "simpledrm has the boot's framebuffer in this kernel");
	if (driver == UNSURE || simple == UNSURE)
		return say(hearing, part, WORD_UNDECIDED, NULL);
	return hearing_say(hearing, part, &good);
}

int judge_video(struct hearing *hearing)
{
	const char *value = hearing->token->value, *second;

	if (!value ||
	    (!text_starts(value, "efifb:off") && !text_starts(value, "vesafb:off")))
		return hearing_say(hearing, NULL, &others);
	/* drivers/video/cmdline.c: one video= is for the driver named before its colon.
	 */
	second = strchr(value, ',');
	if (second && strchr(second, ':')) {
		int r = say(hearing, second + 1, WORD_INEFFECTIVE,
		            "one video= is for one driver: this is read as its option");

		if (r < 0)
			return r;
	}
	return judge_framebuffer(
		hearing,
		arena_textn(hearing->c->arena, value,
	                    second ? (size_t)(second - value) : strlen(value)),
		text_starts(value, "efifb") ? CONFIG_FB_EFI : CONFIG_FB_VESA);
}

/* init/main.c: initcall_blacklist() looks functions up by name, which needs kallsyms. */
int judge_initcall(struct hearing *hearing)
{
	const char *rest = hearing->token->value, *part;

	while ((part = cmdline_part(hearing->c->arena, &rest))) {
		int r;

		if (!text_equal(part, "sysfb_init"))
			r = hearing_say(hearing, part, &others);
		else if (has(hearing, CONFIG_KALLSYMS) == NO)
			r = say(hearing, part, WORD_INEFFECTIVE,
			        "this kernel is built without names of functions");
		else
			r = hearing_say(hearing, part, &good);
		if (r < 0)
			return r;
	}
	return rest ? -ENOMEM : 0;
}

/* As memparse() reads it, which minds nothing behind the letter; 0: no size that x86 has.
 */
static unsigned mebibytes(const char *value)
{
	size_t digits = strspn(value, "0123456789");
	uint32_t number;

	if (text_decimal(value, digits, 1U << 21, &number) < 0)
		return 0;
	switch (value[digits]) {
	case 'G':
	case 'g':
		return number == 1 ? 1024 : 0;
	case 'M':
	case 'm':
		return number;
	case 'K':
	case 'k':
		return number % 1024 ? 0 : number / 1024;
	}
	return 0;
}

/* arch/x86/mm/hugetlbpage.c: 2 MiB and, where the CPU can, 1 GiB. */
int judge_page_size(struct hearing *hearing)
{
	const char *value = hearing->token->value;
	unsigned size = value ? mebibytes(value) : 0;

	if (size == 2 || size == 1024)
		return hearing_say(hearing, NULL, &good);
	return say(hearing, NULL, WORD_INEFFECTIVE,
	           "x86 has huge pages of 2M and 1G only");
}
