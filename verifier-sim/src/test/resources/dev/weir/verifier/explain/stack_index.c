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

SEC("tc")
int histo(struct __sk_buff *skb)
{
    __u8 buckets[16] = {};
    __u32 i = skb->len >> 6;

    buckets[i]++;
    buckets[skb->ifindex & 15]++;
    return buckets[3] ? TC_ACT_SHOT : TC_ACT_OK;
}
