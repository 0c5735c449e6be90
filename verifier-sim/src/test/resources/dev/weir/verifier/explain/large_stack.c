// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

static __attribute__((noinline)) int inner(struct __sk_buff *skb) {
    char buffer[300];

    bpf_skb_load_bytes(skb, 0, buffer, sizeof(buffer));
    return buffer[17];
}

SEC("tc")
int outer(struct __sk_buff *skb) {
    char buffer[300];

    bpf_skb_load_bytes(skb, 0, buffer, sizeof(buffer));
    return inner(skb) + buffer[3];
}
