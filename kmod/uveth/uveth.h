/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _UVETH_H
#define _UVETH_H

#include <linux/bpf.h>
#include <linux/netdevice.h>
#include <linux/u64_stats_sync.h>

#include "compat.h"
#include "uveth_uapi.h"

/*
 * Receiving in the sender's context is safe only where the context tells which locks it holds; see
 * order.c and transmit.c.
 */
#if IS_ENABLED(CONFIG_PREEMPT_COUNT) && !IS_ENABLED(CONFIG_PREEMPT_RT)
#define UVETH_CAN_RECEIVE_DIRECTLY 1
#else
#define UVETH_CAN_RECEIVE_DIRECTLY 0
#endif

/*
 * What happened to the packets that one end sent; per CPU, so that counting needs no lock. What the
 * other end received needs no counters of its own: it is what went to its stack.
 */
struct uveth_counters {
	u64_stats_t count[IFLA_UVETH_CNT_PAD];
	u64_stats_t stack_bytes;	/* direct or backlog */
	u64_stats_t other_bytes;	/* forwarded or redirected */
	struct u64_stats_sync syncp;
};

/* The last packet of this end that one CPU put on its backlog. */
struct uveth_mark {
	atomic64_t place;
};

/* One end of a pair. */
struct uveth {
	/* read for every packet this end sends */
	struct net_device __rcu	*peer;
	struct bpf_prog __rcu	*prog;
	struct uveth_counters __percpu *counters;
	u8			rx;
	bool			keep_mark;
	bool			keep_priority;
	bool			keep_tstamp;
	bool			primary;
	bool			l3;
	unsigned short		headroom;

	/* packets that wait on backlogs: see order.c */
	atomic_t		marks_set ____cacheline_aligned_in_smp;
	struct uveth_mark __percpu *marks;
};

static inline struct uveth *uveth_of(const struct net_device *dev)
{
	return netdev_priv(dev);
}

/* Counters are written with bottom halves off, by the CPU they belong to. */
static inline void uveth_count(struct uveth *uv, int what)
{
	struct uveth_counters *counters = this_cpu_ptr(uv->counters);

	u64_stats_update_begin(&counters->syncp);
	u64_stats_inc(&counters->count[what]);
	u64_stats_update_end(&counters->syncp);
}

/* Counts a packet that left for the stack at the other end. */
static inline void uveth_count_stack(struct uveth *uv, int what, unsigned int len)
{
	struct uveth_counters *counters = this_cpu_ptr(uv->counters);

	u64_stats_update_begin(&counters->syncp);
	u64_stats_inc(&counters->count[what]);
	u64_stats_add(&counters->stack_bytes, len);
	u64_stats_update_end(&counters->syncp);
}

/* Counts a packet that left by another device. */
static inline void uveth_count_other(struct uveth *uv, int what, unsigned int len)
{
	struct uveth_counters *counters = this_cpu_ptr(uv->counters);

	u64_stats_update_begin(&counters->syncp);
	u64_stats_inc(&counters->count[what]);
	u64_stats_add(&counters->other_bytes, len);
	u64_stats_update_end(&counters->syncp);
}

/* main.c */
extern const struct net_device_ops uveth_netdev_ops;
void uveth_setup(struct net_device *dev);

u64 uveth_total(const struct uveth *uv, int what);

/* netlink.c */
extern struct rtnl_link_ops uveth_link_ops;

/* transmit.c */
netdev_tx_t uveth_xmit(struct sk_buff *skb, struct net_device *dev);

/*
 * What of uveth is under way on this CPU: in the low byte the number of packets on their way out
 * of a device that another packet's way led to, above it those that are being received directly.
 */
DECLARE_PER_CPU(int, uveth_under_way);

/*
 * How many packets may be on their way out. Devices with a queue of their own do not count in the
 * core's limit, so a chain of pairs could otherwise take all of the stack. Where it is reached,
 * packets take the backlog.
 */
#define UVETH_MAX_DEPTH 4
#define UVETH_DEPTH_MASK 0xff
#define UVETH_RECEIVING 0x100

static inline bool uveth_is_deep(void)
{
	return unlikely((this_cpu_read(uveth_under_way) & UVETH_DEPTH_MASK) >= UVETH_MAX_DEPTH);
}

/* Whether nothing is received directly, and there is room for one that is. */
static inline bool uveth_is_outermost(void)
{
	return likely(this_cpu_read(uveth_under_way) < UVETH_MAX_DEPTH);
}

/* order.c */
bool uveth_all_caught_up(struct uveth *uv);
void uveth_mark_queued(struct uveth *uv);

/* Whether what this end put on backlogs was taken off all of them. */
static inline bool uveth_nothing_queued(struct uveth *uv)
{
	return likely(!atomic_read(&uv->marks_set)) || uveth_all_caught_up(uv);
}

/* What became of a packet that was offered to route.c or program.c. */
enum uveth_fate {
	UVETH_STACK,	/* untouched; give it to the stack */
	UVETH_GONE,	/* sent or freed, and counted */
};

/* route.c */
enum uveth_fate uveth_route(struct uveth *uv, struct sk_buff *skb, struct net_device *in);
bool uveth_send_ip(struct sk_buff *skb, struct net_device *out, const struct bpf_nh_params *hop);

/* program.c */
enum uveth_fate uveth_run(struct uveth *uv, struct bpf_prog *prog, struct sk_buff *skb,
			  struct net_device *in);

#endif
