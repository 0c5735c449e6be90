// SPDX-License-Identifier: Apache-2.0
/* A stateful firewall with many rules, written the way large datapath programs are: everything inlined
 * into one program, rules unrolled, headers parsed again after each helper that may move the packet. */
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

#define RULES 90

struct tuple { __u32 source[4], destination[4]; __u16 source_port, destination_port; __u8 protocol, family, pad[2]; };
struct rule { __u32 network, mask; __u16 port_low, port_high; __u8 protocol, action, log, pad; __u64 packets, bytes; };
struct connection { __u64 last_seen, packets, bytes; __u32 flags; __u16 mark; __u8 state, pad; };
struct event { struct tuple tuple; __u32 rule, length, reason, mark; __u64 time; };

struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __type(key, struct tuple); __type(value, struct connection); __uint(max_entries, 65536); } connections SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, __u32); __type(value, struct rule); __uint(max_entries, 128); } rules SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 16); } totals SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 1 << 18); } events SEC(".maps");

const volatile __u32 log_level = 3;
const volatile __u16 trusted_mark = 7;

static __always_inline void count(__u32 which, __u64 by)
{
	__u64 *value = bpf_map_lookup_elem(&totals, &which);

	if (value)
		*value += by;
}

static __always_inline int parse(struct __sk_buff *skb, struct tuple *tuple)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	void *l4;

	if ((void *)(eth + 1) > end)
		return -1;
	if (eth->h_proto == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end || ip->ihl < 5)
			return -1;
		tuple->family = 4;
		tuple->protocol = ip->protocol;
		tuple->source[0] = ip->saddr;
		tuple->destination[0] = ip->daddr;
		l4 = (void *)ip + ip->ihl * 4;
	} else if (eth->h_proto == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end)
			return -1;
		tuple->family = 6;
		tuple->protocol = ip->nexthdr;
		__builtin_memcpy(tuple->source, &ip->saddr, 16);
		__builtin_memcpy(tuple->destination, &ip->daddr, 16);
		l4 = ip + 1;
	} else {
		return 1;
	}
	if (tuple->protocol == IPPROTO_TCP) {
		struct tcphdr *tcp = l4;

		if ((void *)(tcp + 1) > end)
			return -1;
		tuple->source_port = tcp->source;
		tuple->destination_port = tcp->dest;
	} else if (tuple->protocol == IPPROTO_UDP) {
		struct udphdr *udp = l4;

		if ((void *)(udp + 1) > end)
			return -1;
		tuple->source_port = udp->source;
		tuple->destination_port = udp->dest;
	}
	return 0;
}

static __always_inline void tell(struct __sk_buff *skb, struct tuple *tuple, __u32 rule, __u32 reason)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return;
	event->tuple = *tuple;
	event->rule = rule;
	event->reason = reason;
	event->length = skb->len;
	event->mark = skb->mark;
	event->time = bpf_ktime_get_ns();
	bpf_ringbuf_submit(event, 0);
}

static __always_inline int matches(struct rule *rule, struct tuple *tuple)
{
	__u16 port = bpf_ntohs(tuple->destination_port);

	if (rule->protocol && rule->protocol != tuple->protocol)
		return 0;
	if ((tuple->destination[0] & rule->mask) != rule->network)
		return 0;
	return port >= rule->port_low && port <= rule->port_high;
}

SEC("tc") int firewall(struct __sk_buff *skb)
{
	struct tuple tuple = {};
	struct connection *connection, fresh = {};
	int verdict = TC_ACT_OK, found = 0;

	switch (parse(skb, &tuple)) {
	case 0:
		break;
	case 1:
		count(0, 1);
		return TC_ACT_OK;
	default:
		count(1, 1);
		return TC_ACT_SHOT;
	}
	connection = bpf_map_lookup_elem(&connections, &tuple);
	if (connection) {
		connection->packets++;
		connection->bytes += skb->len;
		connection->last_seen = bpf_ktime_get_ns();
		if (connection->state == 2) {
			skb->mark = connection->mark;
			count(2, skb->len);
			return TC_ACT_OK;
		}
	}
#pragma clang loop unroll(full)
	for (__u32 i = 0; i < RULES; i++) {
		__u32 index = i;
		struct rule *rule = bpf_map_lookup_elem(&rules, &index);

		if (!rule)
			continue;
		if (!matches(rule, &tuple))
			continue;
		rule->packets++;
		rule->bytes += skb->len;
		if (rule->log && log_level > 2)
			tell(skb, &tuple, i, rule->action);
		if (rule->action == 2) {
			verdict = TC_ACT_SHOT;
			goto decided;
		}
		if (rule->action == 1) {
			found = 1;
			goto decided;
		}
	}
decided:
	if (found) {
		fresh.state = 1;
		fresh.mark = trusted_mark;
		fresh.packets = 1;
		fresh.bytes = skb->len;
		bpf_map_update_elem(&connections, &tuple, &fresh, BPF_ANY);
	}
	if (bpf_skb_pull_data(skb, 54))
		count(3, 1);
	if (parse(skb, &tuple) < 0)
		return TC_ACT_SHOT;
	count(verdict == TC_ACT_OK ? 4 : 5, skb->len);
	return verdict;
}

char _license[] SEC("license") = "GPL";
