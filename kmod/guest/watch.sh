# SPDX-License-Identifier: GPL-2.0-only
# What a debug kernel must report, done on purpose: else the other parts prove nothing there. KASAN's
# report ends lockdep, so it comes last; what is left behind is cleaned up for the checks at the end.

dmesg -c >/dev/null
insmod /m/faulty.ko kind=order && rmmod faulty
expect "locks in two orders are reported" "$(dmesg | grep -c 'possible circular locking')" 1
insmod /m/faulty.ko kind=leak
lost_memory | grep -q 'faulty' && pass "lost memory is reported" || fail "lost memory is not reported"
rmmod faulty
dmesg -c >/dev/null
insmod /m/faulty.ko kind=overrun && rmmod faulty
expect "a write behind an object is reported" "$(dmesg | grep -c 'BUG: KASAN')" 1
dmesg -c >/dev/null
watch_memory
