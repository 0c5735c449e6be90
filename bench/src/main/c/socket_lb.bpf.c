// SPDX-License-Identifier: Apache-2.0
/* The C counterpart of samples/src/main/weir/socket_lb.weir, as one would write it for clang. */
#include <linux/bpf.h>
#include <linux/in.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define EHOSTUNREACH 113

struct service_key4 { __be32 address; __be16 port; __u8 protocol; __u8 pad; };
struct service_key6 { __be32 address[4]; __be16 port; __u8 protocol; __u8 pad; };
struct service { __u32 first, count; };
struct backend4 { __be32 address; __be16 port; __u16 pad; };
struct backend6 { __be32 address[4]; __be16 port; __u16 pad; };
struct peer_key4 { __u64 cookie; __be32 address; __be16 port; __u16 pad; };
struct peer_key6 { __u64 cookie; __be32 address[4]; __be16 port; __u16 pad[3]; };
struct origin4 { __be32 address; __be16 port; __u16 pad; };
struct origin6 { __be32 address[4]; __be16 port; __u16 pad; };
struct counters { __u64 translated, restored, no_backend; };

#define MAP(kind, k, v, n, id)                                                                     \
	struct {                                                                                   \
		__uint(type, kind);                                                                \
		__type(key, k);                                                                    \
		__type(value, v);                                                                  \
		__uint(max_entries, n);                                                            \
	} id SEC(".maps")

MAP(BPF_MAP_TYPE_HASH, struct service_key4, struct service, 65536, services4);
MAP(BPF_MAP_TYPE_HASH, struct service_key6, struct service, 65536, services6);
MAP(BPF_MAP_TYPE_ARRAY, __u32, struct backend4, 65536, backends4);
MAP(BPF_MAP_TYPE_ARRAY, __u32, struct backend6, 65536, backends6);
MAP(BPF_MAP_TYPE_LRU_HASH, struct peer_key4, struct origin4, 262144, origins4);
MAP(BPF_MAP_TYPE_LRU_HASH, struct peer_key6, struct origin6, 262144, origins6);
MAP(BPF_MAP_TYPE_PERCPU_ARRAY, __u32, struct counters, 1, counters);

#define COUNT(field)                                                                               \
	do {                                                                                       \
		__u32 zero_ = 0;                                                                   \
		struct counters *c_ = bpf_map_lookup_elem(&counters, &zero_);                      \
		if (c_)                                                                            \
			c_->field++;                                                               \
	} while (0)

static __always_inline __u32 slot(struct service *s, __u32 protocol, __u64 cookie)
{
	__u32 number = protocol == IPPROTO_UDP ? (__u32)cookie : bpf_get_prandom_u32();

	return s->first + number % s->count;
}

static __always_inline int unreachable(void)
{
	COUNT(no_backend);
	bpf_set_retval(-EHOSTUNREACH);
	return 0;
}

static __always_inline int forward4(struct bpf_sock_addr *ctx)
{
	struct service_key4 key = {
		.address = ctx->user_ip4, .port = ctx->user_port, .protocol = ctx->protocol,
	};
	struct service *service = bpf_map_lookup_elem(&services4, &key);

	if (!service)
		return 1;
	if (!service->count)
		return unreachable();
	__u64 cookie = bpf_get_socket_cookie(ctx);
	__u32 index = slot(service, ctx->protocol, cookie);
	struct backend4 *backend = bpf_map_lookup_elem(&backends4, &index);

	if (!backend)
		return unreachable();
	struct peer_key4 peer = {
		.cookie = cookie, .address = backend->address, .port = backend->port,
	};
	struct origin4 origin = { .address = ctx->user_ip4, .port = ctx->user_port };

	bpf_map_update_elem(&origins4, &peer, &origin, BPF_ANY);
	ctx->user_ip4 = backend->address;
	ctx->user_port = backend->port;
	COUNT(translated);
	return 1;
}

static __always_inline bool mapped(struct bpf_sock_addr *ctx)
{
	return !ctx->user_ip6[0] && !ctx->user_ip6[1] && ctx->user_ip6[2] == bpf_htonl(0xffff);
}

static __always_inline int forward_mapped(struct bpf_sock_addr *ctx)
{
	__u64 cookie = bpf_get_socket_cookie(ctx);
	__be32 address = ctx->user_ip6[3];
	struct service_key4 key = {
		.address = address, .port = ctx->user_port, .protocol = ctx->protocol,
	};
	struct service *service = bpf_map_lookup_elem(&services4, &key);

	if (!service)
		return 1;
	if (!service->count)
		return unreachable();
	__u32 index = slot(service, ctx->protocol, cookie);
	struct backend4 *backend = bpf_map_lookup_elem(&backends4, &index);

	if (!backend)
		return unreachable();
	struct peer_key4 peer = {
		.cookie = cookie, .address = backend->address, .port = backend->port,
	};
	struct origin4 origin = { .address = address, .port = ctx->user_port };

	bpf_map_update_elem(&origins4, &peer, &origin, BPF_ANY);
	ctx->user_ip6[0] = 0;
	ctx->user_ip6[1] = 0;
	ctx->user_ip6[2] = bpf_htonl(0xffff);
	ctx->user_ip6[3] = backend->address;
	ctx->user_port = backend->port;
	COUNT(translated);
	return 1;
}

static __always_inline int forward6(struct bpf_sock_addr *ctx)
{
	if (mapped(ctx))
		return forward_mapped(ctx);
	__u64 cookie = bpf_get_socket_cookie(ctx);
	struct service_key6 key = {
		.address = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3] },
		.port = ctx->user_port, .protocol = ctx->protocol,
	};
	struct service *service = bpf_map_lookup_elem(&services6, &key);

	if (!service)
		return 1;
	if (!service->count)
		return unreachable();
	__u32 index = slot(service, ctx->protocol, cookie);
	struct backend6 *backend = bpf_map_lookup_elem(&backends6, &index);

	if (!backend)
		return unreachable();
	struct peer_key6 peer = {
		.cookie = cookie,
		.address = { backend->address[0], backend->address[1], backend->address[2],
			     backend->address[3] },
		.port = backend->port,
	};
	struct origin6 origin = {
		.address = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3] },
		.port = ctx->user_port,
	};

	bpf_map_update_elem(&origins6, &peer, &origin, BPF_ANY);
	ctx->user_ip6[0] = backend->address[0];
	ctx->user_ip6[1] = backend->address[1];
	ctx->user_ip6[2] = backend->address[2];
	ctx->user_ip6[3] = backend->address[3];
	ctx->user_port = backend->port;
	COUNT(translated);
	return 1;
}

static __always_inline int back4(struct bpf_sock_addr *ctx)
{
	struct peer_key4 key = {
		.cookie = bpf_get_socket_cookie(ctx),
		.address = ctx->user_ip4, .port = ctx->user_port,
	};
	struct origin4 *origin = bpf_map_lookup_elem(&origins4, &key);

	if (!origin)
		return 1;
	ctx->user_ip4 = origin->address;
	ctx->user_port = origin->port;
	COUNT(restored);
	return 1;
}

static __always_inline int back6(struct bpf_sock_addr *ctx)
{
	if (mapped(ctx)) {
		struct peer_key4 key = {
			.cookie = bpf_get_socket_cookie(ctx),
			.address = ctx->user_ip6[3], .port = ctx->user_port,
		};
		struct origin4 *origin = bpf_map_lookup_elem(&origins4, &key);

		if (!origin)
			return 1;
		ctx->user_ip6[0] = 0;
		ctx->user_ip6[1] = 0;
		ctx->user_ip6[2] = bpf_htonl(0xffff);
		ctx->user_ip6[3] = origin->address;
		ctx->user_port = origin->port;
		COUNT(restored);
		return 1;
	}
	struct peer_key6 key = {
		.cookie = bpf_get_socket_cookie(ctx),
		.address = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3] },
		.port = ctx->user_port,
	};
	struct origin6 *origin = bpf_map_lookup_elem(&origins6, &key);

	if (!origin)
		return 1;
	ctx->user_ip6[0] = origin->address[0];
	ctx->user_ip6[1] = origin->address[1];
	ctx->user_ip6[2] = origin->address[2];
	ctx->user_ip6[3] = origin->address[3];
	ctx->user_port = origin->port;
	COUNT(restored);
	return 1;
}

#define HOOK(name, body)                                                                           \
	SEC("cgroup/" #name) int name(struct bpf_sock_addr *ctx) { return body(ctx); }

HOOK(connect4, forward4)
HOOK(sendmsg4, forward4)
HOOK(connect6, forward6)
HOOK(sendmsg6, forward6)
HOOK(recvmsg4, back4)
HOOK(getpeername4, back4)
HOOK(recvmsg6, back6)
HOOK(getpeername6, back6)

char _license[] SEC("license") = "GPL";
