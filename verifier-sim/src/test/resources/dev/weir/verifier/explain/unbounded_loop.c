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
int sum_payload(struct __sk_buff *skb)
{
    void *data_end = (void *)(long)skb->data_end;
    __u8 *p = (void *)(long)skb->data;
    __u32 sum = 0;

    for (__u32 i = 0; i < skb->len; i++) {
        if ((void *)(p + i + 1) > data_end)
            break;
        sum += p[i];
    }
    skb->mark = sum;
    return TC_ACT_OK;
}
