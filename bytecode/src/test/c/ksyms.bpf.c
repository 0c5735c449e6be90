// SPDX-License-Identifier: Apache-2.0
#include "bpf.h"

struct sock;

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern int bpf_no_such_function(struct sock *sk) __weak __ksym;
extern const int bpf_prog_active __ksym;
extern const void bpf_map_fops __ksym;
extern int CONFIG_HZ __kconfig;
extern _Bool CONFIG_NO_SUCH_OPTION __kconfig __weak;

SEC("tc")
int locked(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	if (bpf_no_such_function)
		return bpf_no_such_function(0);
	if (CONFIG_NO_SUCH_OPTION)
		return 7;
	return CONFIG_HZ + (&bpf_prog_active != 0) + (&bpf_map_fops != 0);
}

char _license[] SEC("license") = "GPL";
