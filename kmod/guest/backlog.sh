# SPDX-License-Identifier: GPL-2.0-only
# Forwarded packets touch no per-CPU backlog: the kernel's own enqueue function is counted.

phys
bpftool prog load /tests/to_phys.o /sys/fs/bpf/backlog type classifier || fail "load of the program"
tracing=/sys/kernel/tracing
if ! echo 'p:enqueued enqueue_to_backlog' >>$tracing/kprobe_events; then
  fail "kprobe on enqueue_to_backlog"
fi

# How many packets of 1000 that a pod sends out go through a backlog.
enqueued() {
  pod a 1 "$@"
  settle a 1 >/dev/null 2>&1
  echo 1 >$tracing/events/kprobes/enqueued/enable
  before=$(awk '$1 == "enqueued" { print $2 }' $tracing/kprobe_profile)
  traffic send a 10.9.0.2 9 250 1 >/dev/null
  traffic send a fd09::2 9 250 1 >/dev/null
  after=$(awk '$1 == "enqueued" { print $2 }' $tracing/kprobe_profile)
  echo 0 >$tracing/events/kprobes/enqueued/enable
  unpod a
  echo $((after - before))
}

expect "veth: every packet" "$(enqueued veth)" 1000
expect "uveth rx backlog: every packet" "$(enqueued uveth rx backlog)" 1000
expect "uveth rx auto: none" "$(enqueued uveth rx auto)" 0
expect "uveth rx fib: none" "$(enqueued uveth rx fib)" 0
expect "uveth with a program: none" "$(enqueued uveth prog pinned /sys/fs/bpf/backlog)" 0
rm /sys/fs/bpf/backlog
