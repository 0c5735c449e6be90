// SPDX-License-Identifier: Apache-2.0
/* The C counterpart of samples/src/main/weir/protocol_count.weir. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define NEXT (-1)

struct traffic { __u64 packets, bytes; };
struct counters { __u64 not_ip; };
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct traffic);
	__uint(max_entries, 256);
} by_protocol SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct counters);
	__uint(max_entries, 1);
} counters SEC(".maps");

static __always_inline int pull(struct __sk_buff *skb, __u32 length)
{
	if ((void *)(long)skb->data + length <= (void *)(long)skb->data_end)
		return 0;
	return bpf_skb_pull_data(skb, length);
}

static __always_inline __u32 protocol_of(struct __sk_buff *skb)
{
	if (pull(skb, ETH_HLEN))
		return 256;
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;

	if ((void *)(eth + 1) > end)
		return 256;
	__be16 proto = eth->h_proto;

	if (proto == bpf_htons(ETH_P_IP)) {
		if (pull(skb, ETH_HLEN + sizeof(struct iphdr)))
			return 256;
		struct iphdr *ip = (void *)(long)skb->data + ETH_HLEN;

		if ((void *)(ip + 1) > (void *)(long)skb->data_end || ip->version != 4 || ip->ihl < 5)
			return 256;
		return ip->protocol;
	}
	if (proto == bpf_htons(ETH_P_IPV6)) {
		if (pull(skb, ETH_HLEN + sizeof(struct ipv6hdr)))
			return 256;
		struct ipv6hdr *ip = (void *)(long)skb->data + ETH_HLEN;

		if ((void *)(ip + 1) > (void *)(long)skb->data_end || ip->version != 6)
			return 256;
		return ip->nexthdr;
	}
	return 256;
}

SEC("tcx/ingress") int count_in(struct __sk_buff *skb)
{
	__u32 key = protocol_of(skb);
	struct traffic *traffic = bpf_map_lookup_elem(&by_protocol, &key);

	if (!traffic) {
		__u32 zero = 0;
		struct counters *c = bpf_map_lookup_elem(&counters, &zero);

		if (c)
			c->not_ip++;
		return NEXT;
	}
	traffic->packets++;
	traffic->bytes += skb->len;
	return NEXT;
}

char _license[] SEC("license") = "GPL";
