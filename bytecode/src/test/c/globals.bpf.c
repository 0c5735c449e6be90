// SPDX-License-Identifier: Apache-2.0
#include "bpf.h"

const volatile __u32 limit = 7;
const volatile struct {
	__u64 a;
	__u32 b;
} settings = { 1, 2 };
__u64 total;
static __u64 hidden_total;
int initial = -5;
static volatile int choices[4] = { 4, 3, 2, 1 };

SEC("cgroup/connect4")
int connect(struct __sk_buff *ctx)
{
	static __u32 calls;
	static const char text[] = "connect %d\n";

	calls++;
	total += limit + settings.b;
	__sync_fetch_and_add(&hidden_total, 1);
	initial += choices[calls & 3];
	trace_printk(text, sizeof(text), initial);
	trace_printk("plain string\n", 14);
	return hidden_total > 3;
}

char _license[] SEC("license") = "GPL";
