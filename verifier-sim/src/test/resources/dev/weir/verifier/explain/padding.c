// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct key {
    __u8 protocol;
    __u32 address;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, struct key);
    __type(value, __u64);
} flows SEC(".maps");

SEC("cgroup/connect4")
int note(struct bpf_sock_addr *ctx) {
    struct key key;
    __u64 one = 1;

    key.protocol = ctx->protocol;
    key.address = ctx->user_ip4;
    bpf_map_update_elem(&flows, &key, &one, BPF_ANY);
    return 1;
}
