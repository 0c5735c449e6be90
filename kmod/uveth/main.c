// SPDX-License-Identifier: GPL-2.0-only
/*
 * uveth: a pair of network devices, as veth is one, whose receive path skips the per-CPU backlog
 * where that is safe. This file is the device itself; transmit.c says what happens to packets.
 */
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "uveth.h"

DEFINE_PER_CPU(int, uveth_under_way);

#define UVETH_FEATURES (NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HW_CSUM | NETIF_F_RXCSUM | \
			NETIF_F_SCTP_CRC | NETIF_F_HIGHDMA | NETIF_F_GSO_SOFTWARE | \
			NETIF_F_GSO_ENCAP_ALL)

/* A tag stays beside the packet: the other end takes it from there. */
#define UVETH_VLAN_FEATURES (NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_CTAG_RX | \
			     NETIF_F_HW_VLAN_STAG_TX | NETIF_F_HW_VLAN_STAG_RX)

static const char uveth_counter_names[][ETH_GSTRING_LEN] = {
	"direct", "backlog", "forwarded", "redirected", "drop_down", "drop_prog",
	"drop_neigh", "drop_queue", "drop_receive", "drop_malformed", "drop_mtu",
};

static_assert(ARRAY_SIZE(uveth_counter_names) == IFLA_UVETH_CNT_PAD - 1);

/* One number of another CPU, whole also where it takes two loads. */
static u64 uveth_read(const struct uveth_counters *counters, const u64_stats_t *number)
{
	unsigned int start;
	u64 value;

	do {
		start = u64_stats_fetch_begin(&counters->syncp);
		value = u64_stats_read(number);
	} while (u64_stats_fetch_retry(&counters->syncp, start));
	return value;
}

u64 uveth_total(const struct uveth *uv, int what)
{
	u64 total = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct uveth_counters *counters = per_cpu_ptr(uv->counters, cpu);

		total += uveth_read(counters, &counters->count[what]);
	}
	return total;
}

/* Packets and bytes that one end gave to the other's stack, or to other devices. */
struct uveth_traffic {
	u64 stack_packets;
	u64 stack_bytes;
	u64 other_packets;
	u64 other_bytes;
};

static struct uveth_traffic uveth_sent(const struct uveth *uv)
{
	struct uveth_traffic sent = {
		.stack_packets = uveth_total(uv, IFLA_UVETH_CNT_DIRECT) +
				 uveth_total(uv, IFLA_UVETH_CNT_BACKLOG),
		.other_packets = uveth_total(uv, IFLA_UVETH_CNT_FORWARDED) +
				 uveth_total(uv, IFLA_UVETH_CNT_REDIRECTED),
	};
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct uveth_counters *counters = per_cpu_ptr(uv->counters, cpu);

		sent.stack_bytes += uveth_read(counters, &counters->stack_bytes);
		sent.other_bytes += uveth_read(counters, &counters->other_bytes);
	}
	return sent;
}

static int uveth_open(struct net_device *dev)
{
	struct net_device *peer = rtnl_dereference(uveth_of(dev)->peer);

	if (!peer)
		return -ENOTCONN;
	if (peer->flags & IFF_UP) {
		netif_carrier_on(dev);
		netif_carrier_on(peer);
	}
	return 0;
}

static int uveth_stop(struct net_device *dev)
{
	struct net_device *peer = rtnl_dereference(uveth_of(dev)->peer);

	netif_carrier_off(dev);
	if (peer)
		netif_carrier_off(peer);
	return 0;
}

static int uveth_init(struct net_device *dev)
{
	struct uveth *uv = uveth_of(dev);

	uv->counters = netdev_alloc_pcpu_stats(struct uveth_counters);
	uv->marks = alloc_percpu(struct uveth_mark);
	if (uv->counters && uv->marks)
		return 0;
	free_percpu(uv->counters);
	free_percpu(uv->marks);
	uv->counters = NULL;
	uv->marks = NULL;
	return -ENOMEM;
}

/* The last use of the device is over: nobody transmits or reads statistics any more. */
static void uveth_free(struct net_device *dev)
{
	struct uveth *uv = uveth_of(dev);

	free_percpu(uv->counters);
	free_percpu(uv->marks);
}

/*
 * The core counts in dev->tstats what bpf_redirect_peer brings in; everything else is told by the
 * counters of the two ends.
 */
static void uveth_get_stats64(struct net_device *dev, struct rtnl_link_stats64 *stats)
{
	const struct uveth *uv = uveth_of(dev);
	struct uveth_traffic sent = uveth_sent(uv);
	struct net_device *peer;

	dev_fetch_sw_netstats(stats, dev->tstats);
	stats->tx_packets += sent.stack_packets + sent.other_packets;
	stats->tx_bytes += sent.stack_bytes + sent.other_bytes;
	stats->tx_dropped = uveth_total(uv, IFLA_UVETH_CNT_DROP_DOWN) +
			    uveth_total(uv, IFLA_UVETH_CNT_DROP_PROG) +
			    uveth_total(uv, IFLA_UVETH_CNT_DROP_NEIGH) +
			    uveth_total(uv, IFLA_UVETH_CNT_DROP_QUEUE) +
			    uveth_total(uv, IFLA_UVETH_CNT_DROP_MALFORMED) +
			    uveth_total(uv, IFLA_UVETH_CNT_DROP_MTU);
	rcu_read_lock();
	peer = rcu_dereference(uv->peer);
	if (peer) {
		sent = uveth_sent(uveth_of(peer));
		stats->rx_packets += sent.stack_packets;
		stats->rx_bytes += sent.stack_bytes;
	}
	rcu_read_unlock();
}

static int uveth_get_iflink(const struct net_device *dev)
{
	struct net_device *peer;
	int iflink;

	rcu_read_lock();
	peer = rcu_dereference(uveth_of(dev)->peer);
	iflink = peer ? READ_ONCE(peer->ifindex) : 0;
	rcu_read_unlock();
	return iflink;
}

/* Called under rcu_read_lock by bpf_redirect_peer. */
static struct net_device *uveth_get_peer_dev(struct net_device *dev)
{
	return rcu_dereference(uveth_of(dev)->peer);
}

static int uveth_set_mac_address(struct net_device *dev, void *address)
{
	return uveth_of(dev)->l3 ? -EOPNOTSUPP : eth_mac_addr(dev, address);
}

static void uveth_set_multicast_list(struct net_device *dev)
{
	/* every frame of the peer arrives, there is no filter */
}

/*
 * Both ends make room for the headers that either side's devices will put before a packet, so that
 * whoever sends through the pair allocates once.
 */
static void uveth_set_headroom(struct net_device *dev, int headroom)
{
	struct uveth *uv = uveth_of(dev);
	struct net_device *peer;

	rcu_read_lock();
	peer = rcu_dereference(uv->peer);
	if (peer) {
		uv->headroom = headroom < 0 ? NET_SKB_PAD : headroom;
		headroom = max(uv->headroom, uveth_of(peer)->headroom);
		WRITE_ONCE(dev->needed_headroom, headroom);
		WRITE_ONCE(peer->needed_headroom, headroom);
	}
	rcu_read_unlock();
}

const struct net_device_ops uveth_netdev_ops = {
	.ndo_init		= uveth_init,
	.ndo_open		= uveth_open,
	.ndo_stop		= uveth_stop,
	.ndo_start_xmit		= uveth_xmit,
	.ndo_set_rx_headroom	= uveth_set_headroom,
	.ndo_set_rx_mode	= uveth_set_multicast_list,
	.ndo_set_mac_address	= uveth_set_mac_address,
	.ndo_get_stats64	= uveth_get_stats64,
	.ndo_get_iflink		= uveth_get_iflink,
	.ndo_get_peer_dev	= uveth_get_peer_dev,
	.ndo_features_check	= passthru_features_check,
};

static void uveth_get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "uveth", sizeof(info->driver));
}

static int uveth_get_sset_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? ARRAY_SIZE(uveth_counter_names) : -EOPNOTSUPP;
}

static void uveth_get_strings(struct net_device *dev, u32 set, u8 *data)
{
	if (set == ETH_SS_STATS)
		memcpy(data, uveth_counter_names, sizeof(uveth_counter_names));
}

static void uveth_get_ethtool_stats(struct net_device *dev, struct ethtool_stats *stats, u64 *data)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(uveth_counter_names); i++)
		data[i] = uveth_total(uveth_of(dev), i + 1);
}

static int uveth_get_link_ksettings(struct net_device *dev, struct ethtool_link_ksettings *settings)
{
	settings->base.speed = SPEED_10000;
	settings->base.duplex = DUPLEX_FULL;
	settings->base.port = PORT_TP;
	settings->base.autoneg = AUTONEG_DISABLE;
	return 0;
}

static const struct ethtool_ops uveth_ethtool_ops = {
	.get_drvinfo		= uveth_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= uveth_get_link_ksettings,
	.get_sset_count		= uveth_get_sset_count,
	.get_strings		= uveth_get_strings,
	.get_ethtool_stats	= uveth_get_ethtool_stats,
	.get_ts_info		= ethtool_op_get_ts_info,
};

void uveth_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->max_mtu = ETH_MAX_MTU;
	dev->flags |= IFF_NOARP;
	dev->flags &= ~IFF_MULTICAST;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE | IFF_PHONY_HEADROOM | IFF_NO_QUEUE |
			   IFF_DISABLE_NETPOLL;
	uveth_set_lockless(dev);
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	dev->netdev_ops = &uveth_netdev_ops;
	dev->ethtool_ops = &uveth_ethtool_ops;
	dev->features |= UVETH_FEATURES | UVETH_VLAN_FEATURES;
	dev->hw_features = UVETH_FEATURES | UVETH_VLAN_FEATURES;
	dev->hw_enc_features = UVETH_FEATURES;
	dev->vlan_features = UVETH_FEATURES;
	dev->mpls_features = NETIF_F_HW_CSUM | NETIF_F_GSO_SOFTWARE;
	dev->needs_free_netdev = true;
	dev->priv_destructor = uveth_free;
	netif_set_tso_max_size(dev, GSO_MAX_SIZE);
}

static int __init uveth_module_init(void)
{
	return rtnl_link_register(&uveth_link_ops);
}

static void __exit uveth_module_exit(void)
{
	rtnl_link_unregister(&uveth_link_ops);
}

module_init(uveth_module_init);
module_exit(uveth_module_exit);

MODULE_DESCRIPTION("Pair of devices that receive without the per-CPU backlog");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("uveth");
