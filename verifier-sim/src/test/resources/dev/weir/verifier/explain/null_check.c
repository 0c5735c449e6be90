// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, __u64);
} flows SEC(".maps");

SEC("tc")
int count(struct __sk_buff *skb) {
    __u32 key = skb->ifindex;
    __u64 *packets = bpf_map_lookup_elem(&flows, &key);

    *packets += 1;
    return TC_ACT_OK;
}
