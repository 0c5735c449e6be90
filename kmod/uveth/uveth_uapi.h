/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Netlink attributes of uveth links, inside IFLA_INFO_DATA of RTM_NEWLINK.
 * All integers are in host byte order.
 */
#ifndef _UVETH_UAPI_H
#define _UVETH_UAPI_H

enum {
	IFLA_UVETH_UNSPEC,
	/* struct ifinfomsg and IFLA_* of the peer; as in veth and netkit */
	IFLA_UVETH_PEER_INFO,
	/* u32, enum uveth_mode; only when created */
	IFLA_UVETH_MODE,
	/* u32, enum uveth_rx */
	IFLA_UVETH_RX,
	/* u8: whether a packet keeps its mark, priority, delivery time */
	IFLA_UVETH_KEEP_MARK,
	IFLA_UVETH_KEEP_PRIORITY,
	IFLA_UVETH_KEEP_TSTAMP,
	/* s32: a sched_cls program that sees what the peer sends, -1 for none; set only */
	IFLA_UVETH_PROG_FD,
	/* u32: id of that program; shown only */
	IFLA_UVETH_PROG_ID,
	/* u8: whether this is the end that configures the pair; shown only */
	IFLA_UVETH_PRIMARY,
	/* nest of IFLA_UVETH_CNT_*, of what this end sent; shown only */
	IFLA_UVETH_COUNTERS,
	IFLA_UVETH_PAD,
	__IFLA_UVETH_MAX
};

#define IFLA_UVETH_MAX (__IFLA_UVETH_MAX - 1)

enum uveth_mode {
	UVETH_L2,	/* Ethernet, with addresses and neighbour discovery */
	UVETH_L3,	/* no neighbour discovery, addresses do not matter */
};

/* How a packet reaches the stack at the other end */
enum uveth_rx {
	UVETH_RX_AUTO,		/* in the sender's context where that is safe */
	UVETH_RX_BACKLOG,	/* always through the per-CPU backlog */
	UVETH_RX_FIB,		/* as auto; what the peer sends is routed in the driver */
};

/* u64 each */
enum {
	IFLA_UVETH_CNT_UNSPEC,
	IFLA_UVETH_CNT_DIRECT,		/* received in the sender's context */
	IFLA_UVETH_CNT_BACKLOG,		/* queued to a per-CPU backlog */
	IFLA_UVETH_CNT_FORWARDED,	/* routed in the driver */
	IFLA_UVETH_CNT_REDIRECTED,	/* sent on by the program */
	IFLA_UVETH_CNT_DROP_DOWN,	/* no peer, or peer not up */
	IFLA_UVETH_CNT_DROP_PROG,	/* the program said so, or its target is gone */
	IFLA_UVETH_CNT_DROP_NEIGH,	/* no neighbour, or no room for its header */
	IFLA_UVETH_CNT_DROP_QUEUE,	/* backlog full */
	IFLA_UVETH_CNT_DROP_RECEIVE,	/* refused by the stack at the other end */
	IFLA_UVETH_CNT_DROP_MALFORMED,	/* shorter than a header, or out of memory */
	IFLA_UVETH_CNT_DROP_MTU,	/* longer than the peer's MTU */
	IFLA_UVETH_CNT_PAD,
	__IFLA_UVETH_CNT_MAX
};

#define IFLA_UVETH_CNT_MAX (__IFLA_UVETH_CNT_MAX - 1)

#endif
