// SPDX-License-Identifier: Apache-2.0
#include "bpf.h"

/* As iproute2 had it. */
struct bpf_elf_map {
	__u32 type;
	__u32 size_key;
	__u32 size_value;
	__u32 max_elem;
	__u32 flags;
	__u32 id;
	__u32 pinning;
	__u32 inner_id;
	__u32 inner_idx;
};

struct bpf_elf_map counters SEC("maps") = {
	.type = MAP_ARRAY, .size_key = 4, .size_value = 8, .max_elem = 16, .pinning = 2,
};

struct bpf_elf_map other SEC("maps") = {
	.type = MAP_HASH, .size_key = 4, .size_value = 4, .max_elem = 2, .flags = 1,
};

SEC("classifier")
int cls(struct __sk_buff *skb)
{
	__u32 zero = 0;
	return map_lookup_elem(&counters, &zero) || map_lookup_elem(&other, &zero);
}

char _license[] SEC("license") = "GPL";
