# SPDX-License-Identifier: Apache-2.0
"""The hooks and context structures: names and values that no probe can tell.

Sources: section names from libbpf's section table (section_defs of tools/lib/bpf/libbpf.c, v1.5);
structures from include/uapi/linux/bpf.h; verdict values from include/uapi/linux/bpf.h (sk_action,
xdp_action, tcx_action_base, netkit_action, bpf_ret_code) and include/uapi/linux/pkt_cls.h (TC_ACT_*).
"""

import collections
import dataclasses

Field = collections.namedtuple("Field", "name offset size count value_bytes type order since")


@dataclasses.dataclass
class Struct:
    name: str
    size: int
    fields: list


def struct(name, size, text):
    """Fields a line each: name, element size, then *count, @offset (where not the next), !type, be (network
    byte order), port (a 16-bit value in network byte order in the first two bytes) and >first kernel, which
    holds for the lines below too."""
    fields = []
    offset, since = 0, None
    for line in text.split("\n"):
        words = line.split()
        if not words:
            continue
        field, width, rest = words[0], int(words[1]), words[2:]
        count, kind, order, value = 1, "SCALAR", "HOST", None
        for word in rest:
            if word.startswith("*"):
                count = int(word[1:])
            elif word.startswith("@"):
                offset = int(word[1:])
            elif word.startswith("!"):
                kind = word[1:]
            elif word == "be":
                order = "BIG"
            elif word == "port":
                order, value = "BIG", 2
            elif word.startswith(">"):
                since = word[1:]
        fields.append(Field(field, offset, width, count, value or width, kind, order, since))
        offset += width * count
    return Struct(name, size, fields)


STRUCTS = [
    struct("__sk_buff", 192, """
len 4 >4.1
pkt_type 4
mark 4
queue_mapping 4
protocol 4 port
vlan_present 4
vlan_tci 4
vlan_proto 4 port
priority 4
ingress_ifindex 4 >4.2
ifindex 4
tc_index 4
cb 4 *5
hash 4 >4.3
tc_classid 4 >4.4
data 4 !PACKET >4.7
data_end 4 !PACKET_END
napi_id 4 >4.12
family 4 >4.14
remote_ip4 4 be
local_ip4 4 be
remote_ip6 4 *4 be
local_ip6 4 *4 be
remote_port 4 be
local_port 4
data_meta 4 !PACKET_META >4.15
flow_keys 8 !FLOW_KEYS >4.20
tstamp 8 >5.0
wire_len 4
gso_segs 4 >5.1
sk 8 !SOCK_COMMON_OR_NULL
gso_size 4 >5.7
tstamp_type 1 >5.18
hwtstamp 8 @184 >5.16
"""),
    struct("bpf_sock_addr", 72, """
user_family 4 >4.17
user_ip4 4 be
user_ip6 4 *4 be
user_port 4 port
family 4
type 4
protocol 4
msg_src_ip4 4 be >4.18
msg_src_ip6 4 *4 be
sk 8 @64 !SOCKET >5.3
"""),
    struct("bpf_sock", 80, """
bound_dev_if 4 >4.10
family 4
type 4
protocol 4
mark 4 >4.14
priority 4
src_ip4 4 be >4.17
src_ip6 4 *4 be
src_port 4
dst_port 2 be >5.1
dst_ip4 4 @52 be
dst_ip6 4 *4 be
state 4
rx_queue_mapping 4 >5.8
"""),
    struct("xdp_md", 24, """
data 4 !PACKET >4.8
data_end 4 !PACKET_END
data_meta 4 !PACKET_META >4.15
ingress_ifindex 4 >4.16
rx_queue_index 4
egress_ifindex 4 >5.8
"""),
    struct("bpf_sock_ops", 224, """
op 4 >4.13
args 4 *4
reply 4 @4
replylong 4 *4 @4
family 4 @20
remote_ip4 4 be
local_ip4 4 be
remote_ip6 4 *4 be
local_ip6 4 *4 be
remote_port 4 be
local_port 4
is_fullsock 4 >4.16
snd_cwnd 4
srtt_us 4
bpf_sock_ops_cb_flags 4
state 4
rtt_min 4
snd_ssthresh 4
rcv_nxt 4
snd_nxt 4
snd_una 4
mss_cache 4
ecn_flags 4
rate_delivered 4
rate_interval_us 4
packets_out 4
retrans_out 4
total_retrans 4
segs_in 4
data_segs_in 4
segs_out 4
data_segs_out 4
lost_out 4
sacked_out 4
sk_txhash 4
bytes_received 8 @168
bytes_acked 8
sk 8 !SOCKET_OR_NULL >5.3
skb_data 8 !PACKET >5.10
skb_data_end 8 !PACKET_END
skb_len 4
skb_tcp_flags 4
skb_hwtstamp 8 >6.2
"""),
    struct("sk_msg_md", 80, """
data 8 !PACKET >4.17
data_end 8 !PACKET_END
family 4 >4.18
remote_ip4 4 be
local_ip4 4 be
remote_ip6 4 *4 be
local_ip6 4 *4 be
remote_port 4 be
local_port 4
size 4 >5.0
sk 8 @72 !SOCKET >5.8
"""),
    struct("bpf_sk_lookup", 72, """
sk 8 !SOCKET_OR_NULL >5.9
cookie 8 @0 >5.13
family 4 @8 >5.9
protocol 4 >5.9
remote_ip4 4 be >5.9
remote_ip6 4 *4 be >5.9
remote_port 2 be >5.9
local_ip4 4 @40 be >5.9
local_ip6 4 *4 be >5.9
local_port 4 >5.9
ingress_ifindex 4 >5.17
"""),
    struct("sk_reuseport_md", 56, """
data 8 !PACKET >4.19
data_end 8 !PACKET_END >4.19
len 4 >4.19
eth_protocol 4 port >4.19
ip_protocol 4 >4.19
bind_inany 4 >4.19
hash 4 >4.19
sk 8 @40 !SOCKET >5.14
migrating_sk 8 !SOCK_COMMON_OR_NULL >5.14
"""),
    struct("bpf_sockopt", 40, """
sk 8 !SOCKET >5.3
optval 8 !PACKET >5.3
optval_end 8 !PACKET_END >5.3
level 4 >5.3
optname 4 >5.3
optlen 4 >5.3
retval 4 >5.3
"""),
    struct("bpf_cgroup_dev_ctx", 12, """
access_type 4 >4.15
major 4
minor 4
"""),
    struct("bpf_sysctl", 8, """
write 4 >5.2
file_pos 4 >5.2
"""),
    struct("bpf_nf_ctx", 16, """
state 8 !BTF_POINTER >6.4
skb 8 !BTF_POINTER >6.4
"""),
]

# What helpers take and return besides contexts: parameter structures and the structures behind pointers.
MORE_STRUCTS = [
    struct("bpf_tcp_sock", 112, """
snd_cwnd 4 >5.1
srtt_us 4
rtt_min 4
snd_ssthresh 4
rcv_nxt 4
snd_nxt 4
snd_una 4
mss_cache 4
ecn_flags 4
rate_delivered 4
rate_interval_us 4
packets_out 4
retrans_out 4
total_retrans 4
segs_in 4
data_segs_in 4
segs_out 4
data_segs_out 4
lost_out 4
sacked_out 4
bytes_received 8
bytes_acked 8
dsack_dups 4 >5.3
delivered 4
delivered_ce 4
icsk_retransmits 4
"""),
    struct("bpf_flow_keys", 56, """
nhoff 2 >4.20
thoff 2
addr_proto 2
is_frag 1
is_first_frag 1
is_encap 1
ip_proto 1
n_proto 2 be
sport 2 be
dport 2 be
ipv4_src 4 be
ipv4_dst 4 be
ipv6_src 4 *4 @16 be
ipv6_dst 4 *4 be
flags 4 >5.4
flow_label 4 be
"""),
    struct("bpf_fib_lookup", 64, """
family 1 >4.18
l4_protocol 1
sport 2 be
dport 2 be
tot_len 2
mtu_result 2 @6 >5.12
ifindex 4 >4.18
tos 1
flowinfo 4 @12 be
rt_metric 4 @12 >4.18
ipv4_src 4 be
ipv6_src 4 *4 @16 be
ipv4_dst 4 be
ipv6_dst 4 *4 @32 be
h_vlan_proto 2 be
h_vlan_TCI 2
tbid 4 @48 >6.5
mark 4 >6.10
smac 1 *6 @52 >4.18
dmac 1 *6
"""),
    struct("bpf_redir_neigh", 20, """
nh_family 4 >5.10
ipv4_nh 4 be
ipv6_nh 4 *4 @4 be
"""),
    struct("bpf_sock_tuple", 36, """
ipv4_saddr 4 be >4.20
ipv4_daddr 4 be
ipv4_sport 2 be
ipv4_dport 2 be
ipv6_saddr 4 *4 @0 be
ipv6_daddr 4 *4 be
ipv6_sport 2 be
ipv6_dport 2 be
"""),
    struct("bpf_tunnel_key", 44, """
tunnel_id 4 >4.3
remote_ipv4 4
remote_ipv6 4 *4 @4 >4.5
tunnel_tos 1
tunnel_ttl 1
tunnel_ext 2
tunnel_flags 2 @22 be >6.0
tunnel_label 4 >4.5
local_ipv4 4 >6.0
local_ipv6 4 *4 @28
"""),
    struct("bpf_xfrm_state", 28, """
reqid 4 >4.18
spi 4 be
family 2
ext 2
remote_ipv4 4 be
remote_ipv6 4 *4 @12 be
"""),
    struct("bpf_tcp_req_attrs", 20, """
rcv_tsval 4 >6.9
rcv_tsecr 4
mss 2
rcv_wscale 1
snd_wscale 1
ecn_ok 1
wscale_ok 1
sack_ok 1
tstamp_ok 1
usec_ts_ok 1
"""),
    struct("bpf_spin_lock", 4, "val 4 >5.1"),
    struct("bpf_timer", 16, "opaque 8 *2 >5.15"),
    struct("bpf_dynptr", 16, "opaque 8 *2 >5.19"),
    struct("bpf_iter_num", 8, "opaque 8 >6.4"),
]

# Loads permitted through pointers to structures, as probe_sockets.py prints them (Linux 6.18; the same
# by the source of 6.1). Flow keys may be loaded and stored freely.
POINTEES = [
    ("SOCKET", "bpf_sock",
     "40007000700070004000400071317131713171317131700071007131713171317131713170007"),
    ("SOCK_COMMON", "bpf_sock",
     "40007000000000000000000071317131713171317131700071007131713171317131713170007"),
    ("TCP_SOCK", "bpf_tcp_sock",
     "40004000400040004000400040004000400040004000400040004000400040004000400040004000"
     "80000000800000004000400040004"),
    ("FLOW_KEYS", "bpf_flow_keys", "f1317131" * 7),
]

# Register types of the verifier's log, as FieldType names them.
LOG_NAMES = {
    "pkt": "PACKET", "pkt_end": "PACKET_END", "pkt_meta": "PACKET_META", "sock": "SOCKET",
    "sock_or_null": "SOCKET_OR_NULL", "sock_common_or_null": "SOCK_COMMON_OR_NULL",
    "flow_keys": "FLOW_KEYS",
}

# A profile is a set of program and attach types with the same helpers and kfuncs; it is named for one
# of the measured configurations it covers.
PROFILES = [
    "sched_cls", "xdp", "cgroup_skb/ingress", "cgroup_sock/create", "cgroup_sock_addr/bind4",
    "cgroup_sock_addr/connect4", "cgroup_sock_addr/recvmsg4", "sock_ops", "sk_skb/verdict", "sk_msg",
    "sk_lookup", "sk_reuseport", "socket_filter", "cgroup_sockopt/get", "cgroup_sockopt/set",
    "cgroup_device", "cgroup_sysctl", "flow_dissector", "lwt_in", "lwt_out", "lwt_xmit",
    "lwt_seg6local", "netfilter", "syscall", "lsm_cgroup", "sched_act",
]

_BASE = ["bpf_base_func_proto"]
_SK_BASE = ["bpf_sk_base_func_proto"] + _BASE
_CGROUP = ["cgroup_common_func_proto", "cgroup_current_func_proto"]
_TRACING = ["bpf_tracing_func_proto"]

# Which kernel functions answer for a profile, the most specific first.
HELPER_CHAINS = {
    "sched_cls": ["tc_cls_act_func_proto"] + _SK_BASE,
    "sched_act": ["tc_cls_act_func_proto"] + _SK_BASE,
    "xdp": ["xdp_func_proto"] + _SK_BASE,
    "cgroup_skb/ingress": ["cgroup_common_func_proto", "cg_skb_func_proto", "sk_filter_func_proto"] + _SK_BASE,
    "cgroup_sock/create": _CGROUP + ["sock_filter_func_proto"] + _BASE,
    "cgroup_sock_addr/bind4": _CGROUP + ["sock_addr_func_proto"] + _SK_BASE,
    "cgroup_sock_addr/connect4": _CGROUP + ["sock_addr_func_proto"] + _SK_BASE,
    "cgroup_sock_addr/recvmsg4": _CGROUP + ["sock_addr_func_proto"] + _SK_BASE,
    "sock_ops": ["cgroup_common_func_proto", "sock_ops_func_proto"] + _SK_BASE,
    "sk_skb/verdict": ["sk_skb_func_proto"] + _SK_BASE,
    "sk_msg": ["sk_msg_func_proto"] + _SK_BASE,
    "sk_lookup": ["sk_lookup_func_proto"] + _SK_BASE,
    "sk_reuseport": ["sk_reuseport_func_proto"] + _BASE,
    "socket_filter": ["sk_filter_func_proto"] + _SK_BASE,
    "cgroup_sockopt/get": _CGROUP + ["cg_sockopt_func_proto"] + _BASE,
    "cgroup_sockopt/set": _CGROUP + ["cg_sockopt_func_proto"] + _BASE,
    "cgroup_device": _CGROUP + ["cgroup_dev_func_proto"] + _BASE,
    "cgroup_sysctl": _CGROUP + ["sysctl_func_proto"] + _BASE,
    "flow_dissector": ["flow_dissector_func_proto"] + _SK_BASE,
    "lwt_in": ["lwt_in_func_proto", "lwt_out_func_proto"] + _SK_BASE,
    "lwt_out": ["lwt_out_func_proto"] + _SK_BASE,
    "lwt_xmit": ["lwt_xmit_func_proto", "lwt_out_func_proto"] + _SK_BASE,
    "lwt_seg6local": ["lwt_seg6local_func_proto", "lwt_out_func_proto"] + _SK_BASE,
    "netfilter": ["bpf_nf_func_proto"] + _BASE,
    "syscall": ["syscall_prog_func_proto", "tracing_prog_func_proto"] + _TRACING + _BASE,
    "lsm_cgroup": ["cgroup_common_func_proto", "bpf_lsm_func_proto", "tracing_prog_func_proto"] + _TRACING + _BASE,
}


def kfunc_profile(profile):
    """The configuration of the kfunc measurement that answers for a profile.

    lsm_cgroup was not measured; LSM programs are registered for what tracing programs may call.
    """
    return "tracing/raw_tp" if profile == "lsm_cgroup" else profile


@dataclasses.dataclass
class Hook:
    name: str
    program: str
    attach: str
    section: str
    struct: str
    access: str  # configuration of the measurement with the accesses and the exit range
    profile: str
    verdicts: list
    since: str = ""
    aliases: tuple = ()
    packet: str = "NONE"
    prefix: bool = False
    returns: str = ""  # expected range, checked against the measurement; used where there is none
    more_reads: tuple = ()  # accesses known beside the measured ones
    reads: str = "-"
    writes: str = "-"


TC = [("pass", 0), ("next", -1), ("reclassify", 1), ("drop", 2), ("pipe", 3), ("stolen", 4),
      ("queued", 5), ("repeat", 6), ("redirect", 7), ("trap", 8)]
TCX = [("next", -1), ("pass", 0), ("drop", 2), ("redirect", 7)]
ALLOW = [("allow", 1), ("deny", 0)]
ALLOW_ONLY = [("allow", 1)]
PASS = [("pass", 1), ("drop", 0)]
LWT = [("ok", 0), ("drop", 2), ("redirect", 7)]
REROUTE = LWT + [("reroute", 128)]
XDP = [("pass", 2), ("aborted", 0), ("drop", 1), ("tx", 3), ("redirect", 4)]


def _skb(name, attach, section, verdicts, since, aliases=()):
    return Hook(name, "SCHED_CLS", attach, section, "__sk_buff", "sched_cls", "sched_cls", verdicts,
                since, aliases, "WRITE")


def _sock_addr():
    kinds = [  # name, attach type, profile, exit range, verdicts, first kernel
        ("bind", "CGROUP_INET{v}_BIND", "bind4", "0..3", ALLOW + [("allow_privileged_port", 3)], "4.17"),
        ("connect", "CGROUP_INET{v}_CONNECT", "connect4", "0..1", ALLOW, "4.17"),
        ("sendmsg", "CGROUP_UDP{v}_SENDMSG", "bind4", "0..1", ALLOW, "4.18"),
        ("recvmsg", "CGROUP_UDP{v}_RECVMSG", "recvmsg4", "1..1", ALLOW_ONLY, "5.2"),
        ("getpeername", "CGROUP_INET{v}_GETPEERNAME", "recvmsg4", "1..1", ALLOW_ONLY, "5.8"),
        ("getsockname", "CGROUP_INET{v}_GETSOCKNAME", "recvmsg4", "1..1", ALLOW_ONLY, "5.8"),
    ]
    for kind, attach, profile, returns, verdicts, since in kinds:
        for family in "46":
            yield Hook(
                kind + family, "CGROUP_SOCK_ADDR", attach.format(v=family), f"cgroup/{kind}{family}",
                "bpf_sock_addr", f"cgroup_sock_addr/{kind}{family}", "cgroup_sock_addr/" + profile,
                verdicts, since, returns=returns)
    for kind, _, profile, returns, verdicts, _ in kinds[1:]:
        # The accesses of getpeername and getsockname were not measured; the kernel treats all five alike.
        measured = kind if kind in ("connect", "sendmsg", "recvmsg") else "recvmsg"
        yield Hook(
            kind + "_unix", "CGROUP_SOCK_ADDR", f"CGROUP_UNIX_{kind.upper()}", f"cgroup/{kind}_unix",
            "bpf_sock_addr", f"cgroup_sock_addr/{measured}_unix",
            "cgroup_sock_addr/" + ("bind4" if kind == "connect" else profile), verdicts, "6.7",
            returns=returns)


HOOKS = [
    _skb("tc ingress", None, "tc", TC, "4.5", ("classifier",)),
    _skb("tc egress", None, "tc", TC, "4.5", ("classifier",)),
    _skb("tcx ingress", "TCX_INGRESS", "tcx/ingress", TCX, "6.6", ("tc/ingress",)),
    _skb("tcx egress", "TCX_EGRESS", "tcx/egress", TCX, "6.6", ("tc/egress",)),
    _skb("netkit primary", "NETKIT_PRIMARY", "netkit/primary", TCX, "6.7"),
    _skb("netkit peer", "NETKIT_PEER", "netkit/peer", TCX, "6.7"),
    Hook("action", "SCHED_ACT", None, "action", "__sk_buff", "sched_act", "sched_act", TC, "4.1",
         packet="WRITE"),
    Hook("xdp", "XDP", "XDP", "xdp", "xdp_md", "xdp", "xdp", XDP, "4.8",
         ("xdp.frags",), "WRITE"),
    Hook("xdp devmap", "XDP", "XDP_DEVMAP", "xdp/devmap", "xdp_md", "xdp", "xdp", XDP, "5.8",
         ("xdp.frags/devmap",), "WRITE",
         # Only a program with this attach type sees the device it sends to (xdp_is_valid_access).
         more_reads=((20, 4),)),
    Hook("xdp cpumap", "XDP", "XDP_CPUMAP", "xdp/cpumap", "xdp_md", "xdp", "xdp", XDP, "5.9",
         ("xdp.frags/cpumap",), "WRITE"),
    *_sock_addr(),
    Hook("sock_create", "CGROUP_SOCK", "CGROUP_INET_SOCK_CREATE", "cgroup/sock_create", "bpf_sock",
         "cgroup_sock/create", "cgroup_sock/create", ALLOW, "4.10", ("cgroup/sock",), returns="0..1"),
    Hook("sock_release", "CGROUP_SOCK", "CGROUP_INET_SOCK_RELEASE", "cgroup/sock_release", "bpf_sock",
         "cgroup_sock/release", "cgroup_sock/create", ALLOW_ONLY, "5.9", returns="0..1"),
    Hook("post_bind4", "CGROUP_SOCK", "CGROUP_INET4_POST_BIND", "cgroup/post_bind4", "bpf_sock",
         "cgroup_sock/post_bind4", "cgroup_sock/create", ALLOW, "4.17", returns="0..1"),
    Hook("post_bind6", "CGROUP_SOCK", "CGROUP_INET6_POST_BIND", "cgroup/post_bind6", "bpf_sock",
         "cgroup_sock/post_bind6", "cgroup_sock/create", ALLOW, "4.17", returns="0..1"),
    Hook("cgroup_skb ingress", "CGROUP_SKB", "CGROUP_INET_INGRESS", "cgroup_skb/ingress", "__sk_buff",
         "cgroup_skb/ingress", "cgroup_skb/ingress", ALLOW, "4.10", ("cgroup/skb",), "READ",
         returns="0..1"),
    Hook("cgroup_skb egress", "CGROUP_SKB", "CGROUP_INET_EGRESS", "cgroup_skb/egress", "__sk_buff",
         "cgroup_skb/egress", "cgroup_skb/ingress",
         ALLOW + [("deny_congested", 2), ("allow_congested", 3)], "4.10", packet="READ", returns="0..3"),
    Hook("getsockopt", "CGROUP_SOCKOPT", "CGROUP_GETSOCKOPT", "cgroup/getsockopt", "bpf_sockopt",
         "cgroup_sockopt/get", "cgroup_sockopt/get", ALLOW, "5.3", packet="WRITE", returns="0..1"),
    Hook("setsockopt", "CGROUP_SOCKOPT", "CGROUP_SETSOCKOPT", "cgroup/setsockopt", "bpf_sockopt",
         "cgroup_sockopt/set", "cgroup_sockopt/set", ALLOW, "5.3", packet="WRITE", returns="0..1"),
    Hook("device", "CGROUP_DEVICE", "CGROUP_DEVICE", "cgroup/dev", "bpf_cgroup_dev_ctx",
         "cgroup_device", "cgroup_device", ALLOW, "4.15", returns="0..1"),
    Hook("sysctl", "CGROUP_SYSCTL", "CGROUP_SYSCTL", "cgroup/sysctl", "bpf_sysctl",
         "cgroup_sysctl", "cgroup_sysctl", ALLOW, "5.2", returns="0..1"),
    Hook("sockops", "SOCK_OPS", "CGROUP_SOCK_OPS", "sockops", "bpf_sock_ops", "sock_ops", "sock_ops",
         [("reply", 1), ("ignore", 0)], "4.13", packet="READ", returns="0..1"),
    Hook("sk_msg", "SK_MSG", "SK_MSG_VERDICT", "sk_msg", "sk_msg_md", "sk_msg", "sk_msg", PASS, "4.17",
         packet="WRITE"),
    Hook("sk_skb parser", "SK_SKB", "SK_SKB_STREAM_PARSER", "sk_skb/stream_parser", "__sk_buff",
         "sk_skb/parser", "sk_skb/verdict", [], "4.14", packet="WRITE"),
    Hook("sk_skb stream_verdict", "SK_SKB", "SK_SKB_STREAM_VERDICT", "sk_skb/stream_verdict", "__sk_buff",
         "sk_skb/verdict", "sk_skb/verdict", PASS, "4.14", packet="WRITE"),
    Hook("sk_skb verdict", "SK_SKB", "SK_SKB_VERDICT", "sk_skb/verdict", "__sk_buff",
         "sk_skb", "sk_skb/verdict", PASS, "5.13", packet="WRITE"),
    Hook("sk_skb", "SK_SKB", None, "sk_skb", "__sk_buff", "sk_skb", "sk_skb/verdict", PASS, "4.14",
         packet="WRITE"),
    Hook("sk_lookup", "SK_LOOKUP", "SK_LOOKUP", "sk_lookup", "bpf_sk_lookup", "sk_lookup", "sk_lookup",
         PASS, "5.9", returns="0..1"),
    Hook("sk_reuseport", "SK_REUSEPORT", "SK_REUSEPORT_SELECT", "sk_reuseport", "sk_reuseport_md",
         "sk_reuseport", "sk_reuseport", PASS, "4.19", packet="READ"),
    Hook("sk_reuseport migrate", "SK_REUSEPORT", "SK_REUSEPORT_SELECT_OR_MIGRATE",
         "sk_reuseport/migrate", "sk_reuseport_md", "sk_reuseport/migrate", "sk_reuseport", PASS, "5.14",
         packet="READ"),
    Hook("socket", "SOCKET_FILTER", None, "socket", "__sk_buff", "socket_filter", "socket_filter",
         [("pass", -1), ("drop", 0)], "3.19"),
    Hook("flow_dissector", "FLOW_DISSECTOR", "FLOW_DISSECTOR", "flow_dissector", "__sk_buff",
         "flow_dissector", "flow_dissector", [("ok", 0), ("drop", 2), ("continue", 129)], "4.20",
         packet="READ"),
    Hook("lwt_in", "LWT_IN", None, "lwt_in", "__sk_buff", "lwt_in", "lwt_in", REROUTE, "4.10", packet="READ"),
    Hook("lwt_out", "LWT_OUT", None, "lwt_out", "__sk_buff", "lwt_out", "lwt_out", LWT[:2], "4.10",
         packet="READ"),
    Hook("lwt_xmit", "LWT_XMIT", None, "lwt_xmit", "__sk_buff", "lwt_xmit", "lwt_xmit", REROUTE, "4.10",
         packet="WRITE"),
    Hook("lwt_seg6local", "LWT_SEG6LOCAL", None, "lwt_seg6local", "__sk_buff", "lwt_seg6local",
         "lwt_seg6local", LWT, "4.18", packet="READ"),
    Hook("netfilter", "NETFILTER", "NETFILTER", "netfilter", "bpf_nf_ctx", "netfilter", "netfilter",
         [("accept", 1), ("drop", 0)], "6.4", returns="0..1"),
    Hook("lsm_cgroup", "LSM", "LSM_CGROUP", "lsm_cgroup", "lsm_arguments", "", "lsm_cgroup", ALLOW, "6.0",
         prefix=True, returns="0..1"),
    Hook("syscall", "SYSCALL", None, "syscall", "syscall_argument", "", "syscall", [], "5.14",
         returns="any"),
]
