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

struct bucket { struct bpf_spin_lock lock; __u64 tokens; __u64 last; };
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, struct bucket);
} buckets SEC(".maps");

SEC("tc")
int limit(struct __sk_buff *skb)
{
    __u32 key = skb->ifindex;
    struct bucket *b = bpf_map_lookup_elem(&buckets, &key);

    if (!b)
        return TC_ACT_OK;
    bpf_spin_lock(&b->lock);
    if (b->tokens < skb->len)
        return TC_ACT_SHOT;
    b->tokens -= skb->len;
    bpf_spin_unlock(&b->lock);
    return TC_ACT_OK;
}
