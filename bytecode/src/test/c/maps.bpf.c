// SPDX-License-Identifier: Apache-2.0
#include "bpf.h"

typedef struct {
	__u32 address;
	__u16 port;
	__u16 pad;
} endpoint_t;

struct stats {
	__u64 packets;
	__u64 bytes;
};

struct {
	__uint(type, MAP_HASH);
	__uint(max_entries, 64);
	__type(key, endpoint_t);
	__type(value, struct stats);
} flows SEC(".maps");

struct {
	__uint(type, MAP_LPM_TRIE);
	__uint(map_flags, 1);
	__uint(key_size, 8);
	__uint(value_size, 4);
	__uint(max_entries, 1 << 20);
	__uint(pinning, 1);
	__uint(numa_node, 0);
} routes SEC(".maps");

struct {
	__uint(type, MAP_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tc")
int count(struct __sk_buff *skb)
{
	endpoint_t key = { .address = skb->mark };
	struct stats *s = map_lookup_elem(&flows, &key);
	if (s) {
		s->packets++;
		s->bytes += skb->len;
	}
	return map_lookup_elem(&routes, &key) ? 0 : -1;
}

char _license[] SEC("license") = "Dual BSD/GPL";
