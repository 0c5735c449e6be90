// SPDX-License-Identifier: Apache-2.0
#include "bpf.h"

struct inner {
	__uint(type, MAP_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} one SEC(".maps"), two SEC(".maps");

struct {
	__uint(type, MAP_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { [0] = &one, [2] = &two },
};

struct {
	__uint(type, MAP_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u64);
	__array(values, struct {
		__uint(type, MAP_HASH);
		__uint(max_entries, 8);
		__uint(key_size, 4);
		__uint(value_size, 4);
	});
} dynamic SEC(".maps");

int last(struct __sk_buff *skb);

struct {
	__uint(type, MAP_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps") = {
	.values = { [1] = (void *)&last },
};

SEC("tc")
int start(struct __sk_buff *skb)
{
	__u32 zero = 0;
	void *inner = map_lookup_elem(&outer, &zero);
	__u64 *value = inner ? map_lookup_elem(inner, &zero) : 0;

	if (value)
		++*value;
	if (map_lookup_elem(&dynamic, &value))
		return 3;
	tail_call(skb, &jumps, 1);
	return 0;
}

SEC("tc")
int last(struct __sk_buff *skb)
{
	return 2;
}

char _license[] SEC("license") = "GPL";
