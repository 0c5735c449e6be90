// SPDX-License-Identifier: Apache-2.0
/* The C counterpart of samples/src/main/weir/egress_policy.weir. */
#include <linux/bpf.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define FRAGMENT_OFFSET 0x1fff

struct network { __u32 prefix_length; __be32 address; };
struct blocked { __be32 destination; __be16 port; __u8 protocol; __u8 pad; __u32 length; };
struct counters { __u64 allowed, denied; };

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__type(key, struct network);
	__type(value, __u8);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} networks SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} blocked SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct counters);
	__uint(max_entries, 1);
} counters SEC(".maps");

#define COUNT(field)                                                                               \
	do {                                                                                       \
		__u32 zero_ = 0;                                                                   \
		struct counters *c_ = bpf_map_lookup_elem(&counters, &zero_);                      \
		if (c_)                                                                            \
			c_->field++;                                                               \
	} while (0)

SEC("cgroup_skb/egress") int policy(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data;

	if ((void *)(ip + 1) > end || ip->version != 4 || ip->ihl < 5)
		return 1;
	struct network key = { .prefix_length = 32, .address = ip->daddr };
	__u8 *action = bpf_map_lookup_elem(&networks, &key);

	if (action && *action == 1) {
		COUNT(allowed);
		return 1;
	}
	__be16 port = 0;

	if ((ip->protocol == IPPROTO_TCP || ip->protocol == IPPROTO_UDP) &&
	    !(ip->frag_off & bpf_htons(FRAGMENT_OFFSET))) {
		__be16 *ports = data + ip->ihl * 4;
		__u32 size = ip->protocol == IPPROTO_TCP ? sizeof(struct tcphdr)
							 : sizeof(struct udphdr);

		if ((void *)ports + size <= end)
			port = ports[1];
	}
	struct blocked *event = bpf_ringbuf_reserve(&blocked, sizeof(*event), 0);

	if (event) {
		event->destination = ip->daddr;
		event->port = port;
		event->protocol = ip->protocol;
		event->pad = 0;
		event->length = skb->len;
		bpf_ringbuf_submit(event, 0);
	}
	COUNT(denied);
	return 0;
}

char _license[] SEC("license") = "GPL";
