// SPDX-License-Identifier: Apache-2.0
//
// Asks the kernel that it runs on for its verdict on many programs: reads a deck of maps and programs,
// a line each, and prints a line per program. Statically linked, for guests that hold nothing else.
//
//   oracle DECK
//
// A deck, as dev.weir.testkit.fuzz.Deck writes it; code and types are hexadecimal:
//
//   types HEX
//   map NAME TYPE KEY VALUE ENTRIES FLAGS INNER TYPED KEY_ID VALUE_ID OWNED CONTENT   INNER: a map or -
//   program NUMBER TYPE ATTACH TYPED LICENSE CODE [m:SLOT:MAP:OFFSET] [k:SLOT:FUNCTION] [f:SLOT:ID]...
//
// An answer is "VERDICT number errno processed message"; errno is -1 where a map could not be made.
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAPS = 256, CODE = 1 << 20, LOG = 1 << 20, FUNCTIONS = 512, STATISTICS = 4, RDONLY_PROG = 1 << 7 };

struct map {
	char name[64];
	uint32_t type, key, value, entries, flags, key_id, value_id;
	char inner[64];
	int typed, owned, fd;
	size_t size;
	uint8_t *content;
};

struct btf_header {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t header, types, types_size, strings, strings_size;
};

static struct map maps[MAPS];
static int map_count, types_fd = -1;
static uint8_t code[CODE];
static char verifier_log[LOG];
static uint8_t *kernel_types;

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static void fail(const char *what)
{
	printf("oracle: %s: %s\n", what, strerror(errno));
	exit(2);
}

static size_t unhex(const char *text, uint8_t *to, size_t most)
{
	size_t size = strlen(text) / 2;
	for (size_t i = 0; i < size && i < most; i++) {
		unsigned byte;
		sscanf(text + 2 * i, "%2x", &byte);
		to[i] = byte;
	}
	return size < most ? size : most;
}

static struct map *find(const char *name)
{
	for (int i = 0; i < map_count; i++)
		if (!strcmp(maps[i].name, name))
			return &maps[i];
	return NULL;
}

static int create(struct map *map)
{
	union bpf_attr attr = {
		.map_type = map->type, .key_size = map->key, .value_size = map->value,
		.max_entries = map->entries, .map_flags = map->flags,
	};
	int inner = -1;
	if (strcmp(map->inner, "-")) {
		struct map *template = find(map->inner);
		inner = template ? create(template) : -1;
		if (inner < 0)
			return -1;
		attr.inner_map_fd = inner;
	}
	if (map->typed && types_fd >= 0) {
		attr.btf_fd = types_fd;
		attr.btf_key_type_id = map->key_id;
		attr.btf_value_type_id = map->value_id;
	}
	int fd = bpf(BPF_MAP_CREATE, &attr);
	if (inner >= 0)
		close(inner);
	if (fd >= 0 && map->size && map->flags & RDONLY_PROG) {
		uint32_t zero = 0;
		union bpf_attr set = { .map_fd = fd, .key = (uintptr_t)&zero, .value = (uintptr_t)map->content };
		union bpf_attr freeze = { .map_fd = fd };
		bpf(BPF_MAP_UPDATE_ELEM, &set);
		bpf(BPF_MAP_FREEZE, &freeze);
	}
	return fd;
}

// Maps that remember the first program that used them are made anew for each.
static int use(const char *name)
{
	struct map *map = find(name);
	if (!map)
		return -1;
	if (map->owned && map->fd >= 0) {
		close(map->fd);
		map->fd = -1;
	}
	if (map->fd < 0)
		map->fd = create(map);
	return map->fd;
}

static void load_types(const char *text)
{
	size_t most = strlen(text) / 2;
	uint8_t *types = malloc(most + 1);
	union bpf_attr attr = { .btf = (uintptr_t)types, .btf_size = unhex(text, types, most) };
	types_fd = bpf(BPF_BTF_LOAD, &attr);
	if (types_fd < 0)
		printf("oracle: the kernel refuses the types: %s\n", strerror(errno));
}

static void load_kernel_types(void)
{
	struct stat about;
	int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY);
	if (fd < 0 || fstat(fd, &about))
		return;
	kernel_types = malloc(about.st_size);
	for (off_t at = 0; at < about.st_size;) {
		ssize_t got = read(fd, kernel_types + at, about.st_size - at);
		if (got <= 0)
			fail("cannot read the kernel's types");
		at += got;
	}
	close(fd);
}

// Words that follow a type's three, by its kind.
static uint32_t words(uint32_t kind, uint32_t count)
{
	switch (kind) {
	case 1: case 14: case 17:
		return 1;
	case 3: case 4: case 5: case 15: case 19:
		return kind == 3 ? 3 : count * 3;
	case 6: case 13:
		return count * 2;
	default:
		return 0;
	}
}

static int kernel_function(const char *name)
{
	if (!kernel_types)
		return 0;
	struct btf_header *header = (void *)kernel_types;
	uint32_t *type = (void *)(kernel_types + header->header + header->types);
	uint32_t *end = (void *)((uint8_t *)type + header->types_size);
	const char *strings = (char *)kernel_types + header->header + header->strings;
	for (int id = 1; type < end; id++) {
		uint32_t kind = type[1] >> 24 & 0x1f;
		if (kind == 12 && !strcmp(strings + type[0], name))
			return id;
		type += 3 + words(kind, type[1] & 0xffff);
	}
	return 0;
}

static void read_map(char *line)
{
	if (map_count == MAPS)
		fail("too many maps");
	struct map *map = &maps[map_count++];
	char *content = strrchr(line, ' ') + 1;
	sscanf(line, "map %63s %u %u %u %u %u %63s %d %u %u %d", map->name, &map->type, &map->key, &map->value,
	       &map->entries, &map->flags, map->inner, &map->typed, &map->key_id, &map->value_id, &map->owned);
	map->fd = -1;
	if (strcmp(content, "-")) {
		size_t most = strlen(content) / 2;
		map->content = malloc(most + 1);
		map->size = unhex(content, map->content, most);
	}
}

// The last line before the statistics, and the instructions processed.
static const char *message(long *processed)
{
	char *last = "";
	*processed = 0;
	for (char *line = strtok(verifier_log, "\n"); line; line = strtok(NULL, "\n")) {
		if (!strncmp(line, "processed ", 10))
			*processed = atol(line + 10);
		else if (strncmp(line, "verification time", 17) && strncmp(line, "stack depth", 11))
			last = line;
	}
	return last;
}

static void judge(char *line)
{
	static uint32_t functions[FUNCTIONS][2];
	uint32_t number, type, attach, function_count = 0;
	int typed, missing = 0;
	char *rest;
	strtok_r(line, " ", &rest);
	number = atoi(strtok_r(NULL, " ", &rest));
	type = atoi(strtok_r(NULL, " ", &rest));
	attach = atoi(strtok_r(NULL, " ", &rest));
	typed = atoi(strtok_r(NULL, " ", &rest));
	char *license = strtok_r(NULL, " ", &rest);
	size_t size = unhex(strtok_r(NULL, " ", &rest), code, CODE);
	struct bpf_insn *insns = (void *)code;
	for (char *fix = strtok_r(NULL, " ", &rest); fix; fix = strtok_r(NULL, " ", &rest)) {
		char name[128] = "";
		int slot, value = 0;
		sscanf(fix + 2, "%d:%127[^:]:%d", &slot, name, &value);
		if (fix[0] == 'm') {
			int fd = use(name);
			missing |= fd < 0;
			insns[slot].imm = fd;
			insns[slot + 1].imm = value;
		} else if (fix[0] == 'k') {
			insns[slot].imm = kernel_function(name);
		} else if (function_count < FUNCTIONS) {
			functions[function_count][0] = slot;
			functions[function_count++][1] = atoi(name);
		}
	}
	if (missing || (typed && types_fd < 0)) {
		printf("VERDICT %u -1 0 a map or the types could not be made\n", number);
		return;
	}
	union bpf_attr attr = {
		.prog_type = type, .expected_attach_type = attach, .insns = (uintptr_t)code,
		.insn_cnt = size / sizeof(*insns), .license = (uintptr_t)license,
		.log_buf = (uintptr_t)verifier_log, .log_size = LOG, .log_level = STATISTICS,
	};
	if (typed) {
		attr.prog_btf_fd = types_fd;
		attr.func_info = (uintptr_t)functions;
		attr.func_info_cnt = function_count;
		attr.func_info_rec_size = sizeof(functions[0]);
	}
	verifier_log[0] = 0;
	int fd = bpf(BPF_PROG_LOAD, &attr);
	int error = fd < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	long processed;
	const char *why = message(&processed);
	printf("VERDICT %u %d %ld %.200s\n", number, error, processed, error ? why : "");
}

int main(int count, char **arguments)
{
	FILE *deck = count > 1 ? fopen(arguments[1], "r") : NULL;
	if (!deck)
		fail("cannot read the deck");
	load_kernel_types();
	char *line = NULL;
	size_t room = 0;
	for (ssize_t length; (length = getline(&line, &room, deck)) > 0;) {
		line[strcspn(line, "\n")] = 0;
		if (!strncmp(line, "types ", 6))
			load_types(line + 6);
		else if (!strncmp(line, "map ", 4))
			read_map(line);
		else if (!strncmp(line, "program ", 8))
			judge(line);
		fflush(stdout);
	}
	return 0;
}
