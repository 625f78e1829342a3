/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processor's register that tells whether virtualisation is locked off. The module
 * msr shows registers to root, each at the offset of its number; a tree keeps them as
 * text. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/text.h"
#include "scan/sources.h"

#define LIVE "dev/cpu/0/msr"
#define KEPT "vfioprep/msr"

static int read_live(struct scan *scan, uint32_t number, uint64_t *ret)
{
	_cleanup_(close_fdp) int fd = root_open_file(scan->root, LIVE, O_RDONLY, 0);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = pread(fd, ret, sizeof(*ret), (off_t)number);
	if (n < 0)
		return -errno;
	return n == sizeof(*ret) ? 0 : -EIO;
}

static int read_kept(struct scan *scan, const char *path, uint64_t *ret)
{
	char text[32];
	int r = root_read(scan->root, path, text, sizeof(text));

	return r < 0 ? r : text_address(text, ret);
}

int read_feature_lock(struct scan *scan, struct platform *platform)
{
	const struct cpu *cpu = &platform->cpu;
	const bool is_intel = cpu->vendor == CPU_INTEL;
	struct feature_lock *lock = &platform->lock;
	int r;

	lock->known = ABSENT;
	if (cpu->known != KNOWN || !(is_intel || cpu->vendor == CPU_AMD))
		return 0;
	if (scan->root->live) {
		lock->path = LIVE;
		r = read_live(scan, is_intel ? FEATURE_CONTROL : VM_CR, &lock->value);
	} else {
		lock->path = is_intel ? KEPT "/3a" : KEPT "/c0010114";
		r = read_kept(scan, lock->path, &lock->value);
	}
	if (r == -ENOENT)
		return 0;
	lock->known = r == 0 ? KNOWN : UNKNOWN;
	return r == 0 ? 0 : platform_unknown(scan, platform, "lock", lock->path, r);
}
