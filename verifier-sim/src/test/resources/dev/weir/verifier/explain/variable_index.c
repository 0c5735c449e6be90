// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct slots {
    __u32 count[16];
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct slots);
} table SEC(".maps");

SEC("tc")
int bucket(struct __sk_buff *skb) {
    __u32 zero = 0;
    struct slots *slots = bpf_map_lookup_elem(&table, &zero);
    __u32 i = skb->hash;

    if (!slots)
        return TC_ACT_OK;
    slots->count[i] += 1;
    return TC_ACT_OK;
}
