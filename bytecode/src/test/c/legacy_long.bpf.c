// SPDX-License-Identifier: Apache-2.0
#include "bpf.h"

/* As loaders had it that know more fields than libbpf did. */
struct bpf_map_def {
	__u32 type;
	__u32 key_size;
	__u32 value_size;
	__u32 max_entries;
	__u32 map_flags;
	__u32 inner_map_idx;
	__u32 numa_node;
};

struct bpf_map_def first SEC("maps") = {
	.type = MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 16,
};

struct bpf_map_def second SEC("maps") = {
	.type = MAP_HASH, .key_size = 4, .value_size = 4, .max_entries = 2, .map_flags = 1,
	.numa_node = NODE,
};

SEC("filter")
int pick(struct __sk_buff *skb)
{
	__u32 zero = 0;
	return map_lookup_elem(&first, &zero) || map_lookup_elem(&second, &zero);
}

char _license[] SEC("license") = "GPL";
