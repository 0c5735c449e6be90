# SPDX-License-Identifier: GPL-2.0-only
# For kmod/trace: a pod sends without end, so that the host can record what the processor executes.

phys
bpftool prog load /tests/to_phys.o /sys/fs/bpf/trace type classifier || fail "load of the program"
# shellcheck disable=SC2154
kind=$(echo "$kind" | tr + ' ')
if [ "$kind" = host ]; then
  sender=-
else
  # shellcheck disable=SC2086
  pod a 1 $kind
  settle a 1
  sender=a
fi
grep -E ' [tTwW] ' /proc/kallsyms | sed 's/^/SYM /'
echo TRACE-NOW
# shellcheck disable=SC2154
traffic send $sender "$to" 9 2000000 1
