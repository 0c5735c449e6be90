// SPDX-License-Identifier: GPL-2.0-only
/*
 * Teaches the stock `ip` command the link type uveth: a plug-in that `ip` loads by name from its
 * folder of libraries (/usr/lib/<arch>/ip, or $IP_LIB_DIR).
 */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/syscall.h>
#include <linux/bpf.h>

#include "../uveth/uveth_uapi.h"
#include "ip_plugin.h"

#define REQUEST_SIZE 1024

static const char * const modes[] = { "l2", "l3" };
static const char * const receptions[] = { "auto", "backlog", "fib" };
static const char * const counters[] = {
	"direct", "backlog", "forwarded", "redirected", "drop-down", "drop-prog",
	"drop-neigh", "drop-queue", "drop-receive", "drop-malformed", "drop-mtu",
};

#define COUNT(names) ((int)(sizeof(names) / sizeof((names)[0])))

_Static_assert(COUNT(counters) == IFLA_UVETH_CNT_PAD - 1, "every counter has a name");

static void print_help(struct link_util *self, int argc, char **argv, FILE *out)
{
	fputs("Usage: ... uveth [ mode { l2 | l3 } ] [ rx { auto | backlog | fib } ]\n"
	      "                 [ keep-mark on|off ] [ keep-priority on|off ] [ keep-tstamp on|off ]\n"
	      "                 [ prog { pinned PATH | fd NUMBER | none } ]\n"
	      "                 [ peer [ name NAME ] [ netns NETNS ] [ LINK-OPTIONS ] ]\n"
	      "\n"
	      "  rx    how the other end receives: at once where that is safe, always through the\n"
	      "        backlog, or, for what the peer sends, routed in the driver\n"
	      "  prog  a sched_cls program that sees what the peer sends\n"
	      "  keep  what packets keep on their way; by default the delivery time alone\n", out);
}

static int find(const char *word, const char * const names[], int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (!strcmp(word, names[i]))
			return i;
	return -1;
}

static int wrong(const char *what, const char *found, const char *expected)
{
	fprintf(stderr, "uveth: %s is \"%s\"; expected %s\n", what, found, expected);
	return -1;
}

/* The descriptor of a program that is pinned in a BPF file system. */
static int open_pinned(const char *path)
{
	union bpf_attr attr;
	long fd;

	memset(&attr, 0, sizeof(attr));
	attr.pathname = (__u64)(unsigned long)path;
	fd = syscall(SYS_bpf, BPF_OBJ_GET, &attr, sizeof(attr));
	if (fd < 0)
		fprintf(stderr, "uveth: cannot open %s: %s\n", path, strerror(errno));
	return (int)fd;
}

/* Reads `prog pinned PATH|fd NUMBER|none`; how many words that took, or -1. */
static int parse_program(int argc, char **argv, struct nlmsghdr *request)
{
	int fd = -1, words = 1;
	char *end;

	if (argc < 1)
		return wrong("prog", "", "pinned PATH, fd NUMBER or none");
	if (!strcmp(argv[0], "none")) {
		words = 1;
	} else if (argc >= 2 && !strcmp(argv[0], "pinned")) {
		fd = open_pinned(argv[1]);
		if (fd < 0)
			return -1;
		words = 2;
	} else if (argc >= 2 && !strcmp(argv[0], "fd")) {
		fd = strtol(argv[1], &end, 10);
		if (end == argv[1] || *end || fd < 0)
			return wrong("prog fd", argv[1], "the number of a descriptor");
		words = 2;
	} else {
		return wrong("prog", argv[0], "pinned PATH, fd NUMBER or none");
	}
	addattr32(request, REQUEST_SIZE, IFLA_UVETH_PROG_FD, (__u32)fd);
	return words;
}

/* Reads what follows `peer`: the options of any link. */
static int parse_peer(int argc, char **argv, struct nlmsghdr *request)
{
	struct ifinfomsg *header = NLMSG_DATA(request), saved = *header, *peer;
	struct rtattr *nest;
	char *type = NULL;
	int used;

	nest = (struct rtattr *)((char *)request + NLMSG_ALIGN(request->nlmsg_len));
	addattr_l(request, REQUEST_SIZE, IFLA_UVETH_PEER_INFO, NULL, 0);
	header->ifi_flags = 0;
	header->ifi_change = 0;
	header->ifi_index = 0;
	request->nlmsg_len += sizeof(*peer);
	used = iplink_parse(argc, argv, (struct iplink_req *)request, &type);
	if (used < 0)
		return used;
	if (type)
		return wrong("peer", type, "no type: it is uveth too");
	peer = RTA_DATA(nest);
	*peer = *header;
	*header = saved;
	nest->rta_len = (char *)request + NLMSG_ALIGN(request->nlmsg_len) - (char *)nest;
	return used;
}

static int parse_flag(const char *option, const char *word, int attr, struct nlmsghdr *request)
{
	if (strcmp(word, "on") && strcmp(word, "off"))
		return wrong(option, word, "on or off");
	addattr8(request, REQUEST_SIZE, attr, !strcmp(word, "on"));
	return 1;
}

static int parse_choice(const char *option, const char *word, const char * const names[],
			int count, const char *expected, int attr, struct nlmsghdr *request)
{
	int number = find(word, names, count);

	if (number < 0)
		return wrong(option, word, expected);
	addattr32(request, REQUEST_SIZE, attr, number);
	return 1;
}

/* Reads an option with one word for a value; how many words that took, or -1. */
static int parse_word(int argc, char **argv, struct nlmsghdr *request)
{
	const char *option = argv[0], *word = argv[1];

	if (argc < 2) {
		fprintf(stderr, "uveth: \"%s\" needs a value\n", option);
		return -1;
	}
	if (!strcmp(option, "mode"))
		return parse_choice(option, word, modes, COUNT(modes), "l2 or l3",
				    IFLA_UVETH_MODE, request);
	if (!strcmp(option, "rx"))
		return parse_choice(option, word, receptions, COUNT(receptions),
				    "auto, backlog or fib", IFLA_UVETH_RX, request);
	if (!strcmp(option, "keep-mark"))
		return parse_flag(option, word, IFLA_UVETH_KEEP_MARK, request);
	if (!strcmp(option, "keep-priority"))
		return parse_flag(option, word, IFLA_UVETH_KEEP_PRIORITY, request);
	if (!strcmp(option, "keep-tstamp"))
		return parse_flag(option, word, IFLA_UVETH_KEEP_TSTAMP, request);
	fprintf(stderr, "uveth: unknown option \"%s\"; `ip link help uveth` lists them\n", option);
	return -1;
}

static int parse_opt(struct link_util *self, int argc, char **argv, struct nlmsghdr *request)
{
	int used;

	while (argc > 0) {
		if (!strcmp(argv[0], "help")) {
			print_help(self, argc, argv, stderr);
			return -1;
		}
		if (!strcmp(argv[0], "peer"))
			used = parse_peer(argc - 1, argv + 1, request);
		else if (!strcmp(argv[0], "prog"))
			used = parse_program(argc - 1, argv + 1, request);
		else
			used = parse_word(argc, argv, request);
		if (used < 0)
			return -1;
		argc -= used + 1;
		argv += used + 1;
	}
	return 0;
}

static __u32 number(const struct rtattr *attr)
{
	return *(const __u32 *)RTA_DATA(attr);
}

static const char *name(const struct rtattr *attr, const char * const names[], int count)
{
	return (int)number(attr) < count ? names[number(attr)] : "?";
}

static void print_flag(const char *option, const char *format, const struct rtattr *attr)
{
	const char *word;

	if (!attr)
		return;
	word = *(const __u8 *)RTA_DATA(attr) ? "on" : "off";
	print_color_string(PRINT_ANY, COLOR_NONE, option, format, word);
}

static void print_word(const char *option, const char *format, const struct rtattr *attr,
		       const char * const names[], int count)
{
	if (attr)
		print_color_string(PRINT_ANY, COLOR_NONE, option, format, name(attr, names, count));
}

static void print_counters(struct rtattr *nest)
{
	struct rtattr *attrs[IFLA_UVETH_CNT_MAX + 1];
	char format[32];
	__u64 value;
	int i;

	parse_rtattr_flags(attrs, IFLA_UVETH_CNT_MAX, RTA_DATA(nest), RTA_PAYLOAD(nest),
			   NLA_F_NESTED);
	open_json_object("counters");
	for (i = 1; i <= COUNT(counters); i++) {
		if (!attrs[i])
			continue;
		memcpy(&value, RTA_DATA(attrs[i]), sizeof(value));
		snprintf(format, sizeof(format), "%s %%llu ", counters[i - 1]);
		print_color_u64(PRINT_ANY, COLOR_NONE, counters[i - 1], format, value);
	}
	close_json_object();
}

/* Prints to `out`, or, for `ip -json`, what `ip` makes of it. */
static void print_opt(struct link_util *self, FILE *out, struct rtattr *attrs[])
{
	struct rtattr *primary;

	if (!attrs)
		return;
	primary = attrs[IFLA_UVETH_PRIMARY];
	if (primary)
		print_color_string(PRINT_ANY, COLOR_NONE, "end", "%s ",
				   *(__u8 *)RTA_DATA(primary) ? "primary" : "peer");
	print_word("mode", "mode %s ", attrs[IFLA_UVETH_MODE], modes, COUNT(modes));
	print_word("rx", "rx %s ", attrs[IFLA_UVETH_RX], receptions, COUNT(receptions));
	print_flag("keep-mark", "keep-mark %s ", attrs[IFLA_UVETH_KEEP_MARK]);
	print_flag("keep-priority", "keep-priority %s ", attrs[IFLA_UVETH_KEEP_PRIORITY]);
	print_flag("keep-tstamp", "keep-tstamp %s ", attrs[IFLA_UVETH_KEEP_TSTAMP]);
	if (attrs[IFLA_UVETH_PROG_ID])
		print_color_uint(PRINT_ANY, COLOR_NONE, "prog-id", "prog-id %u ",
				 number(attrs[IFLA_UVETH_PROG_ID]));
	if (attrs[IFLA_UVETH_COUNTERS])
		print_counters(attrs[IFLA_UVETH_COUNTERS]);
}

struct link_util uveth_link_util = {
	.id = "uveth",
	.maxattr = IFLA_UVETH_MAX,
	.parse_opt = parse_opt,
	.print_opt = print_opt,
	.print_help = print_help,
};
