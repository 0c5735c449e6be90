// SPDX-License-Identifier: Apache-2.0
/* The C counterpart of samples/src/main/weir/host_route.weir. */
#include <stddef.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define NEXT (-1)
#define AF_INET 2
#define AF_INET6 10

struct counters { __u64 forwarded4, forwarded6, to_stack; };
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

static __always_inline int to_stack(void)
{
	COUNT(to_stack);
	return NEXT;
}

static __always_inline int send(struct bpf_fib_lookup *fib)
{
	struct bpf_redir_neigh next = { .nh_family = fib->family };

	__builtin_memcpy(next.ipv6_nh, fib->ipv6_dst, sizeof(next.ipv6_nh));
	return bpf_redirect_neigh(fib->ifindex, &next, sizeof(next), 0);
}

static __always_inline int pull(struct __sk_buff *skb, __u32 length)
{
	if ((void *)(long)skb->data + length <= (void *)(long)skb->data_end)
		return 0;
	return bpf_skb_pull_data(skb, length);
}

SEC("tcx/ingress") int from_pod(struct __sk_buff *skb)
{
	if (pull(skb, ETH_HLEN))
		return NEXT;
	struct bpf_fib_lookup fib = {};
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;

	if ((void *)(eth + 1) > end)
		return NEXT;
	__be16 proto = eth->h_proto;

	if (proto == bpf_htons(ETH_P_IP)) {
		if (pull(skb, ETH_HLEN + sizeof(struct iphdr)))
			return NEXT;
		data = (void *)(long)skb->data;
		end = (void *)(long)skb->data_end;
		struct iphdr *ip = data + ETH_HLEN;

		if ((void *)(ip + 1) > end || ip->version != 4 || ip->ihl < 5)
			return NEXT;
		if (ip->ttl <= 1)
			return to_stack();
		fib.family = AF_INET;
		fib.tos = ip->tos;
		fib.l4_protocol = ip->protocol;
		fib.ipv4_src = ip->saddr;
		fib.ipv4_dst = ip->daddr;
		fib.ifindex = skb->ifindex;
		long result = bpf_fib_lookup(skb, &fib, sizeof(fib), 0);

		if (result != BPF_FIB_LKUP_RET_SUCCESS && result != BPF_FIB_LKUP_RET_NO_NEIGH)
			return to_stack();
		__be16 old = *(__be16 *)&ip->ttl;

		ip->ttl--;
		bpf_l3_csum_replace(skb, ETH_HLEN + offsetof(struct iphdr, check), old,
				    old - 1, 2);
		COUNT(forwarded4);
		return send(&fib);
	}
	if (proto != bpf_htons(ETH_P_IPV6) || pull(skb, ETH_HLEN + sizeof(struct ipv6hdr)))
		return NEXT;
	data = (void *)(long)skb->data;
	end = (void *)(long)skb->data_end;
	struct ipv6hdr *ip = data + ETH_HLEN;

	if ((void *)(ip + 1) > end || ip->version != 6)
		return NEXT;
	if (ip->hop_limit <= 1)
		return to_stack();
	fib.family = AF_INET6;
	fib.flowinfo = *(__be32 *)ip & bpf_htonl(0x0fffffff);
	fib.l4_protocol = ip->nexthdr;
	__builtin_memcpy(fib.ipv6_src, &ip->saddr, 16);
	__builtin_memcpy(fib.ipv6_dst, &ip->daddr, 16);
	fib.ifindex = skb->ifindex;
	long result = bpf_fib_lookup(skb, &fib, sizeof(fib), 0);

	if (result != BPF_FIB_LKUP_RET_SUCCESS && result != BPF_FIB_LKUP_RET_NO_NEIGH)
		return to_stack();
	ip->hop_limit--;
	COUNT(forwarded6);
	return send(&fib);
}

char _license[] SEC("license") = "GPL";
