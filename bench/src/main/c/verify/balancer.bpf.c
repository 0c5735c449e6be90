// SPDX-License-Identifier: Apache-2.0
/* A packet load balancer of many stages: functions that are not inlined, so that the verifier follows them again
 * at each call, address translation for both families, checksums, and stages that are unrolled. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define STAGES 24

struct address { __u32 words[4]; };
struct flow { struct address from, to; __u16 from_port, to_port; __u8 protocol, family, stage, pad; };
struct service { __u32 backends, first, flags, affinity; };
struct backend { struct address address; __u16 port; __u8 family, state; __u32 weight; };
struct entry { struct address address; __u64 seen, packets, bytes; __u32 backend, service; __u16 port, flags; __u32 pad; };
struct headers { __u32 l3, l4; __u8 protocol, family; __u16 from_port, to_port, length; };

struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, struct flow); __type(value, struct service); __uint(max_entries, 4096); } services SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct backend); __uint(max_entries, 4096); } backends SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __type(key, struct flow); __type(value, struct entry); __uint(max_entries, 131072); } entries SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 256); } counters SEC(".maps");

static __noinline int add(__u32 which, __u64 by)
{
	__u64 *value = bpf_map_lookup_elem(&counters, &which);

	if (value)
		*value += by;
	return 0;
}

static __noinline int dissect(struct __sk_buff *skb, struct headers *headers, struct flow *flow)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	__be16 *ports;

	if ((void *)(eth + 1) > end)
		return -1;
	headers->l3 = sizeof(*eth);
	if (eth->h_proto == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end || ip->ihl != 5)
			return -1;
		headers->l4 = sizeof(*eth) + sizeof(*ip);
		headers->protocol = ip->protocol;
		headers->family = 4;
		headers->length = bpf_ntohs(ip->tot_len);
		flow->from.words[0] = ip->saddr;
		flow->to.words[0] = ip->daddr;
	} else if (eth->h_proto == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end)
			return -1;
		headers->l4 = sizeof(*eth) + sizeof(*ip);
		headers->protocol = ip->nexthdr;
		headers->family = 6;
		headers->length = bpf_ntohs(ip->payload_len);
		__builtin_memcpy(&flow->from, &ip->saddr, 16);
		__builtin_memcpy(&flow->to, &ip->daddr, 16);
	} else {
		return 1;
	}
	if (headers->protocol != IPPROTO_TCP && headers->protocol != IPPROTO_UDP)
		return 1;
	ports = data + (headers->family == 4 ? 34 : 54);
	if ((void *)(ports + 2) > end)
		return -1;
	headers->from_port = flow->from_port = ports[0];
	headers->to_port = flow->to_port = ports[1];
	flow->protocol = headers->protocol;
	flow->family = headers->family;
	return 0;
}

static __always_inline int rewrite(struct __sk_buff *skb, struct headers *headers, struct flow *flow,
				   struct address *to, __be16 port)
{
	__u32 sum = headers->l4 + (headers->protocol == IPPROTO_TCP ? 16 : 6);
	int flags = headers->protocol == IPPROTO_UDP ? BPF_F_MARK_MANGLED_0 : 0;
	__s64 difference;

	if (headers->family == 4) {
		if (bpf_l4_csum_replace(skb, sum, flow->to.words[0], to->words[0],
					flags | BPF_F_PSEUDO_HDR | 4))
			return -1;
		if (bpf_l3_csum_replace(skb, headers->l3 + 10, flow->to.words[0], to->words[0], 4))
			return -1;
		if (bpf_skb_store_bytes(skb, headers->l3 + 16, to->words, 4, 0))
			return -1;
	} else {
		difference = bpf_csum_diff(flow->to.words, 16, to->words, 16, 0);
		if (difference < 0)
			return -1;
		if (bpf_l4_csum_replace(skb, sum, 0, difference, flags | BPF_F_PSEUDO_HDR))
			return -1;
		if (bpf_skb_store_bytes(skb, headers->l3 + 24, to->words, 16, 0))
			return -1;
	}
	if (port && port != flow->to_port) {
		if (bpf_l4_csum_replace(skb, sum, flow->to_port, port, flags | 2))
			return -1;
		if (bpf_skb_store_bytes(skb, headers->l4 + 2, &port, 2, 0))
			return -1;
	}
	return 0;
}

static __always_inline int stage(struct __sk_buff *skb, __u8 number)
{
	struct headers headers = {};
	struct flow flow = {}, back = {};
	struct service *service;
	struct backend *backend;
	struct entry *known, fresh = {};
	__u32 chosen;
	int result = dissect(skb, &headers, &flow);

	if (result)
		return result;
	flow.stage = number;
	known = bpf_map_lookup_elem(&entries, &flow);
	if (known) {
		struct address address = known->address;
		__u16 port = known->port;

		known->seen = bpf_ktime_get_ns();
		known->packets++;
		known->bytes += headers.length;
		if (known->flags & 1) {
			add(number * 8, 1);
			return -1;
		}
		return rewrite(skb, &headers, &flow, &address, port);
	}
	service = bpf_map_lookup_elem(&services, &flow);
	if (!service || !service->backends) {
		add(number * 8 + 1, headers.length);
		return 1;
	}
	chosen = service->affinity ? flow.from.words[0] : bpf_get_prandom_u32();
	chosen = service->first + chosen % service->backends;
	backend = bpf_map_lookup_elem(&backends, &chosen);
	if (!backend || backend->state != 1 || backend->family != headers.family) {
		add(number * 8 + 2, 1);
		return -1;
	}
	fresh.address = backend->address;
	fresh.port = backend->port;
	fresh.backend = chosen;
	fresh.seen = bpf_ktime_get_ns();
	fresh.packets = 1;
	fresh.bytes = headers.length;
	bpf_map_update_elem(&entries, &flow, &fresh, BPF_ANY);
	back.from = fresh.address;
	back.to = flow.from;
	back.from_port = fresh.port;
	back.to_port = flow.from_port;
	back.protocol = flow.protocol;
	back.family = flow.family;
	back.stage = number;
	fresh.address = flow.to;
	fresh.port = flow.to_port;
	bpf_map_update_elem(&entries, &back, &fresh, BPF_ANY);
	return rewrite(skb, &headers, &flow, &back.from, back.from_port);
}

SEC("tc") int balancer(struct __sk_buff *skb)
{
#pragma clang loop unroll(full)
	for (int i = 0; i < STAGES; i++) {
		int result = stage(skb, i);

		if (result < 0) {
			add(255, 1);
			return TC_ACT_SHOT;
		}
		if (result == 0 && (skb->mark & (1u << i)))
			break;
	}
	return TC_ACT_OK;
}

char _license[] SEC("license") = "GPL";
