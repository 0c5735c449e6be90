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
 *  - the packet is not a socket's answer from softirq, nor is it of a kernel's socket: resets and
 *    acknowledgements are sent by per-CPU control sockets, which nothing but bottom halves being
 *    off protects, also when a process works off its socket's backlog,
 *  - nothing that this end sent earlier waits on a backlog.
 *
 * Where one of these fails, or the kernel does not count preemption, the packet takes the backlog.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/preempt.h>
#include <net/ip.h>
#include <net/sock.h>

#include "uveth.h"

#if UVETH_CAN_RECEIVE_DIRECTLY && defined(CONFIG_RPS)

#ifdef UVETH_NO_GUARD

static bool uveth_is_free(const struct sk_buff *skb)
{
	return true;
}

#else

/* Whether the sender may be in the middle of what its bottom halves being off protects. */
static bool uveth_is_answer(const struct sk_buff *skb)
{
	const struct sock *sk = skb->sk;

	return sk && (in_serving_softirq() || (sk_fullsock(sk) && sk->sk_kern_sock));
}

/* Whether this context holds nothing that the receiver may want. */
static bool uveth_is_free(const struct sk_buff *skb)
{
	return uveth_is_outermost() &&
	       !(preempt_count() & (PREEMPT_MASK | HARDIRQ_MASK | NMI_MASK)) &&
	       !uveth_is_answer(skb);
}

#endif

static bool uveth_may_receive(struct uveth *uv, const struct sk_buff *skb, u8 rx)
{
	return rx != UVETH_RX_BACKLOG && uveth_is_free(skb) && uveth_nothing_queued(uv);
}

static int uveth_receive(struct sk_buff *skb)
{
	int result;

	this_cpu_add(uveth_under_way, UVETH_RECEIVING);
	result = netif_receive_skb(skb);
	this_cpu_sub(uveth_under_way, UVETH_RECEIVING);
	return result;
}

#else

static bool uveth_may_receive(struct uveth *uv, const struct sk_buff *skb, u8 rx)
{
	return false;
}

static int uveth_receive(struct sk_buff *skb)
{
	return netif_receive_skb(skb);
}

#endif

/*
 * Takes off what belongs to the sender's side, and, between network namespaces, what the pair is
 * not told to keep. skb->sk stays: it is what the sender waits for.
 */
static void uveth_scrub(struct uveth *uv, struct sk_buff *skb, const struct net_device *dev,
			const struct net_device *peer)
{
	skb_scrub_packet(skb, false);
	if (net_eq(dev_net(dev), dev_net(peer)))
		return;
	ipvs_reset(skb);
	if (likely(!READ_ONCE(uv->keep_mark)))
		skb->mark = 0;
	if (!READ_ONCE(uv->keep_priority))
		skb->priority = 0;
	if (unlikely(skb->tstamp) &&
	    !(READ_ONCE(uv->keep_tstamp) && uveth_has_delivery_time(skb)))
		uveth_forget_time(skb);
}

/*
 * Makes a frame one that arrives at `peer`, and still shows its header: what eth_type_trans finds
 * out, with a short way for the frame that nearly all are, to the peer's own address and with a
 * protocol number. A program sees the protocol that the frame says, not what its sender claims.
 */
static void uveth_arrive(struct sk_buff *skb, struct net_device *peer, bool l3)
{
	const struct ethhdr *eth = (struct ethhdr *)skb->data;

	skb_reset_mac_header(skb);
	if (likely(eth_proto_is_802_3(eth->h_proto) &&
		   (l3 || ether_addr_equal_64bits(eth->h_dest, peer->dev_addr)))) {
		skb->dev = peer;
		skb->protocol = eth->h_proto;
	} else {
		skb->protocol = eth_type_trans(skb, peer);
		__skb_push(skb, ETH_HLEN);
	}
	if (l3)
		skb->pkt_type = PACKET_HOST;
}

/* Gives a packet, at its network header, to the stack at the other end. */
static void uveth_deliver(struct uveth *uv, struct sk_buff *skb, u8 rx)
{
	unsigned int len = skb->len + ETH_HLEN;

	if (unlikely(skb_shinfo(skb)->tx_flags))
		skb_tx_timestamp(skb);
	if (uveth_may_receive(uv, skb, rx)) {
		uveth_count_stack(uv, IFLA_UVETH_CNT_DIRECT, len);
		if (unlikely(uveth_receive(skb) == NET_RX_DROP))
			uveth_count(uv, IFLA_UVETH_CNT_DROP_RECEIVE);
		return;
	}
	if (likely(__netif_rx(skb) == NET_RX_SUCCESS)) {
		uveth_count_stack(uv, IFLA_UVETH_CNT_BACKLOG, len);
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

/*
 * Called by the core with bottom halves off, which makes it a reader of RCU: what peer and prog
 * lead to stays for as long as this runs.
 */
netdev_tx_t uveth_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct uveth *uv = uveth_of(dev);
	struct net_device *peer = rcu_dereference_bh(uv->peer);
	struct bpf_prog *prog;
	u8 rx;

	if (unlikely(!peer || !(peer->flags & IFF_UP)))
		return uveth_drop(uv, skb, IFLA_UVETH_CNT_DROP_DOWN);
	if (unlikely(skb->len > READ_ONCE(peer->mtu) + VLAN_ETH_HLEN && !skb_is_gso(skb)))
		return uveth_drop(uv, skb, IFLA_UVETH_CNT_DROP_MTU);
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN)))
		return uveth_drop(uv, skb, IFLA_UVETH_CNT_DROP_MALFORMED);
	/* Pages that user space lends are fragments: a packet without any has none of them. */
	if (unlikely(skb_is_nonlinear(skb)) && skb_orphan_frags(skb, GFP_ATOMIC))
		return uveth_drop(uv, skb, IFLA_UVETH_CNT_DROP_MALFORMED);

	uveth_scrub(uv, skb, dev, peer);
	uveth_arrive(skb, peer, uv->l3);
	prog = rcu_dereference_bh(uv->prog);
	if (prog) {
		if (uveth_run(uv, prog, skb, peer) == UVETH_GONE)
			return NET_XMIT_SUCCESS;
		if (unlikely(!pskb_may_pull(skb, ETH_HLEN)))
			return uveth_drop(uv, skb, IFLA_UVETH_CNT_DROP_MALFORMED);
		skb_reset_mac_header(skb);
	}
	__skb_pull(skb, ETH_HLEN);
	skb_postpull_rcsum(skb, eth_hdr(skb), ETH_HLEN);
	rx = READ_ONCE(uv->rx);
	if (rx == UVETH_RX_FIB && !uv->primary &&
	    uveth_route(uv, skb, peer) == UVETH_GONE)
		return NET_XMIT_SUCCESS;
	uveth_deliver(uv, skb, rx);
	return NET_XMIT_SUCCESS;
}
