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
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, 4);
    __uint(value_size, 4);
} events SEC(".maps");
SEC("tc")
int copy(struct __sk_buff *skb)
{
    char buf[64] = {};
    int len = skb->len;

    bpf_skb_load_bytes(skb, 0, buf, len);
    bpf_perf_event_output(skb, &events, BPF_F_CURRENT_CPU, buf, sizeof(buf));
    return TC_ACT_OK;
}
