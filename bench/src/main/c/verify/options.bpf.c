// SPDX-License-Identifier: Apache-2.0
/* Walks the options of TCP segments and of IPv6 extension headers in bounded loops, with packet pointers at
 * variable offsets, and rewrites what it finds. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define TCP_OPTIONS 10
#define EXTENSIONS 3

struct found { __u16 mss; __u8 scale, sack, timestamps, unknown, extensions, pad; __u32 value, echo; };
struct key { __u16 mss; __u8 scale, flags; };

struct { __uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH); __type(key, struct key); __type(value, __u64); __uint(max_entries, 4096); } seen SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __type(key, __u32); __type(value, __u64); __uint(max_entries, 256); } kinds SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u16); __type(value, __u16); __uint(max_entries, 256); } clamp SEC(".maps");

static __always_inline int options(struct __sk_buff *skb, __u32 from, __u32 length, struct found *found)
{
	__u32 at = 0;

	for (int i = 0; i < TCP_OPTIONS; i++) {
		void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
		__u8 *kind, *size;
		__u32 which;
		__u64 *total;

		if (at >= length || at > 40)
			return 0;
		kind = data + from + at;
		if ((void *)(kind + 1) > end)
			return -1;
		if (*kind == 0)
			return 0;
		if (*kind == 1) {
			at++;
			continue;
		}
		size = kind + 1;
		if ((void *)(size + 1) > end || *size < 2)
			return -1;
		which = *kind;
		total = bpf_map_lookup_elem(&kinds, &which);
		if (total)
			*total += 1;
		switch (*kind) {
		case 2:
			if (*size == 4 && (void *)(kind + 4) <= end) {
				__u16 mss = (__u16)kind[2] << 8 | kind[3], *limit;

				found->mss = mss;
				limit = bpf_map_lookup_elem(&clamp, &mss);
				if (limit && *limit < mss) {
					kind[2] = *limit >> 8;
					kind[3] = *limit & 0xff;
				}
			}
			break;
		case 3:
			if (*size == 3 && (void *)(kind + 3) <= end)
				found->scale = kind[2];
			break;
		case 4:
			found->sack = 1;
			break;
		case 8:
			if (*size == 10 && (void *)(kind + 10) <= end) {
				found->timestamps = 1;
				found->value = kind[2] << 24 | kind[3] << 16 | kind[4] << 8 | kind[5];
				found->echo = kind[6] << 24 | kind[7] << 16 | kind[8] << 8 | kind[9];
			}
			break;
		default:
			found->unknown++;
		}
		at += *size;
	}
	return 0;
}

static __always_inline int extensions(struct __sk_buff *skb, __u32 *at, __u8 next, struct found *found)
{
	for (int i = 0; i < EXTENSIONS; i++) {
		void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
		__u8 *header = data + *at;

		if (next != 0 && next != 43 && next != 44 && next != 60)
			return next;
		if (*at > 1024 || (void *)(header + 8) > end)
			return -1;
		found->extensions++;
		next = header[0];
		*at += (header[1] + 1) * 8;
	}
	return -1;
}

SEC("tc") int options_in(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	struct found found = {};
	struct tcphdr *tcp;
	struct key key = {};
	__u64 one = 1, *value;
	__u32 at;
	int protocol;

	if ((void *)(eth + 1) > end)
		return TC_ACT_OK;
	if (eth->h_proto == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end || ip->ihl < 5)
			return TC_ACT_OK;
		at = sizeof(*eth) + ip->ihl * 4;
		protocol = ip->protocol;
	} else if (eth->h_proto == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip = (void *)(eth + 1);

		if ((void *)(ip + 1) > end)
			return TC_ACT_OK;
		at = sizeof(*eth) + sizeof(*ip);
		protocol = extensions(skb, &at, ip->nexthdr, &found);
	} else {
		return TC_ACT_OK;
	}
	if (protocol != IPPROTO_TCP || at > 2048)
		return TC_ACT_OK;
	data = (void *)(long)skb->data;
	end = (void *)(long)skb->data_end;
	tcp = data + at;
	if ((void *)(tcp + 1) > end || tcp->doff < 5)
		return TC_ACT_SHOT;
	if (options(skb, at + sizeof(*tcp), (tcp->doff - 5) * 4, &found) < 0)
		return TC_ACT_SHOT;
	key.mss = found.mss;
	key.scale = found.scale;
	key.flags = found.sack | found.timestamps << 1 | (found.unknown ? 4 : 0);
	value = bpf_map_lookup_elem(&seen, &key);
	if (value)
		*value += 1;
	else
		bpf_map_update_elem(&seen, &key, &one, BPF_ANY);
	return TC_ACT_OK;
}

char _license[] SEC("license") = "GPL";
