// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int spin(struct __sk_buff *skb) {
    volatile __u32 left = skb->len;

    while (left)
        bpf_get_prandom_u32();
    return TC_ACT_OK;
}
