/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between the kernels that this module builds for: 6.1 to 7.3. Kbuild looks it up. */
#ifndef _UVETH_COMPAT_H
#define _UVETH_COMPAT_H

#include <linux/filter.h>
#include <linux/netdevice.h>
#include <net/ip.h>
#include <net/route.h>

#ifdef UVETH_HAS_GSO_HEADER
#include <net/gso.h>
#endif

/* What programs leave for whoever runs them: on that one's stack, or per CPU before 6.11. */
#ifdef UVETH_HAS_BPF_NET_CONTEXT

static inline struct bpf_net_context *uveth_bpf_enter(struct bpf_net_context *context)
{
	return bpf_net_ctx_set(context);
}

static inline void uveth_bpf_leave(struct bpf_net_context *entered)
{
	bpf_net_ctx_clear(entered);
}

static inline struct bpf_redirect_info *uveth_bpf_redirect_info(void)
{
	return bpf_net_ctx_get_ri();
}

#else

struct bpf_net_context {};

static inline struct bpf_net_context *uveth_bpf_enter(struct bpf_net_context *context)
{
	return NULL;
}

static inline void uveth_bpf_leave(struct bpf_net_context *entered)
{
}

static inline struct bpf_redirect_info *uveth_bpf_redirect_info(void)
{
	return this_cpu_ptr(&bpf_redirect_info);
}

#endif

static inline void uveth_set_lockless(struct net_device *dev)
{
#ifdef UVETH_HAS_LLTX
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* Whether skb->tstamp is the time at which to send, rather than that of a reception. */
static inline bool uveth_has_delivery_time(const struct sk_buff *skb)
{
#ifdef UVETH_HAS_TSTAMP_TYPE
	if (skb->tstamp_type != SKB_CLOCK_REALTIME)
		return true;
#else
	if (skb->mono_delivery_time)
		return true;
#endif
	/* SO_TXTIME with a clock that the packet does not carry */
	return skb->sk && sk_fullsock(skb->sk) && sock_flag(skb->sk, SOCK_TXTIME);
}

/* Makes skb->tstamp nobody's. */
static inline void uveth_forget_time(struct sk_buff *skb)
{
	skb->tstamp = 0;
#ifdef UVETH_HAS_TSTAMP_TYPE
	skb->tstamp_type = SKB_CLOCK_REALTIME;
#else
	skb->mono_delivery_time = 0;
#endif
}

/* The device a route leads to; under rcu_read_lock. */
static inline struct net_device *uveth_dst_dev(const struct dst_entry *dst)
{
#ifdef UVETH_HAS_DST_DEV
	return dst_dev_rcu(dst);
#else
	return dst->dev;
#endif
}

/* Looks up the route of a packet that arrived at dev, as the stack does; whether there is one. */
static inline bool uveth_route_input(struct sk_buff *skb, struct net_device *dev)
{
	const struct iphdr *iph = ip_hdr(skb);

#ifdef UVETH_HAS_INPUT_DSCP
	return !ip_route_input_noref(skb, iph->daddr, iph->saddr,
				     ip4h_dscp(iph), dev);
#else
	return !ip_route_input_noref(skb, iph->daddr, iph->saddr, iph->tos, dev);
#endif
}

/* Makes a lookup heed a packet's type of service. */
static inline void uveth_flow_tos(struct flowi4 *flow, const struct iphdr *iph)
{
#ifdef UVETH_HAS_FLOWI4_DSCP
	flow->flowi4_dscp = ip4h_dscp(iph);
#else
	flow->flowi4_tos = RT_TOS(iph->tos);
#endif
}

/* Whether tc programs see what arrives at dev. */
static inline bool uveth_has_tc_ingress(const struct net_device *dev)
{
#if IS_ENABLED(CONFIG_NET_XGRESS)
	return rcu_access_pointer(dev->tcx_ingress);
#elif IS_ENABLED(CONFIG_NET_CLS_ACT)
	return rcu_access_pointer(dev->miniq_ingress);
#else
	return false;
#endif
}

#endif
