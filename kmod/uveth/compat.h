/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between the kernels that this module builds for: 6.1 to 7.3. */
#ifndef _UVETH_COMPAT_H
#define _UVETH_COMPAT_H

#include <linux/filter.h>
#include <linux/netdevice.h>
#include <linux/version.h>
#include <net/ip.h>
#include <net/route.h>

#define UVETH_AT_LEAST(major, minor) \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(major, minor, 0))

#if UVETH_AT_LEAST(6, 5)
#include <net/gso.h>
#endif

/* Redirect state: per CPU before 6.11, then on the stack of whoever runs a program. */
#if UVETH_AT_LEAST(6, 11)
#define uveth_bpf_context(name) struct bpf_net_context name
#define uveth_bpf_enter(name) bpf_net_ctx_set(&(name))
#define uveth_bpf_leave(token) bpf_net_ctx_clear(token)
#define uveth_bpf_redirect_info() bpf_net_ctx_get_ri()
#else
struct bpf_net_context;
#define uveth_bpf_context(name) int name __maybe_unused
#define uveth_bpf_enter(name) NULL
#define uveth_bpf_leave(token) ((void)(token))
#define uveth_bpf_redirect_info() this_cpu_ptr(&bpf_redirect_info)
#endif

static inline void uveth_set_lockless(struct net_device *dev)
{
#if UVETH_AT_LEAST(6, 12)
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* Whether skb->tstamp is the time at which to send, rather than that of a reception. */
static inline bool uveth_has_delivery_time(const struct sk_buff *skb)
{
#if UVETH_AT_LEAST(6, 11)
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
#if UVETH_AT_LEAST(6, 11)
	skb->tstamp_type = SKB_CLOCK_REALTIME;
#else
	skb->mono_delivery_time = 0;
#endif
}

/* The device a route leads to; under rcu_read_lock. */
static inline struct net_device *uveth_dst_dev(const struct dst_entry *dst)
{
#if UVETH_AT_LEAST(6, 18)
	return dst_dev_rcu(dst);
#else
	return dst->dev;
#endif
}

/* Looks up the route of a packet that arrived at dev, as the stack does; whether there is one. */
static inline bool uveth_route_input(struct sk_buff *skb, struct net_device *dev)
{
	const struct iphdr *iph = ip_hdr(skb);

#if UVETH_AT_LEAST(6, 13)
	return !ip_route_input_noref(skb, iph->daddr, iph->saddr,
				     ip4h_dscp(iph), dev);
#else
	return !ip_route_input_noref(skb, iph->daddr, iph->saddr, iph->tos, dev);
#endif
}

#endif
