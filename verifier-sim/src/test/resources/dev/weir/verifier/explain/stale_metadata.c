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

SEC("xdp")
int meta(struct xdp_md *ctx)
{
    __u32 *meta = (void *)(long)ctx->data_meta;
    void *data = (void *)(long)ctx->data;

    if (bpf_xdp_adjust_meta(ctx, -(int)sizeof(*meta)))
        return XDP_PASS;
    *meta = 42;
    return XDP_PASS;
}
