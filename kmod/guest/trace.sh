# SPDX-License-Identifier: GPL-2.0-only
# For kmod/trace: a pod sends without end, so that the host can record what the processor executes.
phys
kind=$(sed -n 's/.*kind=\([^ ]*\).*/\1/p' /proc/cmdline | tr + ' ')
if [ "$kind" = host ]; then ip netns add a; pods=-; else pod a 1 $kind; settle a 1; pods=a; fi
grep -E ' [tTwW] ' /proc/kallsyms | sed 's/^/SYM /'
echo TRACE-NOW
traffic send $pods ${DST-10.9.0.2} 9 2000000 1
