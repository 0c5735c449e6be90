// SPDX-License-Identifier: Apache-2.0
#include "bpf.h"

static __noinline int leaf(struct __sk_buff *skb)
{
	asm volatile("" ::: "memory");
	return skb->len * 3;
}

static __noinline int branch(struct __sk_buff *skb, int depth)
{
	return leaf(skb) + depth;
}

__noinline int shared(struct __sk_buff *skb)
{
	return skb ? branch(skb, 1) : 0;
}

__hidden __noinline int hidden(struct __sk_buff *skb)
{
	return leaf(skb) + 2;
}

static long each(__u32 index, __u64 *sum)
{
	*sum += index;
	return 0;
}

SEC("tc")
int first(struct __sk_buff *skb)
{
	__u64 sum = 0;
	loop(10, each, &sum, 0);
	return leaf(skb) + shared(skb) + sum;
}

SEC("classifier")
int second(struct __sk_buff *skb)
{
	return branch(skb, 4) + hidden(skb);
}

SEC("tc")
int third(struct __sk_buff *skb)
{
	return shared(skb);
}

char _license[] SEC("license") = "GPL";
