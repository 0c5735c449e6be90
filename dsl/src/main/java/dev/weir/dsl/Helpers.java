// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// The kernel's helpers by their names, for what contexts, packets, maps and sockets have no
/// methods for. The context argument is left out; memory and its size are one argument: a
/// structure, an array, or an object that the helper writes. Which hooks have a helper is checked
/// when compiling.
///
/// @kernel v6.18 include/uapi/linux/bpf.h ___BPF_FUNC_MAPPER
public final class Helpers {
  private Helpers() {}

  /// A random number of 32 bits (`bpf_get_prandom_u32`).
  public static int random() {
    throw Compiled.only();
  }

  /// Nanoseconds since boot, time asleep left out (`bpf_ktime_get_ns`).
  public static long now() {
    throw Compiled.only();
  }

  /// `bpf_bind`. Linux 4.17.
  public static long bind(Object address) {
    throw Compiled.only();
  }

  /// `bpf_check_mtu`; needs a GPL-compatible licence. Linux 5.12.
  public static long checkMtu(long ifindex, Object mtu, long lengthDifference, long flags) {
    throw Compiled.only();
  }

  /// `bpf_clone_redirect`; moves the packet. Linux 4.2.
  public static long cloneRedirect(long ifindex, long flags) {
    throw Compiled.only();
  }

  /// `bpf_copy_from_user`. Linux 5.10.
  public static long copyFromUser(Object to, long argument) {
    throw Compiled.only();
  }

  /// `bpf_csum_diff`. Linux 4.6.
  public static long csumDiff(Object from, Object to, long seed) {
    throw Compiled.only();
  }

  /// `bpf_csum_level`. Linux 5.8.
  public static long csumLevel(long level) {
    throw Compiled.only();
  }

  /// `bpf_csum_update`. Linux 4.9.
  public static long csumUpdate(long checksum) {
    throw Compiled.only();
  }

  /// `bpf_current_task_under_cgroup`. Linux 4.9.
  public static long currentTaskUnderCgroup(BpfMap map, long argument) {
    throw Compiled.only();
  }

  /// `bpf_get_branch_snapshot`; needs a GPL-compatible licence. Linux 5.16.
  public static long getBranchSnapshot(Object to) {
    throw Compiled.only();
  }

  /// `bpf_get_cgroup_classid`. Linux 4.3.
  public static int getCgroupClassid() {
    throw Compiled.only();
  }

  /// `bpf_get_current_ancestor_cgroup_id`. Linux 5.7.
  public static long getCurrentAncestorCgroupId(long argument) {
    throw Compiled.only();
  }

  /// `bpf_get_current_cgroup_id`. Linux 4.18.
  public static long getCurrentCgroupId() {
    throw Compiled.only();
  }

  /// `bpf_get_current_comm`. Linux 4.2.
  public static long getCurrentComm(Object to) {
    throw Compiled.only();
  }

  /// `bpf_get_current_pid_tgid`. Linux 4.2.
  public static long getCurrentPidTgid() {
    throw Compiled.only();
  }

  /// `bpf_get_current_task`; needs a GPL-compatible licence. Linux 4.8.
  public static long getCurrentTask() {
    throw Compiled.only();
  }

  /// `bpf_get_current_uid_gid`. Linux 4.2.
  public static long getCurrentUidGid() {
    throw Compiled.only();
  }

  /// `bpf_get_hash_recalc`. Linux 4.8.
  public static int getHashRecalc() {
    throw Compiled.only();
  }

  /// `bpf_get_listener_sock`. Linux 5.1.
  public static @Nullable Socket getListenerSock(Socket socket) {
    throw Compiled.only();
  }

  /// `bpf_get_netns_cookie`. Linux 5.7.
  public static long getNetnsCookie() {
    throw Compiled.only();
  }

  /// `bpf_get_ns_current_pid_tgid`. Linux 5.7.
  public static long getNsCurrentPidTgid(long argument1, long argument2, Object to) {
    throw Compiled.only();
  }

  /// `bpf_get_numa_node_id`. Linux 4.10.
  public static long getNumaNodeId() {
    throw Compiled.only();
  }

  /// `bpf_get_prandom_u32`. Linux 4.1.
  public static int getPrandomU32() {
    throw Compiled.only();
  }

  /// `bpf_get_retval`. Linux 5.18.
  public static long getRetval() {
    throw Compiled.only();
  }

  /// `bpf_get_route_realm`. Linux 4.4.
  public static long getRouteRealm() {
    throw Compiled.only();
  }

  /// `bpf_get_smp_processor_id`. Linux 4.1.
  public static int getSmpProcessorId() {
    throw Compiled.only();
  }

  /// `bpf_get_socket_cookie`. Linux 4.12.
  public static long getSocketCookie() {
    throw Compiled.only();
  }

  /// `bpf_get_socket_cookie`. Linux 4.12.
  public static long getSocketCookie(Socket socket) {
    throw Compiled.only();
  }

  /// `bpf_get_socket_uid`. Linux 4.12.
  public static int getSocketUid() {
    throw Compiled.only();
  }

  /// `bpf_getsockopt`. Linux 4.15.
  public static long getsockopt(long level, long option, Object to) {
    throw Compiled.only();
  }

  /// `bpf_getsockopt`. Linux 4.15.
  public static long getsockopt(Socket socket, long argument1, long argument2, Object to) {
    throw Compiled.only();
  }

  /// `bpf_jiffies64`. Linux 5.6.
  public static long jiffies64() {
    throw Compiled.only();
  }

  /// `bpf_ktime_get_boot_ns`. Linux 5.8.
  public static long ktimeGetBootNs() {
    throw Compiled.only();
  }

  /// `bpf_ktime_get_coarse_ns`. Linux 5.11.
  public static long ktimeGetCoarseNs() {
    throw Compiled.only();
  }

  /// `bpf_ktime_get_ns`. Linux 4.1.
  public static long ktimeGetNs() {
    throw Compiled.only();
  }

  /// `bpf_ktime_get_tai_ns`. Linux 6.1.
  public static long ktimeGetTaiNs() {
    throw Compiled.only();
  }

  /// `bpf_l3_csum_replace`; moves the packet. Linux 4.1.
  public static long l3CsumReplace(long offset, long from, long to, long flags) {
    throw Compiled.only();
  }

  /// `bpf_l4_csum_replace`; moves the packet. Linux 4.1.
  public static long l4CsumReplace(long offset, long from, long to, long flags) {
    throw Compiled.only();
  }

  /// `bpf_load_hdr_opt`. Linux 5.10.
  public static long loadHdrOpt(Object to, long argument) {
    throw Compiled.only();
  }

  /// `bpf_lwt_push_encap`; moves the packet. Linux 4.18.
  public static long lwtPushEncap(long argument, Object from) {
    throw Compiled.only();
  }

  /// `bpf_lwt_seg6_action`; moves the packet. Linux 4.18.
  public static long lwtSeg6Action(long argument, Object from) {
    throw Compiled.only();
  }

  /// `bpf_lwt_seg6_adjust_srh`; moves the packet. Linux 4.18.
  public static long lwtSeg6AdjustSrh(long argument1, long argument2) {
    throw Compiled.only();
  }

  /// `bpf_lwt_seg6_store_bytes`; moves the packet. Linux 4.18.
  public static long lwtSeg6StoreBytes(long argument, Object from) {
    throw Compiled.only();
  }

  /// `bpf_map_delete_elem`. Linux 3.19.
  public static long mapDeleteElem(BpfMap map, Object key) {
    throw Compiled.only();
  }

  /// `bpf_map_peek_elem`. Linux 4.20.
  public static long mapPeekElem(BpfMap map, Object value) {
    throw Compiled.only();
  }

  /// `bpf_map_pop_elem`. Linux 4.20.
  public static long mapPopElem(BpfMap map, Object value) {
    throw Compiled.only();
  }

  /// `bpf_map_push_elem`. Linux 4.20.
  public static long mapPushElem(BpfMap map, Object value, long argument) {
    throw Compiled.only();
  }

  /// `bpf_map_update_elem`. Linux 3.19.
  public static long mapUpdateElem(BpfMap map, Object key, Object value, long flags) {
    throw Compiled.only();
  }

  /// `bpf_msg_apply_bytes`. Linux 4.17.
  public static long msgApplyBytes(long argument) {
    throw Compiled.only();
  }

  /// `bpf_msg_cork_bytes`. Linux 4.17.
  public static long msgCorkBytes(long argument) {
    throw Compiled.only();
  }

  /// `bpf_msg_pop_data`; moves the packet. Linux 5.0.
  public static long msgPopData(long argument1, long argument2, long argument3) {
    throw Compiled.only();
  }

  /// `bpf_msg_pull_data`; moves the packet. Linux 4.17.
  public static long msgPullData(long argument1, long argument2, long argument3) {
    throw Compiled.only();
  }

  /// `bpf_msg_push_data`; moves the packet. Linux 4.20.
  public static long msgPushData(long argument1, long argument2, long argument3) {
    throw Compiled.only();
  }

  /// `bpf_msg_redirect_hash`. Linux 4.18.
  public static long msgRedirectHash(BpfMap map, Object key, long argument) {
    throw Compiled.only();
  }

  /// `bpf_msg_redirect_map`. Linux 4.17.
  public static long msgRedirectMap(BpfMap map, long argument1, long argument2) {
    throw Compiled.only();
  }

  /// `bpf_perf_event_output`; needs a GPL-compatible licence. Linux 4.4.
  public static long perfEventOutput(BpfMap map, long argument, Object from) {
    throw Compiled.only();
  }

  /// `bpf_perf_event_read`; needs a GPL-compatible licence. Linux 4.3.
  public static long perfEventRead(BpfMap map, long argument) {
    throw Compiled.only();
  }

  /// `bpf_perf_event_read_value`; needs a GPL-compatible licence. Linux 4.15.
  public static long perfEventReadValue(BpfMap map, long argument, Object to) {
    throw Compiled.only();
  }

  /// `bpf_probe_read_kernel`; needs a GPL-compatible licence. Linux 5.5.
  public static long probeReadKernel(Object to, long argument) {
    throw Compiled.only();
  }

  /// `bpf_probe_read_kernel_str`; needs a GPL-compatible licence. Linux 5.5.
  public static long probeReadKernelStr(Object to, long argument) {
    throw Compiled.only();
  }

  /// `bpf_probe_read_user`; needs a GPL-compatible licence. Linux 5.5.
  public static long probeReadUser(Object to, long argument) {
    throw Compiled.only();
  }

  /// `bpf_probe_read_user_str`; needs a GPL-compatible licence. Linux 5.5.
  public static long probeReadUserStr(Object to, long argument) {
    throw Compiled.only();
  }

  /// `bpf_redirect`. Linux 4.4.
  public static Verdict redirect(long ifindex, long flags) {
    throw Compiled.only();
  }

  /// `bpf_redirect_map`. Linux 4.14.
  public static long redirectMap(BpfMap map, long key, long flags) {
    throw Compiled.only();
  }

  /// `bpf_redirect_peer`. Linux 5.10.
  public static Verdict redirectPeer(long ifindex, long flags) {
    throw Compiled.only();
  }

  /// `bpf_reserve_hdr_opt`. Linux 5.10.
  public static long reserveHdrOpt(long argument1, long argument2) {
    throw Compiled.only();
  }

  /// `bpf_ringbuf_output`. Linux 5.8.
  public static long ringbufOutput(BpfMap map, Object from, long argument) {
    throw Compiled.only();
  }

  /// `bpf_ringbuf_query`. Linux 5.8.
  public static long ringbufQuery(BpfMap map, long argument) {
    throw Compiled.only();
  }

  /// `bpf_send_signal`. Linux 5.3.
  public static long sendSignal(long argument) {
    throw Compiled.only();
  }

  /// `bpf_send_signal_thread`. Linux 5.6.
  public static long sendSignalThread(long argument) {
    throw Compiled.only();
  }

  /// `bpf_set_hash`. Linux 4.13.
  public static long setHash(long hash) {
    throw Compiled.only();
  }

  /// `bpf_set_hash_invalid`. Linux 4.9.
  public static long setHashInvalid() {
    throw Compiled.only();
  }

  /// `bpf_set_retval`. Linux 5.18.
  public static long setRetval(long retval) {
    throw Compiled.only();
  }

  /// `bpf_setsockopt`. Linux 4.13.
  public static long setsockopt(long level, long option, Object from) {
    throw Compiled.only();
  }

  /// `bpf_setsockopt`. Linux 4.13.
  public static long setsockopt(Socket socket, long argument1, long argument2, Object from) {
    throw Compiled.only();
  }

  /// `bpf_sk_ancestor_cgroup_id`. Linux 5.8.
  public static long skAncestorCgroupId(Socket socket, long argument) {
    throw Compiled.only();
  }

  /// `bpf_sk_assign`. Linux 5.7.
  public static long skAssign(Socket socket, long flags) {
    throw Compiled.only();
  }

  /// `bpf_sk_cgroup_id`. Linux 5.8.
  public static long skCgroupId(Socket socket) {
    throw Compiled.only();
  }

  /// `bpf_sk_fullsock`. Linux 5.1.
  public static @Nullable Socket skFullsock(Socket socket) {
    throw Compiled.only();
  }

  /// `bpf_sk_lookup_tcp`. Linux 4.20.
  public static @Nullable Socket skLookupTcp(Object tuple, long netns, long flags) {
    throw Compiled.only();
  }

  /// `bpf_sk_lookup_udp`. Linux 4.20.
  public static @Nullable Socket skLookupUdp(Object tuple, long netns, long flags) {
    throw Compiled.only();
  }

  /// `bpf_sk_redirect_hash`. Linux 4.18.
  public static long skRedirectHash(BpfMap map, Object key, long argument) {
    throw Compiled.only();
  }

  /// `bpf_sk_redirect_map`. Linux 4.14.
  public static long skRedirectMap(BpfMap map, long argument1, long argument2) {
    throw Compiled.only();
  }

  /// `bpf_sk_select_reuseport`. Linux 4.19.
  public static long skSelectReuseport(BpfMap map, Object key, long argument) {
    throw Compiled.only();
  }

  /// `bpf_sk_storage_delete`. Linux 5.2.
  public static long skStorageDelete(BpfMap map, Socket socket) {
    throw Compiled.only();
  }

  /// `bpf_skb_adjust_room`; moves the packet. Linux 4.13.
  public static long skbAdjustRoom(long lengthDifference, long mode, long flags) {
    throw Compiled.only();
  }

  /// `bpf_skb_ancestor_cgroup_id`. Linux 4.19.
  public static long skbAncestorCgroupId(long argument) {
    throw Compiled.only();
  }

  /// `bpf_skb_cgroup_classid`. Linux 5.10.
  public static long skbCgroupClassid() {
    throw Compiled.only();
  }

  /// `bpf_skb_cgroup_id`. Linux 4.18.
  public static long skbCgroupId() {
    throw Compiled.only();
  }

  /// `bpf_skb_change_head`; moves the packet. Linux 4.10.
  public static long skbChangeHead(long length, long flags) {
    throw Compiled.only();
  }

  /// `bpf_skb_change_proto`; moves the packet. Linux 4.8.
  public static long skbChangeProto(long protocol, long flags) {
    throw Compiled.only();
  }

  /// `bpf_skb_change_tail`; moves the packet. Linux 4.9.
  public static long skbChangeTail(long length, long flags) {
    throw Compiled.only();
  }

  /// `bpf_skb_change_type`. Linux 4.8.
  public static long skbChangeType(long type) {
    throw Compiled.only();
  }

  /// `bpf_skb_ecn_set_ce`. Linux 5.1.
  public static long skbEcnSetCe() {
    throw Compiled.only();
  }

  /// `bpf_skb_get_tunnel_key`. Linux 4.3.
  public static long skbGetTunnelKey(Object to, long argument) {
    throw Compiled.only();
  }

  /// `bpf_skb_get_tunnel_opt`. Linux 4.6.
  public static long skbGetTunnelOpt(Object to) {
    throw Compiled.only();
  }

  /// `bpf_skb_get_xfrm_state`. Linux 4.18.
  public static long skbGetXfrmState(long argument1, Object to, long argument2) {
    throw Compiled.only();
  }

  /// `bpf_skb_load_bytes`. Linux 4.5.
  public static long skbLoadBytes(long offset, Object to) {
    throw Compiled.only();
  }

  /// `bpf_skb_load_bytes_relative`. Linux 4.18.
  public static long skbLoadBytesRelative(long argument1, Object to, long argument2) {
    throw Compiled.only();
  }

  /// `bpf_skb_pull_data`; moves the packet. Linux 4.9.
  public static long skbPullData(long length) {
    throw Compiled.only();
  }

  /// `bpf_skb_set_tstamp`. Linux 5.18.
  public static long skbSetTstamp(long tstamp, long type) {
    throw Compiled.only();
  }

  /// `bpf_skb_set_tunnel_key`. Linux 4.3.
  public static long skbSetTunnelKey(Object from, long argument) {
    throw Compiled.only();
  }

  /// `bpf_skb_set_tunnel_opt`. Linux 4.6.
  public static long skbSetTunnelOpt(Object from) {
    throw Compiled.only();
  }

  /// `bpf_skb_store_bytes`; moves the packet. Linux 4.1.
  public static long skbStoreBytes(long offset, Object from, long flags) {
    throw Compiled.only();
  }

  /// `bpf_skb_under_cgroup`. Linux 4.8.
  public static long skbUnderCgroup(BpfMap map, long argument) {
    throw Compiled.only();
  }

  /// `bpf_skb_vlan_pop`; moves the packet. Linux 4.3.
  public static long skbVlanPop() {
    throw Compiled.only();
  }

  /// `bpf_skb_vlan_push`; moves the packet. Linux 4.3.
  public static long skbVlanPush(long protocol, long tci) {
    throw Compiled.only();
  }

  /// `bpf_skc_lookup_tcp`. Linux 5.2.
  public static @Nullable Socket skcLookupTcp(Object tuple, long netns, long flags) {
    throw Compiled.only();
  }

  /// `bpf_snprintf_btf`. Linux 5.10.
  public static long snprintfBtf(Object from1, Object from2, long argument) {
    throw Compiled.only();
  }

  /// `bpf_sock_hash_update`. Linux 4.18.
  public static long sockHashUpdate(BpfMap map, Object key, long argument) {
    throw Compiled.only();
  }

  /// `bpf_sock_map_update`. Linux 4.14.
  public static long sockMapUpdate(BpfMap map, Object key, long argument) {
    throw Compiled.only();
  }

  /// `bpf_sock_ops_cb_flags_set`. Linux 4.16.
  public static long sockOpsCbFlagsSet(long argument) {
    throw Compiled.only();
  }

  /// `bpf_store_hdr_opt`; moves the packet. Linux 5.10.
  public static long storeHdrOpt(Object from, long argument) {
    throw Compiled.only();
  }

  /// `bpf_strtol`. Linux 5.2.
  public static long strtol(Object from, long argument, Object to) {
    throw Compiled.only();
  }

  /// `bpf_strtoul`. Linux 5.2.
  public static long strtoul(Object from, long argument, Object to) {
    throw Compiled.only();
  }

  /// `bpf_sysctl_get_current_value`. Linux 5.2.
  public static long sysctlGetCurrentValue(Object to) {
    throw Compiled.only();
  }

  /// `bpf_sysctl_get_name`. Linux 5.2.
  public static long sysctlGetName(Object from, long argument) {
    throw Compiled.only();
  }

  /// `bpf_sysctl_get_new_value`. Linux 5.2.
  public static long sysctlGetNewValue(Object to) {
    throw Compiled.only();
  }

  /// `bpf_sysctl_set_new_value`. Linux 5.2.
  public static long sysctlSetNewValue(Object from) {
    throw Compiled.only();
  }

  /// `bpf_tcp_check_syncookie`; needs a GPL-compatible licence. Linux 5.2.
  public static long tcpCheckSyncookie(Socket socket, Object from1, Object from2) {
    throw Compiled.only();
  }

  /// `bpf_tcp_gen_syncookie`; needs a GPL-compatible licence. Linux 5.4.
  public static long tcpGenSyncookie(Socket socket, Object from1, Object from2) {
    throw Compiled.only();
  }

  /// `bpf_tcp_raw_check_syncookie_ipv4`; needs a GPL-compatible licence. Linux 6.0.
  public static long tcpRawCheckSyncookieIpv4(Object from1, Object from2) {
    throw Compiled.only();
  }

  /// `bpf_tcp_raw_check_syncookie_ipv6`; needs a GPL-compatible licence. Linux 6.0.
  public static long tcpRawCheckSyncookieIpv6(Object from1, Object from2) {
    throw Compiled.only();
  }

  /// `bpf_tcp_raw_gen_syncookie_ipv4`; needs a GPL-compatible licence. Linux 6.0.
  public static long tcpRawGenSyncookieIpv4(Object from1, Object from2) {
    throw Compiled.only();
  }

  /// `bpf_tcp_raw_gen_syncookie_ipv6`; needs a GPL-compatible licence. Linux 6.0.
  public static long tcpRawGenSyncookieIpv6(Object from1, Object from2) {
    throw Compiled.only();
  }

  /// `bpf_xdp_adjust_head`; moves the packet. Linux 4.10.
  public static long xdpAdjustHead(long difference) {
    throw Compiled.only();
  }

  /// `bpf_xdp_adjust_meta`; moves the packet. Linux 4.15.
  public static long xdpAdjustMeta(long difference) {
    throw Compiled.only();
  }

  /// `bpf_xdp_adjust_tail`; moves the packet. Linux 4.18.
  public static long xdpAdjustTail(long difference) {
    throw Compiled.only();
  }

  /// `bpf_xdp_get_buff_len`. Linux 5.18.
  public static long xdpGetBuffLen() {
    throw Compiled.only();
  }

  /// `bpf_xdp_load_bytes`. Linux 5.18.
  public static long xdpLoadBytes(long argument, Object to) {
    throw Compiled.only();
  }

  /// `bpf_xdp_store_bytes`. Linux 5.18.
  public static long xdpStoreBytes(long argument, Object from) {
    throw Compiled.only();
  }
}
