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

struct conf { __u32 mark; __u32 limit; };
__noinline int apply(struct __sk_buff *skb, struct conf *conf)
{
    skb->mark = conf->mark;
    return conf->limit;
}

SEC("tc")
int global(struct __sk_buff *skb)
{
    struct conf c = { 1, 2 };

    return apply(skb, &c) > 3 ? TC_ACT_SHOT : TC_ACT_OK;
}
