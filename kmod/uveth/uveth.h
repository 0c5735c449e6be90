/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _UVETH_H
#define _UVETH_H

#include <linux/bpf.h>
#include <linux/netdevice.h>

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
	unsigned long count[IFLA_UVETH_CNT_PAD];
	unsigned long stack_bytes;	/* direct or backlog */
	unsigned long other_bytes;	/* forwarded or redirected */
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

	/* packets that wait on backlogs: see order.c */
	atomic_t		marks_set ____cacheline_aligned_in_smp;
	struct uveth_mark __percpu *marks;
};

static inline struct uveth *uveth_of(const struct net_device *dev)
{
	return netdev_priv(dev);
}

static inline void uveth_count(struct uveth *uv, int what)
{
	this_cpu_inc(uv->counters->count[what]);
}

/* Counts a packet that left for the stack at the other end; with bottom halves off. */
static inline void uveth_count_stack(struct uveth *uv, int what, unsigned int len)
{
	struct uveth_counters *counters = this_cpu_ptr(uv->counters);

	counters->count[what]++;
	counters->stack_bytes += len;
}

/* Counts a packet that left by another device; with bottom halves off. */
static inline void uveth_count_other(struct uveth *uv, int what, unsigned int len)
{
	struct uveth_counters *counters = this_cpu_ptr(uv->counters);

	counters->count[what]++;
	counters->other_bytes += len;
}

/* main.c */
extern const struct net_device_ops uveth_netdev_ops;
void uveth_setup(struct net_device *dev);

unsigned long uveth_total(const struct uveth *uv, int what);

/* netlink.c */
extern struct rtnl_link_ops uveth_link_ops;

/* transmit.c */
netdev_tx_t uveth_xmit(struct sk_buff *skb, struct net_device *dev);

/* order.c */
bool uveth_nothing_queued(struct uveth *uv);
void uveth_mark_queued(struct uveth *uv);

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
