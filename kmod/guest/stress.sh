# SPDX-License-Identifier: GPL-2.0-only
# Pairs come and go by the thousand, change and move, while traffic runs.

i=0
while [ $i -lt ${PAIRS-1000} ]; do
  ip link add s$i type uveth
  i=$((i + 1))
done
expect "pairs at once" "$(ip -o link show type uveth | wc -l)" $((2 * i))
while [ $i -gt 0 ]; do
  i=$((i - 1))
  echo "link del s$i"
done | ip -batch -
expect "none is left" "$(ip -o link show type uveth | wc -l)" 0

pod a 1 uveth
pod b 2 uveth rx fib
traffic duplex a b 10.2.0.2 5100 8000 4 >/run/stream 2>&1 &
stream=$!
round=0
while [ $round -lt 8 ]; do
  for rx in backlog fib auto; do
    ip link set ha type uveth rx $rx
    ip link set hb type uveth rx $rx
    # Both ends: what is longer than the other end's MTU is lost, without a word to the sender.
    ip link set ha mtu $((1400 + round * 10))
    ip -n a link set eth0 mtu $((1400 + round * 10))
  done
  ip netns add t$round
  ip link add x$round type uveth peer name eth0 netns t$round
  ip link set x$round up
  ip -n t$round link set eth0 up
  ip link set x$round netns t$round
  ip netns del t$round
  round=$((round + 1))
done
if wait $stream; then
  pass "streams survive changes: $(cat /run/stream)"
else
  fail "streams survive changes: $(cat /run/stream)"
fi

# A namespace that ends while its pair carries traffic, and a module that leaves with live pairs.
traffic send a 10.2.0.2 9 200000 1 >/dev/null 2>&1 &
sleep 0.3
ip netns del b
ip netns pids a | xargs -r kill
wait
ip link add last type uveth rx fib peer name eth0 netns a 2>/dev/null || ip link add last type uveth
ip link set last up
rmmod uveth && pass "the module leaves with live pairs" || fail "rmmod"
expect "no device is left" "$(ip -o link | grep -c -E 'uveth|last|ha')" 0
ip netns del a
insmod /m/uveth.ko || fail "the module comes back"
