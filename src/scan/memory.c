/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much memory there is, and how much of it this process may lock. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/sources.h"

#define MEMINFO   "proc/meminfo"
#define LIMITS    "proc/self/limits"
#define STATUS    "proc/self/status"
#define HUGEPAGES "sys/kernel/mm/hugepages"

/* CAP_IPC_LOCK of linux/capability.h: whoever has it may lock everything. */
#define MAY_LOCK (UINT64_C(1) << 14)

/* The rest of the line that starts so, in a copy; NULL: there is none. */
static char *line_of(char *text, const char *start)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		if (text_starts(line, start))
			return text_trim(line + strlen(start) +
			                 strspn(line + strlen(start), " \t"));
	return NULL;
}

/* "  16318460 kB" */
static struct amount kilobytes(const char *text, const char *start)
{
	struct amount amount = { ABSENT, 0 };
	char copy[4096];
	const char *line;
	uint32_t value;

	if (text_format(copy, sizeof(copy), "%s", text) < 0)
		return (struct amount){ UNKNOWN, 0 };
	line = line_of(copy, start);
	if (line &&
	    text_decimal(line, strspn(line, "0123456789"), UINT32_MAX, &value) == 0)
		amount = (struct amount){ KNOWN, (uint64_t)value * 1024 };
	return amount;
}

static int read_meminfo(struct scan *scan, struct platform *platform)
{
	struct memory *memory = &platform->memory;
	char text[4096];
	ssize_t n = root_read_bytes(scan->root, MEMINFO, text, sizeof(text) - 1);

	memory->total.known = memory->available.known = ABSENT;
	if (n == -ENOENT || n == -ENOTDIR)
		return 0;
	if (n < 0) {
		memory->total.known = memory->available.known = UNKNOWN;
		return platform_unknown(scan, platform, "memory", MEMINFO, (int)n);
	}
	text[n] = '\0';
	memory->total = kilobytes(text, "MemTotal:");
	memory->available = kilobytes(text, "MemAvailable:");
	return 0;
}

static bool may_lock_all(struct scan *scan)
{
	char text[4096], number[40];
	ssize_t n = root_read_bytes(scan->root, STATUS, text, sizeof(text) - 1);
	const char *line;
	uint64_t effective;

	if (n < 0)
		return false;
	text[n] = '\0';
	line = line_of(text, "CapEff:");
	return line && text_format(number, sizeof(number), "0x%s", line) == 0 &&
	       text_address(number, &effective) == 0 && effective & MAY_LOCK;
}

/* "8388608" or "unlimited", up to the next blank. */
static int read_bound(char **rest, uint64_t *ret)
{
	char *field = *rest + strspn(*rest, " ");

	*rest = field + strcspn(field, " ");
	if (**rest)
		*(*rest)++ = '\0';
	*ret = UNLIMITED;
	return text_equal(field, "unlimited") ? 0 : text_bytes(field, ret);
}

/* "Max locked memory         8388608              8388608              bytes" */
static int read_own(struct scan *scan, struct platform *platform)
{
	struct span *own = &platform->memory.own;
	char text[4096], *line;
	ssize_t n = root_read_bytes(scan->root, LIMITS, text, sizeof(text) - 1);
	int r = n < 0 ? (int)n : -EINVAL;

	platform->memory.may_lock_all = may_lock_all(scan);
	*own = (struct span){ ABSENT, 0, 0 };
	if (n == -ENOENT || n == -ENOTDIR)
		return 0;
	if (n >= 0) {
		text[n] = '\0';
		line = line_of(text, "Max locked memory");
		if (line)
			r = read_bound(&line, &own->soft);
		if (line && r == 0)
			r = read_bound(&line, &own->hard);
	}
	own->known = r == 0 ? KNOWN : UNKNOWN;
	return r == 0 ? 0 : platform_unknown(scan, platform, "own", LIMITS, r);
}

static int read_count(struct scan *scan, const char *pool, const char *name,
                      uint32_t *ret)
{
	char path[320], text[32];
	int r = text_format(path, sizeof(path), "%s/%s", pool, name);

	if (r == 0)
		r = root_read(scan->root, path, text, sizeof(text));
	return r < 0 ? r : text_decimal(text, strlen(text), UINT32_MAX, ret);
}

/* "hugepages-2048kB" */
static int add_pool(struct scan *scan, struct memory *memory, const char *name)
{
	const struct huge_pool **end = &memory->pools;
	const size_t before = strlen("hugepages-");
	struct huge_pool pool = { 0 }, *kept;
	uint32_t size;

	if (!text_starts(name, "hugepages-") ||
	    text_decimal(name + before, strspn(name + before, "0123456789"), UINT32_MAX,
	                 &size) < 0)
		return 0;
	pool.path = arena_printf(scan->host->arena, HUGEPAGES "/%s", name);
	pool.bytes = (uint64_t)size * 1024;
	if (!pool.path)
		return -ENOMEM;
	/* What cannot be read is no help to anybody, and nothing depends on it. */
	if (read_count(scan, pool.path, "nr_hugepages", &pool.total) < 0 ||
	    read_count(scan, pool.path, "free_hugepages", &pool.free) < 0)
		return 0;
	kept = arena_alloc(scan->host->arena, sizeof(*kept));
	if (!kept)
		return -ENOMEM;
	while (*end && strcmp((*end)->path, pool.path) < 0)
		end = (const struct huge_pool **)&(*end)->next;
	pool.next = *end;
	*kept = pool;
	*end = kept;
	return 0;
}

static int read_pools(struct scan *scan, struct memory *memory)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, HUGEPAGES, &stream);

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	while (r == 0 && (entry = readdir(stream)))
		r = add_pool(scan, memory, entry->d_name);
	return r;
}

int read_memory(struct scan *scan, struct platform *platform)
{
	int r = read_meminfo(scan, platform);

	if (r == 0)
		r = read_own(scan, platform);
	return r == 0 ? read_pools(scan, &platform->memory) : r;
}
