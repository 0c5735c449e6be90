// SPDX-License-Identifier: Apache-2.0
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} totals SEC(".maps");

SEC("xdp")
__attribute__((naked)) int count(struct xdp_md *ctx)
{
    asm volatile("r1 = 0;"
                 "*(u32 *)(r10 - 4) = r1;"
                 "r2 = r10;"
                 "r2 += -4;"
                 "r1 = %[totals] ll;"
                 "call %[lookup];"
                 "r1 = 1;"
                 "lock *(u64 *)(r0 + 0) += r1;"
                 "r0 = 2;"
                 "exit;"
                 :
                 : [lookup] "i"(bpf_map_lookup_elem), [totals] "i"(&totals)
                 : "memory");
}
