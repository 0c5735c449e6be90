// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program that sees what the pod sends, run in the transmit path on the host's behalf: its
 * context is the host's end and the host's network namespace. Its verdicts are those of tc:
 * TC_ACT_OK and TC_ACT_UNSPEC go on to the stack, TC_ACT_REDIRECT does what bpf_redirect and
 * bpf_redirect_neigh asked for, anything else drops.
 */
#include <linux/etherdevice.h>
#include <linux/filter.h>
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/pkt_cls.h>

#include "uveth.h"

/*
 * How the helpers tell the redirect apart: these bits are the kernel's own, in no header, and were
 * moved once, in 6.12 and in stable kernels before it. Either set means the same, and no kernel
 * gives another meaning to the other's bits, so both are understood everywhere. A program can set
 * none of them: of its flags the helpers let through BPF_F_INGRESS alone. With any other bit the
 * redirect is one that this module does not know, and the packet is dropped.
 */
#define UVETH_F_NEIGH (BIT(1) | BIT(16))
#define UVETH_F_NEXTHOP (BIT(3) | BIT(18))
#define UVETH_F_KNOWN (UVETH_F_NEIGH | UVETH_F_NEXTHOP | BPF_F_INGRESS)

/* Takes a frame's header off a packet that is sent on as an IP packet. */
static void uveth_to_network(struct sk_buff *skb)
{
	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	skb_postpull_rcsum(skb, eth_hdr(skb), ETH_HLEN);
	skb_reset_network_header(skb);
	skb_reset_mac_len(skb);
}

static bool uveth_redirect(struct sk_buff *skb, struct net_device *out, u32 flags,
			   const struct bpf_nh_params *next)
{
	if (flags & UVETH_F_NEIGH) {
		uveth_to_network(skb);
		return uveth_send_ip(skb, out, flags & UVETH_F_NEXTHOP ? next : NULL);
	}
	if (flags & BPF_F_INGRESS)
		return dev_forward_skb(out, skb) == NET_RX_SUCCESS;
	if (out->type != ARPHRD_ETHER)
		uveth_to_network(skb);
	skb->dev = out;
	return dev_queue_xmit(skb) == NET_XMIT_SUCCESS;
}

static enum uveth_fate uveth_follow(struct uveth *uv, struct sk_buff *skb, struct net_device *in)
{
	struct bpf_redirect_info *info = uveth_bpf_redirect_info();
	struct net_device *out = dev_get_by_index_rcu(dev_net(in), info->tgt_index);
	unsigned int len = skb->len;
	u32 flags = info->flags;
	bool sent;

	info->tgt_index = 0;
	info->flags = 0;
	if (unlikely(!out || !(out->flags & IFF_UP) || (flags & ~UVETH_F_KNOWN) ||
		     uveth_is_deep())) {
		kfree_skb(skb);
		uveth_count(uv, IFLA_UVETH_CNT_DROP_PROG);
		return UVETH_GONE;
	}
	this_cpu_inc(uveth_under_way);
	sent = uveth_redirect(skb, out, flags, &info->nh);
	this_cpu_dec(uveth_under_way);
	if (likely(sent))
		uveth_count_other(uv, IFLA_UVETH_CNT_REDIRECTED, len);
	else
		uveth_count(uv, IFLA_UVETH_CNT_DROP_NEIGH);
	return UVETH_GONE;
}

enum uveth_fate uveth_run(struct uveth *uv, struct bpf_prog *prog, struct sk_buff *skb,
			  struct net_device *in)
{
	struct bpf_net_context context, *entered = uveth_bpf_enter(&context);
	enum uveth_fate fate = UVETH_GONE;

	skb->skb_iif = in->ifindex;
	bpf_compute_data_pointers(skb);
	switch ((int)bpf_prog_run(prog, skb)) {
	case TC_ACT_UNSPEC:
	case TC_ACT_OK:
		fate = UVETH_STACK;
		break;
	case TC_ACT_REDIRECT:
		fate = uveth_follow(uv, skb, in);
		break;
	default:
		kfree_skb(skb);
		uveth_count(uv, IFLA_UVETH_CNT_DROP_PROG);
	}
	uveth_bpf_leave(entered);
	return fate;
}
