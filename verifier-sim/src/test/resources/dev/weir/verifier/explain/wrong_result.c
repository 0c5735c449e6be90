// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("cgroup/recvmsg4")
int hide(struct bpf_sock_addr *ctx) {
    if (ctx->user_port == 53)
        return 0;
    return 1;
}
