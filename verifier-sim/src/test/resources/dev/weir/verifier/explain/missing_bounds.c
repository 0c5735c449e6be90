// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int ttl(struct __sk_buff *skb) {
    void *data = (void *)(long)skb->data;
    struct iphdr *ip = data + sizeof(struct ethhdr);

    if (ip->ttl <= 1)
        return TC_ACT_SHOT;
    return TC_ACT_OK;
}
