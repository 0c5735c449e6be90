// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routing in the driver: a packet that is only passing through the host goes from the pod's
 * transmit straight to the outgoing device's queue. No local socket is entered, so this is safe
 * whatever the sender holds, and the packet keeps its socket, so that the sender's accounting lasts
 * until the physical device has sent it.
 *
 * Only what the stack would forward without a further thought is taken: everything else (local
 * delivery, options, expiring or too long packets, broadcasts, policies of IPsec, tunnels) goes to
 * the stack unchanged, which answers with the proper errors; and so does everything as long as
 * something at the host's end wants to see it. Netfilter's hooks for IP are not called.
 */
#include <linux/etherdevice.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/arp.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ndisc.h>
#include <net/neighbour.h>
#include <net/route.h>

#include "uveth.h"

static bool uveth_has_policies(const struct net *net)
{
#ifdef CONFIG_XFRM
	return net->xfrm.policy_count[XFRM_POLICY_FWD] || net->xfrm.policy_count[XFRM_POLICY_OUT];
#else
	return false;
#endif
}

/* Whether tc, netfilter, XDP, a bridge or a packet socket at the device see what arrives. */
static bool uveth_is_watched(const struct net_device *in)
{
#ifdef CONFIG_NETFILTER_INGRESS
	if (rcu_access_pointer(in->nf_hooks_ingress))
		return true;
#endif
	return uveth_has_tc_ingress(in) || rcu_access_pointer(in->xdp_prog) ||
	       rcu_access_pointer(in->rx_handler) || !list_empty(&in->ptype_all) ||
	       !list_empty(&in->ptype_specific);
}

/* Whether a packet, or each segment of it, fits the route. */
static bool uveth_fits(const struct sk_buff *skb, unsigned int mtu)
{
	return skb->len <= mtu || (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu));
}

/*
 * Hands a packet at its network header to a neighbour of its outgoing device, the next hop. Returns
 * false when that failed, and then the packet is gone.
 */
static bool uveth_output(struct sk_buff *skb, struct net_device *out, struct neighbour *hop,
			 bool via_ipv6)
{
	if (IS_ERR(hop)) {
		kfree_skb(skb);
		return false;
	}
	skb->dev = out;
	neigh_output(hop, skb, via_ipv6);
	return true;
}

static void uveth_forward(struct uveth *uv, struct sk_buff *skb, struct net_device *out,
			  struct neighbour *hop, bool via_ipv6)
{
	unsigned int len = skb->len + ETH_HLEN;
	bool sent;

	skb_forward_csum(skb);
	this_cpu_inc(uveth_under_way);
	sent = uveth_output(skb, out, hop, via_ipv6);
	this_cpu_dec(uveth_under_way);
	if (likely(sent))
		uveth_count_other(uv, IFLA_UVETH_CNT_FORWARDED, len);
	else
		uveth_count(uv, IFLA_UVETH_CNT_DROP_NEIGH);
}

static bool uveth_is_plain_ipv4(struct sk_buff *skb)
{
	const struct iphdr *iph;

	if (!pskb_may_pull(skb, sizeof(*iph)))
		return false;
	iph = ip_hdr(skb);
	return iph->version == 4 && iph->ihl == 5 && iph->ttl > 1 &&
	       ntohs(iph->tot_len) == skb->len && !ip_fast_csum(iph, 5);
}

static enum uveth_fate uveth_route_ipv4(struct uveth *uv, struct sk_buff *skb,
					struct net_device *in)
{
	struct net_device *out;
	struct neighbour *hop;
	bool via_ipv6 = false;
	struct rtable *rt;

	if (!uveth_is_plain_ipv4(skb) || !uveth_route_input(skb, in))
		return UVETH_STACK;
	rt = skb_rtable(skb);
	out = uveth_dst_dev(&rt->dst);
	if (rt->rt_type != RTN_UNICAST || (rt->rt_flags & RTCF_LOCAL) || rt->dst.lwtstate ||
	    out == in || rt->dst.error ||
	    !uveth_fits(skb, ip_dst_mtu_maybe_forward(&rt->dst, true)) ||
	    skb_cow_head(skb, LL_RESERVED_SPACE(out))) {
		skb_dst_drop(skb);
		return UVETH_STACK;
	}
	ip_decrease_ttl(ip_hdr(skb));
	if (!READ_ONCE(uv->keep_priority) &&
	    READ_ONCE(dev_net(in)->ipv4.sysctl_ip_fwd_update_priority))
		skb->priority = rt_tos2priority(ip_hdr(skb)->tos);
	skb_set_transport_header(skb, sizeof(struct iphdr));
	hop = ip_neigh_for_gw(rt, skb, &via_ipv6);
	uveth_forward(uv, skb, out, hop, via_ipv6);
	return UVETH_GONE;
}

#if IS_ENABLED(CONFIG_IPV6)

static bool uveth_is_global(const struct in6_addr *address)
{
	int type = ipv6_addr_type(address);

	return (type & IPV6_ADDR_UNICAST) && !(type & (IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK));
}

static bool uveth_is_plain_ipv6(struct sk_buff *skb, const struct net_device *in)
{
	const struct inet6_dev *idev = __in6_dev_get(in);
	const struct net *net = dev_net(in);
	const struct ipv6hdr *iph;

	if (!READ_ONCE(net->ipv6.devconf_all->forwarding) ||
	    READ_ONCE(net->ipv6.devconf_all->proxy_ndp) || !idev ||
	    READ_ONCE(idev->cnf.disable_ipv6) || !pskb_may_pull(skb, sizeof(*iph)))
		return false;
	iph = ipv6_hdr(skb);
	return iph->version == 6 && iph->hop_limit > 1 && iph->nexthdr != NEXTHDR_HOP &&
	       ntohs(iph->payload_len) + sizeof(*iph) == skb->len &&
	       uveth_is_global(&iph->daddr) && uveth_is_global(&iph->saddr);
}

static enum uveth_fate uveth_route_ipv6(struct uveth *uv, struct sk_buff *skb,
					struct net_device *in)
{
	int flags = RT6_LOOKUP_F_HAS_SADDR | RT6_LOOKUP_F_DST_NOREF;
	struct net *net = dev_net(in);
	struct net_device *out;
	struct neighbour *hop;
	struct dst_entry *dst;
	struct rt6_info *rt;
	struct flowi6 fl6;

	if (!uveth_is_plain_ipv6(skb, in))
		return UVETH_STACK;
	fl6 = (struct flowi6) {
		.flowi6_iif = in->ifindex,
		.daddr = ipv6_hdr(skb)->daddr,
		.saddr = ipv6_hdr(skb)->saddr,
		.flowlabel = ip6_flowinfo(ipv6_hdr(skb)),
		.flowi6_mark = skb->mark,
		.flowi6_proto = ipv6_hdr(skb)->nexthdr,
	};
	dst = ip6_route_input_lookup(net, in, &fl6, skb, flags);
	skb_dst_set_noref(skb, dst);
	rt = container_of(dst, struct rt6_info, dst);
	out = uveth_dst_dev(dst);
	if (dst->error || (rt->rt6i_flags & (RTF_LOCAL | RTF_ANYCAST | RTF_REJECT)) ||
	    dst->lwtstate || out == in ||
	    !uveth_fits(skb, ip6_dst_mtu_maybe_forward(dst, true)) ||
	    skb_cow_head(skb, LL_RESERVED_SPACE(out))) {
		skb_dst_drop(skb);
		return UVETH_STACK;
	}
	ipv6_hdr(skb)->hop_limit--;
	skb_set_transport_header(skb, sizeof(struct ipv6hdr));
	hop = ip_neigh_gw6(out, rt6_nexthop(rt, &ipv6_hdr(skb)->daddr));
	uveth_forward(uv, skb, out, hop, false);
	return UVETH_GONE;
}

#else

static enum uveth_fate uveth_route_ipv6(struct uveth *uv, struct sk_buff *skb,
					struct net_device *in)
{
	return UVETH_STACK;
}

#endif

/* Routes a packet that arrived at `in`, at its network header, if it is only passing through. */
enum uveth_fate uveth_route(struct uveth *uv, struct sk_buff *skb, struct net_device *in)
{
	if (skb->pkt_type != PACKET_HOST || skb_vlan_tag_present(skb) || uveth_is_deep() ||
	    uveth_is_watched(in) || uveth_has_policies(dev_net(in)))
		return UVETH_STACK;
	skb->skb_iif = in->ifindex;
	skb_reset_network_header(skb);
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return uveth_route_ipv4(uv, skb, in);
	case htons(ETH_P_IPV6):
		return uveth_route_ipv6(uv, skb, in);
	default:
		return UVETH_STACK;
	}
}

static bool uveth_send_ipv4(struct sk_buff *skb, struct net_device *out,
			    const struct bpf_nh_params *next)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct flowi4 flow = {
		.flowi4_flags = FLOWI_FLAG_ANYSRC,
		.flowi4_mark = skb->mark,
		.flowi4_oif = out->ifindex,
		.flowi4_proto = iph->protocol,
		.daddr = iph->daddr,
		.saddr = iph->saddr,
	};
	struct neighbour *hop;
	bool via_ipv6 = false;
	struct rtable *rt;

	if (next) {
		via_ipv6 = next->nh_family == AF_INET6;
		hop = via_ipv6 ? ip_neigh_gw6(out, &next->ipv6_nh) :
		      ip_neigh_gw4(out, (__force __be32)next->ipv4_nh);
		return uveth_output(skb, out, hop, via_ipv6);
	}
	uveth_flow_tos(&flow, iph);
	rt = ip_route_output_flow(dev_net(out), &flow, NULL);
	if (IS_ERR(rt)) {
		kfree_skb(skb);
		return false;
	}
	skb_dst_drop(skb);
	skb_dst_set(skb, &rt->dst);
	if (rt->rt_type != RTN_UNICAST) {
		kfree_skb(skb);
		return false;
	}
	hop = ip_neigh_for_gw(rt, skb, &via_ipv6);
	return uveth_output(skb, out, hop, via_ipv6);
}

#if IS_ENABLED(CONFIG_IPV6)

static bool uveth_send_ipv6(struct sk_buff *skb, struct net_device *out,
			    const struct bpf_nh_params *next)
{
	const struct ipv6hdr *iph = ipv6_hdr(skb);
	struct dst_entry *dst;
	struct rt6_info *rt;

	if (next)
		return uveth_output(skb, out, ip_neigh_gw6(out, &next->ipv6_nh), false);
	dst = ip6_route_output(dev_net(out), NULL, &(struct flowi6) {
		.flowi6_flags = FLOWI_FLAG_ANYSRC,
		.flowi6_mark = skb->mark,
		.flowi6_oif = out->ifindex,
		.flowi6_proto = iph->nexthdr,
		.flowlabel = ip6_flowinfo(iph),
		.daddr = iph->daddr,
		.saddr = iph->saddr,
	});
	skb_dst_drop(skb);
	skb_dst_set(skb, dst);
	if (dst->error || uveth_dst_dev(dst) != out) {
		kfree_skb(skb);
		return false;
	}
	rt = container_of(dst, struct rt6_info, dst);
	return uveth_output(skb, out, ip_neigh_gw6(out, rt6_nexthop(rt, &iph->daddr)), false);
}

#else

static bool uveth_send_ipv6(struct sk_buff *skb, struct net_device *out,
			    const struct bpf_nh_params *next)
{
	kfree_skb(skb);
	return false;
}

#endif

/*
 * Sends a packet at its network header out of a device, to the given next hop or else to the one
 * that the routes through this device tell; whether it could be. The packet is gone either way.
 */
bool uveth_send_ip(struct sk_buff *skb, struct net_device *out, const struct bpf_nh_params *next)
{
	if (unlikely(skb_cow_head(skb, LL_RESERVED_SPACE(out))))
		goto drop;
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		if (pskb_may_pull(skb, sizeof(struct iphdr)))
			return uveth_send_ipv4(skb, out, next);
		break;
	case htons(ETH_P_IPV6):
		if (pskb_may_pull(skb, sizeof(struct ipv6hdr)))
			return uveth_send_ipv6(skb, out, next);
		break;
	}
drop:
	kfree_skb(skb);
	return false;
}
