/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fuzz target without a fuzzer: runs the inputs of a corpus file, a line each ("= text"
 * with escapes, ": hex"), and with a directory behind it also writes them there as seeds.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/text.h"
#include "fuzz/fuzz.h"

/* Hex digits to bytes, in place; returns their number. */
static size_t from_hex(char *digits)
{
	size_t n = strlen(digits) / 2;

	for (size_t i = 0; i < n; i++) {
		uint32_t byte;

		HOLDS(text_hex(digits + 2 * i, 2, 0xff, &byte) == 0);
		digits[i] = (char)byte;
	}
	return n;
}

static void write_seed(const char *directory, unsigned number, const void *bytes,
                       size_t size)
{
	char path[512];
	int fd;

	HOLDS(text_format(path, sizeof(path), "%s/seed-%u", directory, number) == 0);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	HOLDS(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	close(fd);
}

/* The line becomes the input; returns its size. */
static size_t input_of(char *line)
{
	char *value = line + 1 + (line[1] == ' ');
	size_t size;

	HOLDS(line[0] == '=' || line[0] == ':');
	if (line[0] == ':') {
		size = from_hex(value);
	} else {
		HOLDS(text_unescape(value) == 0);
		size = strlen(value);
	}
	memmove(line, value, size);
	return size;
}

int main(int argc, char **argv)
{
	_cleanup_(fclosep) FILE *in = argc > 1 ? fopen(argv[1], "re") : NULL;
	_cleanup_(freep) char *line = NULL;
	unsigned number = 0;
	size_t room = 0;

	if (!in) {
		(void)fprintf(stderr, "usage: %s CORPUS [DIRECTORY]\n", argv[0]);
		return 2;
	}
	while (getline(&line, &room, in) > 0) {
		_cleanup_(freep) uint8_t *bytes = NULL;
		size_t size;

		line[strcspn(line, "\n")] = '\0';
		if (!*line || *line == '#')
			continue;
		size = input_of(line);
		bytes = malloc(size ? size : 1);
		HOLDS(bytes);
		memcpy(bytes, line, size);
		if (argc > 2)
			write_seed(argv[2], number, bytes, size);
		(void)LLVMFuzzerTestOneInput(bytes, size);
		number++;
	}
	(void)printf("%u inputs\n", number);
	return number == 0;
}
