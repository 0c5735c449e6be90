// SPDX-License-Identifier: Apache-2.0
/* The C counterpart of samples/src/main/weir/port_redirect.weir. */
#include <stddef.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define NEXT (-1)
#define FRAGMENT_OFFSET 0x1fff

const volatile __be16 PUBLIC_PORT = bpf_htons(80);
const volatile __be16 SERVER_PORT = bpf_htons(8080);

struct counters { __u64 requests, replies; };
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

/* Makes the first `length` bytes directly accessible. */
static __always_inline int pull(struct __sk_buff *skb, __u32 length)
{
	if ((void *)(long)skb->data + length <= (void *)(long)skb->data_end)
		return 0;
	return bpf_skb_pull_data(skb, length);
}

static __always_inline int redirect_port(struct __sk_buff *skb, int ingress)
{
	if (pull(skb, ETH_HLEN + sizeof(struct iphdr)))
		return NEXT;
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + ETH_HLEN;

	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return NEXT;
	if (ip->version != 4 || ip->ihl < 5 || ip->frag_off & bpf_htons(FRAGMENT_OFFSET))
		return NEXT;
	__u8 protocol = ip->protocol;
	__u32 l4 = ETH_HLEN + ip->ihl * 4;
	__u32 check, flags;

	if (protocol == IPPROTO_TCP) {
		if (pull(skb, l4 + sizeof(struct tcphdr)))
			return NEXT;
		check = l4 + offsetof(struct tcphdr, check);
		flags = 2;
	} else if (protocol == IPPROTO_UDP) {
		if (pull(skb, l4 + sizeof(struct udphdr)))
			return NEXT;
		check = l4 + offsetof(struct udphdr, check);
		flags = 2 | BPF_F_MARK_MANGLED_0;
	} else {
		return NEXT;
	}
	data = (void *)(long)skb->data;
	end = (void *)(long)skb->data_end;
	__be16 *ports = data + l4;

	if ((void *)(ports + 2) > end)
		return NEXT;
	__be16 from = ingress ? PUBLIC_PORT : SERVER_PORT;
	__be16 to = ingress ? SERVER_PORT : PUBLIC_PORT;
	__u32 at = ingress ? 1 : 0;

	if (ports[at] != from)
		return NEXT;
	ports[at] = to;
	bpf_l4_csum_replace(skb, check, from, to, flags);
	if (ingress)
		COUNT(requests);
	else
		COUNT(replies);
	return NEXT;
}

SEC("tcx/ingress") int to_server(struct __sk_buff *skb) { return redirect_port(skb, 1); }
SEC("tcx/egress") int from_server(struct __sk_buff *skb) { return redirect_port(skb, 0); }

char _license[] SEC("license") = "GPL";
