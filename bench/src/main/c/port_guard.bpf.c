// SPDX-License-Identifier: Apache-2.0
/* The C counterpart of samples/src/main/weir/port_guard.weir. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define EADDRINUSE 98

const volatile __u16 FIRST = 30000;
const volatile __u16 LAST = 32767;

struct counters { __u64 refused; };
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct counters);
	__uint(max_entries, 1);
} counters SEC(".maps");

static __always_inline int verdict(__u16 port)
{
	if (port < FIRST || port > LAST)
		return 1;
	__u32 zero = 0;
	struct counters *c = bpf_map_lookup_elem(&counters, &zero);

	if (c)
		c->refused++;
	bpf_set_retval(-EADDRINUSE);
	return 0;
}

#define BIND(name)                                                                                 \
	SEC("cgroup/" #name) int name(struct bpf_sock_addr *ctx)                                   \
	{                                                                                          \
		return verdict(bpf_ntohs(ctx->user_port));                                         \
	}
#define POST_BIND(name)                                                                            \
	SEC("cgroup/" #name) int name(struct bpf_sock *sk) { return verdict(sk->src_port); }

BIND(bind4)
BIND(bind6)
POST_BIND(post_bind4)
POST_BIND(post_bind6)

char _license[] SEC("license") = "GPL";
