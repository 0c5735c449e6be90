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

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, __u64);
} flows SEC(".maps");
struct sum { __u64 total; __u8 *end; };
static long add(void *map, __u32 *key, __u64 *value, struct sum *sum)
{
    sum->total += value[1];
    return 0;
}

SEC("tc")
int total(struct __sk_buff *skb)
{
    struct sum sum = {};

    bpf_for_each_map_elem(&flows, add, &sum, 0);
    skb->mark = sum.total;
    return TC_ACT_OK;
}
