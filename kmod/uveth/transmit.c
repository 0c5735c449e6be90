// SPDX-License-Identifier: GPL-2.0-only
/*
 * From one end to the other: what a packet keeps, and how the stack at the other end gets it.
 *
 * Receiving in the sender's context (netif_receive_skb from ndo_start_xmit) saves the trip through
 * the per-CPU backlog, but enters the receiver's sockets while the sender may hold its own: TCP
 * transmits with its socket's spinlock held, so receiving there takes a second lock of the same
 * class, in any order, and deadlocks. The guard is to look at what this context holds:
 *
 *  - no packet of any uveth device is being received further up this stack,
 *  - no spinlock is held and no interrupt is being served: the preemption count shows nothing but
 *    bottom halves,
 *  - the packet is not a socket's answer from softirq (resets and acknowledgements by the per-CPU
 *    control sockets),
 *  - nothing that this end sent earlier waits on a backlog.
 *
 * Where one of these fails, or the kernel does not count preemption, the packet takes the backlog.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/preempt.h>

#include "uveth.h"

#if UVETH_CAN_RECEIVE_DIRECTLY && defined(CONFIG_RPS)

static DEFINE_PER_CPU(int, uveth_depth);

static bool uveth_may_receive(struct uveth *uv, const struct sk_buff *skb)
{
	if (uv->rx == UVETH_RX_BACKLOG)
		return false;
#ifndef UVETH_NO_GUARD
	if (this_cpu_read(uveth_depth) ||
	    (preempt_count() & (PREEMPT_MASK | HARDIRQ_MASK | NMI_MASK)) ||
	    (in_serving_softirq() && skb->sk))
		return false;
#endif
	return uveth_nothing_queued(uv);
}

static int uveth_receive(struct sk_buff *skb)
{
	int result;

	this_cpu_inc(uveth_depth);
	result = netif_receive_skb(skb);
	this_cpu_dec(uveth_depth);
	return result;
}

#else

static bool uveth_may_receive(struct uveth *uv, const struct sk_buff *skb)
{
	return false;
}

static int uveth_receive(struct sk_buff *skb)
{
	return netif_receive_skb(skb);
}

#endif

/* Takes off what belongs to the sender's side. skb->sk stays: it is what the sender waits for. */
static void uveth_scrub(struct uveth *uv, struct sk_buff *skb, bool other_netns)
{
	bool keep_tstamp = uv->keep_tstamp && uveth_has_delivery_time(skb);
	ktime_t tstamp = skb->tstamp;
	u32 mark = skb->mark;

	skb_scrub_packet(skb, other_netns);
	if (uv->keep_mark)
		skb->mark = mark;
	if (other_netns && !uv->keep_priority)
		skb->priority = 0;
	if (keep_tstamp)
		skb->tstamp = tstamp;
	else if (other_netns)
		uveth_forget_time(skb);
}

/* Gives a packet, at its network header, to the stack at the other end. */
static void uveth_deliver(struct uveth *uv, struct sk_buff *skb, struct net_device *peer)
{
	unsigned int len = skb->len + ETH_HLEN;

	if (uveth_may_receive(uv, skb)) {
		dev_sw_netstats_rx_add(peer, len);
		uveth_count(uv, IFLA_UVETH_CNT_DIRECT);
		if (unlikely(uveth_receive(skb) == NET_RX_DROP))
			uveth_count(uv, IFLA_UVETH_CNT_DROP_RECEIVE);
		return;
	}
	if (likely(__netif_rx(skb) == NET_RX_SUCCESS)) {
		dev_sw_netstats_rx_add(peer, len);
		uveth_count(uv, IFLA_UVETH_CNT_BACKLOG);
		uveth_mark_queued(uv);
	} else {
		uveth_count(uv, IFLA_UVETH_CNT_DROP_QUEUE);
	}
}

/* Drops a packet before it left this end. */
static netdev_tx_t uveth_drop(struct uveth *uv, struct sk_buff *skb, int why)
{
	uveth_count(uv, why);
	kfree_skb(skb);
	return NET_XMIT_DROP;
}

netdev_tx_t uveth_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct uveth *uv = uveth_of(dev);
	struct net_device *peer;
	struct bpf_prog *prog;
	netdev_tx_t result = NET_XMIT_SUCCESS;

	rcu_read_lock();
	peer = rcu_dereference(uv->peer);
	if (unlikely(!peer || !(peer->flags & IFF_UP))) {
		result = uveth_drop(uv, skb, IFLA_UVETH_CNT_DROP_DOWN);
		goto out;
	}
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN) || skb_orphan_frags(skb, GFP_ATOMIC))) {
		result = uveth_drop(uv, skb, IFLA_UVETH_CNT_DROP_MALFORMED);
		goto out;
	}

	dev_sw_netstats_tx_add(dev, 1, skb->len);
	uveth_scrub(uv, skb, !net_eq(dev_net(dev), dev_net(peer)));
	skb_reset_mac_header(skb);

	prog = rcu_dereference(uv->prog);
	if (prog) {
		skb->dev = peer;
		if (uveth_run(uv, prog, skb, peer) == UVETH_GONE)
			goto out;
	}
	skb->protocol = eth_type_trans(skb, peer);
	skb_postpull_rcsum(skb, eth_hdr(skb), ETH_HLEN);
	if (uv->l3)
		skb->pkt_type = PACKET_HOST;
	if (uv->rx == UVETH_RX_FIB && !uv->primary &&
	    uveth_route(uv, skb, peer) == UVETH_GONE)
		goto out;
	uveth_deliver(uv, skb, peer);
out:
	rcu_read_unlock();
	return result;
}
