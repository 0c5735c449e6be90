// SPDX-License-Identifier: Apache-2.0
#include "bpf.h"

struct task_struct {
	int pid;
	int tgid;
	struct task_struct *parent;
} __core;

struct missing___gone {
	int x;
} __core;

SEC("raw_tracepoint/sched_switch")
int parent(void *ctx)
{
	struct task_struct *task = (void *)get_current_task();
	struct task_struct *up;
	int pid = 0;

	probe_read_kernel(&up, sizeof(up), &task->parent);
	if (__builtin_preserve_field_info(up->tgid, 2))
		probe_read_kernel(&pid, sizeof(pid), &up->tgid);
	if (__builtin_preserve_type_info(*(struct missing___gone *)0, 0))
		return 1;
	return pid;
}

char _license[] SEC("license") = "GPL";
