# SPDX-License-Identifier: GPL-2.0-only
# TCP streams on two processors: with the guard they run for as long as asked; a build without it locks
# up within seconds, which the host script expects.

pod a 1 uveth rx auto
pod b 2 uveth rx auto
# shellcheck disable=SC2154
echo "$watchdog" >/proc/sys/kernel/watchdog_thresh
echo 1 >/proc/sys/kernel/softlockup_panic
if result=$(traffic duplex a b 10.2.0.2 5100 $((${seconds:-60} * 500)) 4) &&
  result2=$(traffic duplex a - 10.1.0.1 5100 $((${seconds:-60} * 500)) 4); then
  pass "TCP streams for ${seconds:-60} s: $result, $result2"
else
  fail "TCP streams"
fi
echo "NOTE pod a: direct $(counter eth0 direct a), backlog $(counter eth0 backlog a)"
echo "NOTE host a: direct $(counter ha direct), backlog $(counter ha backlog)"
unpod a
unpod b
