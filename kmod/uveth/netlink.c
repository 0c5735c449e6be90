// SPDX-License-Identifier: GPL-2.0-only
/*
 * Creating, changing, showing and removing pairs over rtnetlink. The end that was created is the
 * primary one: it alone can be changed, and what it says holds for both directions. The other end,
 * the pod's, shows its side and its counters.
 */
#include <linux/capability.h>
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>

#include "uveth.h"

static const struct nla_policy uveth_policy[IFLA_UVETH_MAX + 1] = {
	[IFLA_UVETH_PEER_INFO]		= { .len = sizeof(struct ifinfomsg) },
	[IFLA_UVETH_MODE]		= NLA_POLICY_MAX(NLA_U32, UVETH_L3),
	[IFLA_UVETH_RX]			= NLA_POLICY_MAX(NLA_U32, UVETH_RX_FIB),
	[IFLA_UVETH_KEEP_MARK]		= NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_UVETH_KEEP_PRIORITY]	= NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_UVETH_KEEP_TSTAMP]	= NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_UVETH_PROG_FD]		= { .type = NLA_S32 },
	[IFLA_UVETH_PROG_ID]		= { .type = NLA_REJECT },
	[IFLA_UVETH_PRIMARY]		= { .type = NLA_REJECT },
	[IFLA_UVETH_COUNTERS]		= { .type = NLA_REJECT },
};

/* A program that a request brings, before it takes effect. */
struct uveth_change {
	bool			present;
	struct bpf_prog		*prog;
};

static int uveth_validate(struct nlattr *tb[], struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	struct nlattr *address = tb[IFLA_ADDRESS];

	if (!address)
		return 0;
	if (nla_len(address) != ETH_ALEN) {
		NL_SET_ERR_MSG_ATTR(extack, address, "a link address has 6 bytes");
		return -EINVAL;
	}
	if (!is_valid_ether_addr(nla_data(address))) {
		NL_SET_ERR_MSG_ATTR(extack, address, "not a unicast link address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

static int uveth_get_program(struct nlattr *data[], struct uveth_change *change,
			     struct netlink_ext_ack *extack)
{
	struct nlattr *attr = data ? data[IFLA_UVETH_PROG_FD] : NULL;
	struct bpf_prog *prog;

	*change = (struct uveth_change) { .present = attr };
	if (!attr || nla_get_s32(attr) < 0)
		return 0;
	prog = bpf_prog_get_type_dev(nla_get_s32(attr), BPF_PROG_TYPE_SCHED_CLS, false);
	if (IS_ERR(prog)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "not the descriptor of a sched_cls program");
		return PTR_ERR(prog);
	}
	change->prog = prog;
	return 0;
}

static void uveth_set_program(struct uveth *pod, struct bpf_prog *prog)
{
	struct bpf_prog *old = rtnl_dereference(pod->prog);

	rcu_assign_pointer(pod->prog, prog);
	if (old)
		bpf_prog_put(old);
}

static void uveth_set_flag(struct nlattr *attr, bool *host, bool *pod)
{
	if (!attr)
		return;
	WRITE_ONCE(*host, nla_get_u8(attr));
	WRITE_ONCE(*pod, nla_get_u8(attr));
}

/* Nothing in here can fail, so a request takes effect as a whole or not at all. */
static void uveth_apply(struct uveth *host, struct uveth *pod, struct nlattr *data[],
			const struct uveth_change *change)
{
	if (!data)
		return;
	if (data[IFLA_UVETH_RX]) {
		WRITE_ONCE(host->rx, nla_get_u32(data[IFLA_UVETH_RX]));
		WRITE_ONCE(pod->rx, nla_get_u32(data[IFLA_UVETH_RX]));
	}
	uveth_set_flag(data[IFLA_UVETH_KEEP_MARK], &host->keep_mark, &pod->keep_mark);
	uveth_set_flag(data[IFLA_UVETH_KEEP_PRIORITY], &host->keep_priority, &pod->keep_priority);
	uveth_set_flag(data[IFLA_UVETH_KEEP_TSTAMP], &host->keep_tstamp, &pod->keep_tstamp);
	if (change->present)
		uveth_set_program(pod, change->prog);
}

static void uveth_prepare(struct net_device *dev, bool primary, bool l3)
{
	struct uveth *uv = uveth_of(dev);

	uv->primary = primary;
	uv->l3 = l3;
	uv->keep_tstamp = true;
	if (!l3) {
		dev->flags &= ~IFF_NOARP;
		dev->flags |= IFF_MULTICAST;
	}
}

static int uveth_add(struct net *peer_net, struct net_device *dev, struct nlattr *tb[],
		     struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct nlattr *peer_tb[IFLA_MAX + 1], **tbp = tb;
	unsigned char name_type = NET_NAME_ENUM;
	struct ifinfomsg *ifmp = NULL;
	struct uveth_change change;
	struct net_device *peer;
	char name[IFNAMSIZ] = "uveth%d";
	bool l3;
	int err;

	/*
	 * The core asks for the right to the namespace of the first end. That of the other can be
	 * named by any process id, so whoever owns some namespace could put a device anywhere.
	 */
	if (!ns_capable(peer_net->user_ns, CAP_NET_ADMIN)) {
		NL_SET_ERR_MSG(extack, "no right to the peer's network namespace");
		return -EPERM;
	}
	l3 = data && data[IFLA_UVETH_MODE] && nla_get_u32(data[IFLA_UVETH_MODE]) == UVETH_L3;
	if (data && data[IFLA_UVETH_PEER_INFO]) {
		err = rtnl_nla_parse_ifinfomsg(peer_tb, data[IFLA_UVETH_PEER_INFO], extack);
		if (err < 0)
			return err;
		err = uveth_validate(peer_tb, NULL, extack);
		if (err < 0)
			return err;
		ifmp = nla_data(data[IFLA_UVETH_PEER_INFO]);
		tbp = peer_tb;
	}
	if (ifmp && tbp[IFLA_IFNAME]) {
		nla_strscpy(name, tbp[IFLA_IFNAME], IFNAMSIZ);
		name_type = NET_NAME_USER;
	}
	if (l3 && (tb[IFLA_ADDRESS] || (ifmp && tbp[IFLA_ADDRESS]))) {
		NL_SET_ERR_MSG(extack, "an L3 pair has no link addresses");
		return -EOPNOTSUPP;
	}
	err = uveth_get_program(data, &change, extack);
	if (err < 0)
		return err;

	peer = rtnl_create_link(peer_net, name, name_type, &uveth_link_ops, tbp, extack);
	if (IS_ERR(peer)) {
		err = PTR_ERR(peer);
		goto put_program;
	}
	uveth_prepare(peer, false, l3);
	netif_inherit_tso_max(peer, dev);
	if (ifmp && dev->ifindex)
		peer->ifindex = ifmp->ifi_index;
	if (!l3 && (!ifmp || !tbp[IFLA_ADDRESS]))
		eth_hw_addr_random(peer);
	err = register_netdevice(peer);
	if (err < 0) {
		free_netdev(peer);
		goto put_program;
	}
	netif_carrier_off(peer);
	err = rtnl_configure_link(peer, ifmp, 0, NULL);
	if (err < 0)
		goto unregister_peer;

	uveth_prepare(dev, true, l3);
	if (!l3 && !tb[IFLA_ADDRESS])
		eth_hw_addr_random(dev);
	if (tb[IFLA_IFNAME])
		nla_strscpy(dev->name, tb[IFLA_IFNAME], IFNAMSIZ);
	else
		strscpy(dev->name, "uveth%d", IFNAMSIZ);
	err = register_netdevice(dev);
	if (err < 0)
		goto unregister_peer;
	netif_carrier_off(dev);

	uveth_apply(uveth_of(dev), uveth_of(peer), data, &change);
	rcu_assign_pointer(uveth_of(dev)->peer, peer);
	rcu_assign_pointer(uveth_of(peer)->peer, dev);
	return 0;

unregister_peer:
	unregister_netdevice(peer);
put_program:
	if (change.prog)
		bpf_prog_put(change.prog);
	return err;
}

#ifdef UVETH_HAS_NEWLINK_PARAMS

static int uveth_newlink(struct net_device *dev, struct rtnl_newlink_params *params,
			 struct netlink_ext_ack *extack)
{
	return uveth_add(rtnl_newlink_peer_net(params), dev, params->tb, params->data, extack);
}

#else

static int uveth_newlink(struct net *src_net, struct net_device *dev, struct nlattr *tb[],
			 struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct nlattr *peer_tb[IFLA_MAX + 1], **tbp = tb;
	struct net *peer_net;
	int err;

	if (data && data[IFLA_UVETH_PEER_INFO]) {
		err = rtnl_nla_parse_ifinfomsg(peer_tb, data[IFLA_UVETH_PEER_INFO], extack);
		if (err < 0)
			return err;
		tbp = peer_tb;
	}
	peer_net = rtnl_link_get_net(src_net, tbp);
	if (IS_ERR(peer_net))
		return PTR_ERR(peer_net);
	err = uveth_add(peer_net, dev, tb, data, extack);
	put_net(peer_net);
	return err;
}

#endif

static int uveth_changelink(struct net_device *dev, struct nlattr *tb[], struct nlattr *data[],
			    struct netlink_ext_ack *extack)
{
	struct net_device *peer = rtnl_dereference(uveth_of(dev)->peer);
	struct uveth *uv = uveth_of(dev);
	struct uveth_change change;
	int err;

	if (!data)
		return 0;
	if (!uv->primary) {
		NL_SET_ERR_MSG(extack, "a pair is changed from its primary end");
		return -EACCES;
	}
	if (data[IFLA_UVETH_PEER_INFO] || data[IFLA_UVETH_MODE]) {
		NL_SET_ERR_MSG(extack, "peer and mode are fixed when the pair is created");
		return -EOPNOTSUPP;
	}
	if (!peer)
		return -ENOTCONN;
	err = uveth_get_program(data, &change, extack);
	if (err < 0)
		return err;
	uveth_apply(uv, uveth_of(peer), data, &change);
	return 0;
}

static void uveth_dellink(struct net_device *dev, struct list_head *head)
{
	struct uveth *uv = uveth_of(dev);
	struct net_device *peer = rtnl_dereference(uv->peer);

	RCU_INIT_POINTER(uv->peer, NULL);
	uveth_set_program(uv, NULL);
	unregister_netdevice_queue(dev, head);
	if (!peer)
		return;
	RCU_INIT_POINTER(uveth_of(peer)->peer, NULL);
	uveth_set_program(uveth_of(peer), NULL);
	unregister_netdevice_queue(peer, head);
}

static size_t uveth_get_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u32)) * 2 +	/* MODE, RX */
	       nla_total_size(sizeof(u8)) * 4 +		/* KEEP_*, PRIMARY */
	       nla_total_size(sizeof(u32)) +		/* PROG_ID */
	       nla_total_size(0) +			/* COUNTERS */
	       nla_total_size_64bit(sizeof(u64)) * (IFLA_UVETH_CNT_PAD - 1);
}

static int uveth_fill_counters(struct sk_buff *skb, const struct uveth *uv)
{
	struct nlattr *nest = nla_nest_start(skb, IFLA_UVETH_COUNTERS);
	int what;

	if (!nest)
		return -EMSGSIZE;
	for (what = 1; what < IFLA_UVETH_CNT_PAD; what++) {
		if (nla_put_u64_64bit(skb, what, uveth_total(uv, what), IFLA_UVETH_CNT_PAD)) {
			nla_nest_cancel(skb, nest);
			return -EMSGSIZE;
		}
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int uveth_fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct uveth *uv = uveth_of(dev);
	struct net_device *peer = rtnl_dereference(uv->peer);
	const struct uveth *pod = uv->primary && peer ? uveth_of(peer) : uv;
	const struct bpf_prog *prog = rtnl_dereference(pod->prog);

	if (nla_put_u32(skb, IFLA_UVETH_MODE, uv->l3 ? UVETH_L3 : UVETH_L2) ||
	    nla_put_u32(skb, IFLA_UVETH_RX, uv->rx) ||
	    nla_put_u8(skb, IFLA_UVETH_KEEP_MARK, uv->keep_mark) ||
	    nla_put_u8(skb, IFLA_UVETH_KEEP_PRIORITY, uv->keep_priority) ||
	    nla_put_u8(skb, IFLA_UVETH_KEEP_TSTAMP, uv->keep_tstamp) ||
	    nla_put_u8(skb, IFLA_UVETH_PRIMARY, uv->primary) ||
	    (prog && nla_put_u32(skb, IFLA_UVETH_PROG_ID, prog->aux->id)))
		return -EMSGSIZE;
	return uveth_fill_counters(skb, uv);
}

/* The namespace that IFLA_LINK's index is to be read in: that of the peer. */
static struct net *uveth_get_link_net(const struct net_device *dev)
{
	struct net_device *peer = rtnl_dereference(uveth_of(dev)->peer);

	return peer ? dev_net(peer) : dev_net(dev);
}

struct rtnl_link_ops uveth_link_ops = {
	.kind		= "uveth",
	.priv_size	= sizeof(struct uveth),
	.maxtype	= IFLA_UVETH_MAX,
	.policy		= uveth_policy,
	.setup		= uveth_setup,
	.validate	= uveth_validate,
	.newlink	= uveth_newlink,
	.changelink	= uveth_changelink,
	.dellink	= uveth_dellink,
	.get_size	= uveth_get_size,
	.fill_info	= uveth_fill_info,
	.get_link_net	= uveth_get_link_net,
#ifdef UVETH_HAS_PEER_TYPE
	.peer_type	= IFLA_UVETH_PEER_INFO,
#endif
};
