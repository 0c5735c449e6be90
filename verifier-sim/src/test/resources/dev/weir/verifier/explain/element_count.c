// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct table { __u32 count[16]; };
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct table);
} tables SEC(".maps");

SEC("cgroup_skb/ingress")
int per_proto(struct __sk_buff *skb)
{
    __u32 zero = 0;
    struct table *t = bpf_map_lookup_elem(&tables, &zero);
    __u32 proto = bpf_ntohs(skb->protocol);

    if (!t)
        return 1;
    if (proto > 16)
        proto = 16;
    __sync_fetch_and_add(&t->count[proto], 1);
    return 1;
}
