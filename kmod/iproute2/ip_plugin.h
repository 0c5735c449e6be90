/* SPDX-License-Identifier: GPL-2.0-only */
/* The few declarations that `ip` shares with its plug-ins, so that none needs iproute2's sources. */
#ifndef _IP_PLUGIN_H
#define _IP_PLUGIN_H

#include <linux/rtnetlink.h>
#include <stdio.h>

/* What `ip` looks up in a plug-in, by the name <type>_link_util. */
struct link_util {
	struct link_util *next;
	const char *id;
	int maxattr;
	int (*parse_opt)(struct link_util *self, int argc, char **argv, struct nlmsghdr *request);
	void (*print_opt)(struct link_util *self, FILE *out, struct rtattr *attrs[]);
	void (*print_xstats)(struct link_util *self, FILE *out, struct rtattr *xstats);
	void (*print_help)(struct link_util *self, int argc, char **argv, FILE *out);
	int (*parse_ifla_xstats)(struct link_util *self, int argc, char **argv);
	int (*print_ifla_xstats)(struct nlmsghdr *message, void *arg);
};

struct iplink_req {
	struct nlmsghdr n;
	struct ifinfomsg i;
	char buf[1024];
};

/* Exported by `ip` itself. */
int iplink_parse(int argc, char **argv, struct iplink_req *request, char **type);
int addattr_l(struct nlmsghdr *message, int maxlen, int type, const void *data, int length);
int addattr32(struct nlmsghdr *message, int maxlen, int type, __u32 data);
int addattr8(struct nlmsghdr *message, int maxlen, int type, __u8 data);
int parse_rtattr_flags(struct rtattr *attrs[], int max, struct rtattr *first, int length,
		       unsigned short flags);

/* Printing, as text or as JSON: whatever `ip` was asked for. */
enum output_type { PRINT_FP = 1, PRINT_JSON = 2, PRINT_ANY = 4 };
enum color_attr { COLOR_NONE = 6 };

int print_color_string(enum output_type type, enum color_attr color, const char *key,
		       const char *format, const char *value);
int print_color_uint(enum output_type type, enum color_attr color, const char *key,
		     const char *format, unsigned int value);
int print_color_u64(enum output_type type, enum color_attr color, const char *key,
		    const char *format, __u64 value);
void open_json_object(const char *name);
void close_json_object(void);

#endif
