# SPDX-License-Identifier: Apache-2.0
"""First kernels and other facts that one kernel cannot tell about the others.

Sources: the history of include/uapi/linux/bpf.h (collected by the eBPF docs project in
data/feature-versions.yaml) for helpers; the func_proto functions of net/core/filter.c, kernel/bpf/*.c
and kernel/trace/bpf_trace.c of Linux 6.1 and 6.12 against the measurement of 6.18 for helpers a hook
got later than the helper came; the BTF_ID_FLAGS lines of kernel/bpf/*.c and net/ for kfunc flags.
"""

_HELPER_SINCE = {
    "3.19": "map_lookup_elem map_update_elem map_delete_elem",
    "4.1": "probe_read ktime_get_ns trace_printk get_prandom_u32 get_smp_processor_id skb_store_bytes"
           " l3_csum_replace l4_csum_replace",
    "4.2": "tail_call clone_redirect get_current_pid_tgid get_current_uid_gid get_current_comm",
    "4.3": "get_cgroup_classid skb_vlan_push skb_vlan_pop skb_get_tunnel_key skb_set_tunnel_key"
           " perf_event_read",
    "4.4": "redirect get_route_realm perf_event_output",
    "4.5": "skb_load_bytes",
    "4.6": "get_stackid csum_diff skb_get_tunnel_opt skb_set_tunnel_opt",
    "4.8": "skb_change_proto skb_change_type skb_under_cgroup get_hash_recalc get_current_task"
           " probe_write_user",
    "4.9": "current_task_under_cgroup skb_change_tail skb_pull_data csum_update set_hash_invalid",
    "4.10": "get_numa_node_id skb_change_head xdp_adjust_head",
    "4.11": "probe_read_str",
    "4.12": "get_socket_cookie get_socket_uid",
    "4.13": "set_hash setsockopt skb_adjust_room",
    "4.14": "redirect_map sk_redirect_map sock_map_update",
    "4.15": "xdp_adjust_meta perf_event_read_value perf_prog_read_value getsockopt",
    "4.16": "override_return sock_ops_cb_flags_set",
    "4.17": "msg_redirect_map msg_apply_bytes msg_cork_bytes msg_pull_data bind",
    "4.18": "xdp_adjust_tail skb_get_xfrm_state get_stack skb_load_bytes_relative fib_lookup"
            " sock_hash_update msg_redirect_hash sk_redirect_hash lwt_push_encap lwt_seg6_store_bytes"
            " lwt_seg6_adjust_srh lwt_seg6_action rc_repeat rc_keydown skb_cgroup_id"
            " get_current_cgroup_id",
    "4.19": "get_local_storage sk_select_reuseport skb_ancestor_cgroup_id",
    "4.20": "sk_lookup_tcp sk_lookup_udp sk_release map_push_elem map_pop_elem map_peek_elem"
            " msg_push_data",
    "5.0": "msg_pop_data rc_pointer_rel",
    "5.1": "spin_lock spin_unlock sk_fullsock tcp_sock skb_ecn_set_ce get_listener_sock",
    "5.2": "skc_lookup_tcp tcp_check_syncookie sysctl_get_name sysctl_get_current_value"
           " sysctl_get_new_value sysctl_set_new_value strtol strtoul sk_storage_get sk_storage_delete",
    "5.3": "send_signal",
    "5.4": "tcp_gen_syncookie",
    "5.5": "skb_output probe_read_user probe_read_kernel probe_read_user_str probe_read_kernel_str",
    "5.6": "tcp_send_ack send_signal_thread jiffies64",
    "5.7": "read_branch_records get_ns_current_pid_tgid xdp_output get_netns_cookie"
           " get_current_ancestor_cgroup_id sk_assign",
    "5.8": "ktime_get_boot_ns seq_printf seq_write sk_cgroup_id sk_ancestor_cgroup_id ringbuf_output"
           " ringbuf_reserve ringbuf_submit ringbuf_discard ringbuf_query csum_level",
    "5.9": "skc_to_tcp6_sock skc_to_tcp_sock skc_to_tcp_timewait_sock skc_to_tcp_request_sock"
           " skc_to_udp6_sock get_task_stack",
    "5.10": "load_hdr_opt store_hdr_opt reserve_hdr_opt inode_storage_get inode_storage_delete d_path"
            " copy_from_user snprintf_btf seq_printf_btf skb_cgroup_classid redirect_neigh per_cpu_ptr"
            " this_cpu_ptr redirect_peer",
    "5.11": "task_storage_get task_storage_delete get_current_task_btf bprm_opts_set"
            " ktime_get_coarse_ns ima_inode_hash sock_from_file",
    "5.12": "check_mtu",
    "5.13": "for_each_map_elem snprintf",
    "5.14": "sys_bpf btf_find_by_name_kind sys_close",
    "5.15": "timer_init timer_set_callback timer_start timer_cancel get_func_ip get_attach_cookie"
            " task_pt_regs",
    "5.16": "get_branch_snapshot trace_vprintk skc_to_unix_sock kallsyms_lookup_name",
    "5.17": "find_vma loop strncmp get_func_arg get_func_ret get_func_arg_cnt",
    "5.18": "get_retval set_retval xdp_get_buff_len xdp_load_bytes xdp_store_bytes copy_from_user_task"
            " skb_set_tstamp ima_file_hash",
    "5.19": "kptr_xchg map_lookup_percpu_elem skc_to_mptcp_sock dynptr_from_mem ringbuf_reserve_dynptr"
            " ringbuf_submit_dynptr ringbuf_discard_dynptr dynptr_read dynptr_write dynptr_data",
    "6.0": "tcp_raw_gen_syncookie_ipv4 tcp_raw_gen_syncookie_ipv6 tcp_raw_check_syncookie_ipv4"
           " tcp_raw_check_syncookie_ipv6",
    "6.1": "ktime_get_tai_ns user_ringbuf_drain",
    "6.2": "cgrp_storage_get cgrp_storage_delete",
}
HELPER_SINCE = {name: since for since, names in _HELPER_SINCE.items() for name in names.split()}

# Helpers after which packet pointers have to be checked anew
# (kernel/bpf: bpf_helper_changes_pkt_data; tail_call since 6.13 and in stable kernels).
CHANGES_PACKET = set(
    "skb_vlan_push skb_vlan_pop skb_store_bytes skb_change_proto skb_change_head skb_change_tail"
    " skb_adjust_room skb_pull_data clone_redirect l3_csum_replace l4_csum_replace xdp_adjust_head"
    " xdp_adjust_meta xdp_adjust_tail msg_pull_data msg_push_data msg_pop_data lwt_push_encap"
    " lwt_seg6_store_bytes lwt_seg6_adjust_srh lwt_seg6_action store_hdr_opt tail_call".split())

# Since 6.16 (commit ee971630f20f) every program type may call these, where CAP_PERFMON is held.
_TRACE_FOR_ALL = (
    "copy_from_user copy_from_user_task current_task_under_cgroup find_vma get_branch_snapshot"
    " get_current_comm get_current_uid_gid get_task_stack perf_event_read perf_event_read_value"
    " send_signal send_signal_thread task_storage_delete task_storage_get get_cgroup_classid")
_CGROUP_PROFILES = (
    "cgroup_sock/create cgroup_sock_addr/bind4 cgroup_sock_addr/connect4 cgroup_sock_addr/recvmsg4"
    " cgroup_sockopt/get cgroup_sockopt/set cgroup_device cgroup_sysctl")
_TRACING_PROFILES = "syscall lsm_cgroup"


def later(profiles):
    """(helper, profile) -> first kernel, where the hook got the helper after the helper came."""
    rules = []
    cgroup, tracing = _CGROUP_PROFILES.split(), _TRACING_PROFILES.split()
    others = [profile for profile in profiles if profile not in cgroup + tracing]
    for name in _TRACE_FOR_ALL.split():
        own = {"get_cgroup_classid": ["sched_cls", "sched_act", "lwt_in", "lwt_out", "lwt_xmit", "lwt_seg6local", "sk_msg"],
               "get_current_uid_gid": ["sk_msg"]}.get(name, [])
        rules.append((name, "6.16", [profile for profile in others if profile not in own]))
    for name in _TRACE_FOR_ALL.split():
        if name in ("get_cgroup_classid", "get_current_comm", "get_current_uid_gid"):
            continue
        since = "6.12" if name == "current_task_under_cgroup" else "6.16"
        rules.append((name, since, cgroup))
    for name in ("get_cgroup_classid", "get_stack", "get_stackid", "perf_event_output"):
        rules.append((name, "6.16", ["syscall"]))
    # Commit eb166e522c77: pid helpers for all program types.
    rules.append(("get_ns_current_pid_tgid", "6.10", cgroup + others))
    rules.append(("get_current_pid_tgid", "6.10", [profile for profile in others if profile != "sk_msg"]))
    for name in ("get_current_cgroup_id", "get_current_ancestor_cgroup_id"):
        rules.append((name, "6.4", [profile for profile in others if profile != "sk_msg"]))
    rules.append(("get_netns_cookie", "6.13", ["sched_cls", "sched_act"]))
    rules.append(("get_netns_cookie", "6.15", ["cgroup_skb/ingress", "socket_filter"]))
    return {(name, profile): since for name, since, users in rules for profile in users}


# Where the kernel picks among several signatures, the one this table gives (for a locked socket).
CONDITIONAL_PROTOS = {
    ("bpf_lsm_func_proto", "setsockopt"): "bpf_sk_setsockopt_proto",
    ("bpf_lsm_func_proto", "getsockopt"): "bpf_sk_getsockopt_proto",
    ("bpf_tracing_func_proto", "task_storage_get"): "bpf_task_storage_get_proto",
    ("bpf_tracing_func_proto", "task_storage_delete"): "bpf_task_storage_delete_proto",
}

# Helpers whose signature has another name than the helper.
OTHER_PROTOS = {
    "probe_read": "bpf_probe_read_compat_proto",
    "probe_read_str": "bpf_probe_read_compat_str_proto",
    # Hooks that got it after 6.12 take the same arguments.
    "get_netns_cookie": "bpf_get_netns_cookie_sock_addr_proto",
    "get_func_ip": "bpf_get_func_ip_proto_kprobe",
}

# Infrared decoding, whose file the signatures do not cover (drivers/media/rc/bpf-lirc.c).
# Signatures of helpers that every program type has, where a type's own table does not name another.
PROTOS_FOR_ALL = {"get_cgroup_classid": "bpf_get_cgroup_classid_curr_proto"}

MORE_PROTOS = {
    f"bpf_{name}_proto": {"gpl_only": "true", "ret_type": "RET_INTEGER", "arg1_type": "ARG_PTR_TO_CTX"}
    | {f"arg{index}_type": "ARG_ANYTHING" for index in range(2, 2 + numbers)}
    for name, numbers in (("rc_repeat", 0), ("rc_keydown", 3), ("rc_pointer_rel", 2))
}

# Allowed helpers of profiles the probed kernel refused before verification. lsm_cgroup:
# socket_sendmsg on Linux 6.12.
UNPROBED = {
    "lsm_cgroup": (
        "map_lookup_elem map_update_elem map_delete_elem map_push_elem map_pop_elem map_peek_elem"
        " map_lookup_percpu_elem for_each_map_elem get_prandom_u32 get_smp_processor_id"
        " get_numa_node_id tail_call ktime_get_ns ktime_get_boot_ns ktime_get_tai_ns"
        " ringbuf_output ringbuf_reserve ringbuf_submit ringbuf_discard ringbuf_query"
        " ringbuf_reserve_dynptr ringbuf_submit_dynptr ringbuf_discard_dynptr dynptr_from_mem"
        " dynptr_read dynptr_write dynptr_data spin_lock spin_unlock loop strncmp snprintf strtol"
        " strtoul jiffies64 per_cpu_ptr this_cpu_ptr timer_init timer_set_callback timer_start"
        " timer_cancel kptr_xchg trace_printk trace_vprintk snprintf_btf user_ringbuf_drain"
        " get_current_task get_current_task_btf get_current_pid_tgid get_ns_current_pid_tgid"
        " get_current_uid_gid get_current_comm get_current_cgroup_id"
        " get_current_ancestor_cgroup_id current_task_under_cgroup probe_read_user"
        " probe_read_user_str probe_read_kernel probe_read_kernel_str probe_write_user"
        " perf_event_output send_signal send_signal_thread get_local_storage get_retval set_retval"
        " sk_storage_get sk_storage_delete inode_storage_get inode_storage_delete task_storage_get"
        " task_storage_delete cgrp_storage_get cgrp_storage_delete get_socket_cookie sock_from_file"
        " skc_to_tcp6_sock skc_to_tcp_sock skc_to_tcp_timewait_sock skc_to_tcp_request_sock"
        " skc_to_udp6_sock skc_to_unix_sock skc_to_mptcp_sock").split(),
}

SOCKET_STRUCTS = {
    "TCP": "tcp_sock", "TCP6": "tcp6_sock", "TCP_REQ": "tcp_request_sock",
    "TCP_TW": "tcp_timewait_sock", "UDP6": "udp6_sock", "UNIX": "unix_sock", "MPTCP": "mptcp_sock",
    "SOCK_COMMON": "sock_common",
}
BTF_ID_STRUCTS = {
    "bpf_inode_storage_btf_ids[0]": "inode", "bpf_cgroup_btf_id[0]": "cgroup",
    "bpf_task_pt_regs_ids[0]": "pt_regs", "bpf_xdp_output_btf_ids[0]": "xdp_buff",
    "bpf_xdp_get_buff_len_bpf_ids[0]": "xdp_buff", "bpf_skb_output_btf_ids[0]": "sk_buff",
    "btf_seq_file_ids[0]": "seq_file", "bpf_d_path_btf_ids[0]": "path",
    "bpf_bprm_opts_set_btf_ids[0]": "linux_binprm", "bpf_ima_file_hash_btf_ids[0]": "file",
    "bpf_ima_inode_hash_btf_ids[0]": "inode", "tcp_sock_id": "tcp_sock",
    "bpf_sock_from_file_btf_ids[0]": "socket", "bpf_sock_from_file_btf_ids[1]": "file",
    "btf_tracing_ids[BTF_TRACING_TYPE_TASK]": "task_struct", "BPF_PTR_POISON": "",
}
SIZES = {
    "sizeof(s64)": 8, "sizeof(u64)": 8, "sizeof(u32)": 4, "sizeof(struct iphdr)": 20,
    "sizeof(struct ipv6hdr)": 40, "sizeof(struct tcphdr)": 20,
}

_A, _N, _R = "acquire", "ret_null", "release"
_KFUNCS = [
    ("5.18", "bpf_xdp_ct_lookup bpf_skb_ct_lookup", [_A, _N]),
    ("5.18", "bpf_ct_release", [_R]),
    ("6.0", "bpf_xdp_ct_alloc bpf_skb_ct_alloc", [_A, _N]),
    ("6.0", "bpf_ct_insert_entry", [_A, _N, _R]),
    ("6.0", "bpf_ct_set_timeout bpf_ct_change_timeout bpf_ct_set_status bpf_ct_change_status", ["trusted_args"]),
    ("6.1", "bpf_ct_set_nat_info", ["trusted_args"]),
    ("6.1", "bpf_lookup_user_key", [_A, _N, "sleepable"]),
    ("6.1", "bpf_lookup_system_key", [_A, _N]),
    ("6.1", "bpf_key_put", [_R]),
    ("6.2", "bpf_cast_to_kern_ctx bpf_rdonly_cast bpf_rcu_read_lock bpf_rcu_read_unlock", []),
    ("6.2", "bpf_obj_new_impl", [_A, _N]),
    ("6.2", "bpf_obj_drop_impl", [_R]),
    ("6.2", "bpf_list_push_front_impl bpf_list_push_back_impl", []),
    ("6.2", "bpf_list_pop_front bpf_list_pop_back", [_A, _N]),
    ("6.2", "bpf_task_acquire bpf_cgroup_acquire bpf_cgroup_ancestor", [_A, "rcu", _N]),
    ("6.2", "bpf_task_release bpf_cgroup_release", [_R]),
    ("6.2", "bpf_task_from_pid", [_A, _N]),
    ("6.3", "bpf_cpumask_create", [_A, _N]),
    ("6.3", "bpf_cpumask_release", [_R]),
    ("6.3", "bpf_cpumask_acquire", [_A, "trusted_args"]),
    ("6.3", "bpf_cpumask_first bpf_cpumask_first_zero bpf_cpumask_set_cpu bpf_cpumask_clear_cpu"
            " bpf_cpumask_test_cpu bpf_cpumask_test_and_set_cpu bpf_cpumask_test_and_clear_cpu"
            " bpf_cpumask_setall bpf_cpumask_clear bpf_cpumask_and bpf_cpumask_or bpf_cpumask_xor"
            " bpf_cpumask_equal bpf_cpumask_intersects bpf_cpumask_subset bpf_cpumask_empty"
            " bpf_cpumask_full bpf_cpumask_copy", ["rcu"]),
    ("6.5", "bpf_cpumask_first_and bpf_cpumask_any_distribute bpf_cpumask_any_and_distribute", ["rcu"]),
    ("6.8", "bpf_cpumask_weight", ["rcu"]),
    ("6.15", "bpf_cpumask_populate", ["rcu"]),
    ("6.3", "bpf_xdp_metadata_rx_timestamp bpf_xdp_metadata_rx_hash", []),
    ("6.3", "bpf_rbtree_remove", [_A, _N]),
    ("6.3", "bpf_rbtree_add_impl", []),
    ("6.3", "bpf_rbtree_first", [_N]),
    ("6.4", "bpf_cgroup_from_id", [_A, _N]),
    ("6.4", "bpf_refcount_acquire_impl", [_A, _N, "rcu"]),
    ("6.4", "bpf_dynptr_from_skb bpf_dynptr_from_xdp", []),
    ("6.4", "bpf_dynptr_slice bpf_dynptr_slice_rdwr", [_N]),
    ("6.4", "bpf_iter_num_new", ["iter_new"]),
    ("6.4", "bpf_iter_num_next", ["iter_next", _N]),
    ("6.4", "bpf_iter_num_destroy", ["iter_destroy"]),
    ("6.5", "bpf_dynptr_adjust bpf_dynptr_is_null bpf_dynptr_is_rdonly bpf_dynptr_size bpf_dynptr_clone", []),
    ("6.5", "bpf_sock_destroy", ["trusted_args"]),
    ("6.5", "bpf_task_under_cgroup", ["rcu"]),
    ("6.6", "bpf_map_sum_elem_count", ["trusted_args"]),
    ("6.6", "bpf_percpu_obj_new_impl", [_A, _N]),
    ("6.6", "bpf_percpu_obj_drop_impl", [_R]),
    ("6.7", "bpf_sock_addr_set_sun_path", []),
    ("6.7", "bpf_throw", []),
    ("6.7", "bpf_iter_task_vma_new", ["iter_new", "rcu"]),
    ("6.7", "bpf_iter_css_new bpf_iter_task_new", ["iter_new", "trusted_args", "rcu_protected"]),
    ("6.7", "bpf_iter_css_task_new", ["iter_new", "trusted_args"]),
    ("6.7", "bpf_iter_task_vma_next bpf_iter_css_next bpf_iter_css_task_next bpf_iter_task_next", ["iter_next", _N]),
    ("6.7", "bpf_iter_task_vma_destroy bpf_iter_css_destroy bpf_iter_css_task_destroy"
            " bpf_iter_task_destroy", ["iter_destroy"]),
    ("6.8", "bpf_xdp_metadata_rx_vlan_tag", []),
    ("6.8", "bpf_xdp_get_xfrm_state", [_A, _N]),
    ("6.8", "bpf_xdp_xfrm_state_release", [_R]),
    ("6.8", "bpf_task_get_cgroup1", [_A, "rcu", _N]),
    ("6.9", "bpf_sk_assign_tcp_reqsk", ["trusted_args"]),
    ("6.9", "bpf_arena_alloc_pages", ["trusted_args", "sleepable", _N]),
    ("6.9", "bpf_arena_free_pages", ["trusted_args", "sleepable"]),
    ("6.10", "bpf_preempt_disable bpf_preempt_enable bpf_wq_init bpf_wq_set_callback_impl bpf_wq_start", []),
    ("6.10", "bpf_crypto_ctx_create", [_A, _N, "sleepable"]),
    ("6.10", "bpf_crypto_ctx_acquire", [_A, "rcu", _N]),
    ("6.10", "bpf_crypto_ctx_release", [_R]),
    ("6.10", "bpf_crypto_decrypt bpf_crypto_encrypt", ["rcu"]),
    ("6.11", "bpf_iter_bits_new", ["iter_new"]),
    ("6.11", "bpf_iter_bits_next", ["iter_next", _N]),
    ("6.11", "bpf_iter_bits_destroy", ["iter_destroy"]),
    ("6.12", "bpf_copy_from_user_str", ["sleepable"]),
    ("6.13", "bpf_task_from_vpid", [_A, _N]),
    ("6.13", "bpf_send_signal_task", ["trusted_args"]),
    ("6.14", "bpf_local_irq_save bpf_local_irq_restore", []),
    ("6.13", "bpf_get_kmem_cache", [_N]),
    ("6.13", "bpf_iter_kmem_cache_new", ["iter_new", "sleepable"]),
    ("6.13", "bpf_iter_kmem_cache_next", ["iter_next", _N, "sleepable"]),
    ("6.13", "bpf_iter_kmem_cache_destroy", ["iter_destroy", "sleepable"]),
    ("6.15", "bpf_sock_ops_enable_tx_tstamp", ["trusted_args"]),
    ("6.15", "bpf_res_spin_lock bpf_res_spin_lock_irqsave", [_N]),
    ("6.15", "bpf_res_spin_unlock bpf_res_spin_unlock_irqrestore", []),
    ("6.15", "bpf_copy_from_user_task_str", ["sleepable"]),
    ("6.16", "bpf_dynptr_copy", []),
    ("6.16", "bpf_list_front bpf_list_back bpf_rbtree_root bpf_rbtree_left bpf_rbtree_right", [_N]),
    ("6.16", "bpf_iter_dmabuf_new", ["iter_new", "sleepable"]),
    ("6.16", "bpf_iter_dmabuf_next", ["iter_next", _N, "sleepable"]),
    ("6.16", "bpf_iter_dmabuf_destroy", ["iter_destroy", "sleepable"]),
    ("6.16", "bpf_probe_read_kernel_dynptr bpf_probe_read_kernel_str_dynptr bpf_probe_read_user_dynptr"
             " bpf_probe_read_user_str_dynptr", []),
    ("6.16", "bpf_copy_from_user_dynptr bpf_copy_from_user_str_dynptr", ["sleepable"]),
    ("6.16", "bpf_copy_from_user_task_dynptr bpf_copy_from_user_task_str_dynptr",
     ["sleepable", "trusted_args"]),
    ("6.17", "bpf_dynptr_memset bpf_strcmp bpf_strchr bpf_strchrnul bpf_strnchr bpf_strrchr bpf_strlen"
             " bpf_strnlen bpf_strspn bpf_strcspn bpf_strstr bpf_strnstr", []),
    ("6.17", "__bpf_trap", []),
    ("6.17", "bpf_cgroup_read_xattr", ["rcu"]),
    ("6.17", "bpf_arena_reserve_pages", ["trusted_args", "sleepable"]),
    ("6.18", "bpf_strcasecmp bpf_dynptr_from_skb_meta bpf_xdp_pull_data", []),
    ("6.18", "bpf_stream_vprintk_impl", ["trusted_args"]),
    ("6.18", "bpf_task_work_schedule_resume_impl bpf_task_work_schedule_signal_impl", ["trusted_args"]),
]
KFUNCS = {name: (since, flags) for since, names, flags in _KFUNCS for name in names.split()}

_KEY_FUNCTIONS = ("bpf_lookup_user_key", "bpf_lookup_system_key", "bpf_key_put")


def kfunc_later(name, profile, generic):
    """The first kernel in which a profile got a kfunc after the kfunc came, or None.

    Generic kfuncs are registered type by type (kfunc_init in kernel/bpf/helpers.c): for tracing and
    sched_cls at first, for xdp since 6.8, for syscall since 6.10, for the cgroup types since 6.12, of
    which sock_ops is one since 6.15. Key functions became generic in 6.18.
    """
    if not generic or profile == "lsm_cgroup":
        return None
    if name in _KEY_FUNCTIONS:
        return "6.18"
    if profile == "sched_cls":
        return None
    return {"xdp": "6.8", "syscall": "6.10", "sock_ops": "6.15"}.get(profile, "6.12")


# The context structure a kfunc's first parameter stands for: no other hook has one to pass.
KFUNC_CONTEXTS = {
    "struct __sk_buff *": "__sk_buff", "struct xdp_md *": "xdp_md",
    "struct bpf_sock_addr_kern *": "bpf_sock_addr", "struct bpf_sock_ops_kern *": "bpf_sock_ops",
}

# Test hooks of the kernel, and functions for other program types only.
KFUNCS_LEFT_OUT = set(
    "bpf_kfunc_call_memb_release bpf_kfunc_call_test_release bpf_modify_return_test_tp"
    " css_rstat_flush css_rstat_updated".split())
