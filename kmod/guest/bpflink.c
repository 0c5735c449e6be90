// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaches a pinned program to a device by a BPF link and pins the link, for attach types that the
 * guest's bpftool does not know.
 *
 *   bpflink PROGRAM DEVICE TYPE LINK     TYPE is the number of the attach type; 55: netkit peer
 */
#include <errno.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int failed(const char *what)
{
	fprintf(stderr, "bpflink: %s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	union bpf_attr attr = { 0 };
	int program, link;

	if (argc != 5) {
		fputs("bpflink: expected PROGRAM DEVICE TYPE LINK\n", stderr);
		return 2;
	}
	attr.pathname = (unsigned long)argv[1];
	program = bpf(BPF_OBJ_GET, &attr);
	if (program < 0)
		return failed(argv[1]);
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = program;
	attr.link_create.target_fd = if_nametoindex(argv[2]);
	attr.link_create.attach_type = atoi(argv[3]);
	link = bpf(BPF_LINK_CREATE, &attr);
	if (link < 0)
		return failed(argv[2]);
	memset(&attr, 0, sizeof(attr));
	attr.pathname = (unsigned long)argv[4];
	attr.bpf_fd = link;
	return bpf(BPF_OBJ_PIN, &attr) ? failed(argv[4]) : 0;
}
