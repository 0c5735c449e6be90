# SPDX-License-Identifier: GPL-2.0-only
# Creating, moving, traffic of all kinds, changing, removing: see docs/uveth.md.

# Neither end answers for the other, and only the primary end changes anything.
pod a 1 uveth
pod b 2 uveth
expect "the created end is primary" "$(ip -d link show ha | grep -c 'uveth primary')" 1
expect "the peer is not" "$(ip -n a -d link show eth0 | grep -c 'uveth peer')" 1
expect "a pod cannot change its pair" \
  "$(ip -n a link set eth0 type uveth rx backlog 2>&1)" \
  "Error: a pair is changed from its primary end."
expect "a mode is for life" "$(ip link set ha type uveth mode l3 2>&1)" \
  "Error: peer and mode are fixed when the pair is created."
expect "no program without a descriptor of one" \
  "$(ip link set ha type uveth prog fd 0 2>&1)" \
  "Error: not the descriptor of a sched_cls program."
expect "an L3 pair has no link address" \
  "$(ip link add bad address 02:00:00:00:00:01 type uveth mode l3 2>&1)" \
  "Error: an L3 pair has no link addresses."
gone bad || fail "a refused pair left a device"

for rx in auto backlog fib; do
  ip link set ha type uveth rx $rx
  ip link set hb type uveth rx $rx
  check "$rx: ping IPv4 pod to host" ping4 a 10.1.0.1
  check "$rx: ping IPv6 pod to host" ping4 a fd01::1
  check "$rx: ping IPv4 host to pod" ping -q -c 2 -W 2 10.1.0.2
  check "$rx: ping IPv6 host to pod" ping -q -c 2 -W 2 fd01::2
  check "$rx: ping IPv4 pod to pod" ping4 a 10.2.0.2
  check "$rx: ping IPv6 pod to pod" ping4 a fd02::2
  check "$rx: UDP IPv4 pod to pod" traffic echo a b 10.2.0.2 5000
  check "$rx: UDP IPv6 pod to pod" traffic echo a b fd02::2 5000
  check "$rx: TCP pod to host" traffic stream a - 10.1.0.1 5001 1000
  check "$rx: TCP host to pod" traffic stream - a 10.1.0.2 5001 1000
  check "$rx: TCP both ways, IPv4, 4 flows" traffic duplex a b 10.2.0.2 5100 1000 4
  check "$rx: TCP both ways, IPv6, 4 flows" traffic duplex a b fd02::2 5100 1000 4
  check "$rx: order of UDP, 4 flows" traffic order a b 10.2.0.2 5200 1000 4
done

# An expiring packet is answered by the host's stack, also when the driver routes.
expect "fib: time exceeded comes from the host" \
  "$(ip netns exec a traceroute -n -q 1 -w 2 -m 2 10.2.0.2 2>/dev/null | awk '{ print $2 }' |
    grep '^10' | tr '\n' ' ')" "10.1.0.1 10.2.0.2 "

# Too long for the way out: the stack fragments or says so.
ip link set ha mtu 4000
ip -n a link set eth0 mtu 4000
check "MTU 4000 to the host" ip netns exec a ping -q -c 2 -W 2 -s 3900 10.1.0.1
check "fragments to a pod with 1500" ip netns exec a ping -q -c 2 -W 2 -s 3900 10.2.0.2

ethtool -K ha tso off gso off tx off >/dev/null 2>&1
ip netns exec a ethtool -K eth0 tso off gso off tx off >/dev/null 2>&1
check "TCP without offloads" traffic duplex a b 10.2.0.2 5100 500 2

# Moving ends.
ip netns add c
ip link add m1 type uveth peer name m2
ip link set m2 netns c name eth0
check "a peer moved into a pod" ip -n c link show eth0
ip link set m1 netns c
check "both ends in one pod" ip -n c link show m1
ip netns del c
wait_for 5 gone m1 || fail "a pair outlives its namespace"

# Programs: the host's say, for what the pod sends.
phys
if bpftool prog load /tests/to_phys.o /sys/fs/bpf/to_phys type classifier; then
  ip link set ha type uveth rx auto prog pinned /sys/fs/bpf/to_phys
  expect "a program is shown" "$(ip -d link show ha | grep -c prog-id)" 1
  before=$(cat /sys/class/net/phys/statistics/tx_packets)
  traffic send a 10.9.0.2 9 100 1 >/dev/null
  traffic send a fd09::2 9 100 1 >/dev/null
  after=$(cat /sys/class/net/phys/statistics/tx_packets)
  expect "a program sends on by neighbour, IPv4 and IPv6" $((after - before)) 400
  ip link set ha type uveth prog none
  expect "a program is taken off" "$(ip -d link show ha | grep -c prog-id)" 0
  check "and the stack is back" ping4 a 10.1.0.1
else
  fail "load of the test's program"
fi

unpod a
unpod b
expect "nothing is left" "$(ip -o link | grep -c uveth)" 0

# L3: no neighbours.
pod a 1 uveth mode l3
check "L3: ping" ping4 a 10.1.0.1
check "L3: TCP" traffic stream a - 10.1.0.1 5001 500
expect "L3: no neighbours" "$(ip -n a neigh show dev eth0 | grep -c lladdr)" 0
unpod a

# bpf_redirect_peer enters a pod through its host end: what pod b sends to an address that only a has.
ip netns add a
ip link add ha index 60 type uveth peer name eth0 netns a
ip link set ha up
ip -n a link set lo up
ip -n a addr add 10.7.0.1/32 dev lo
ip -n a addr add 10.1.0.2/24 dev eth0
ip -n a link set eth0 up
pod b 2 uveth
bpftool prog load /tests/to_peer.o /sys/fs/bpf/to_peer type classifier || fail "load of the program"
tc qdisc add dev hb clsact
tc filter add dev hb ingress bpf da object-pinned /sys/fs/bpf/to_peer
ip netns exec a sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0
mac=$(ip -n a -o link show eth0 | sed 's/.*link.ether \([^ ]*\).*/\1/')
ip -n b neigh replace 10.2.0.1 lladdr "$mac" dev eth0 nud permanent
before=$(ip netns exec a cat /sys/class/net/eth0/statistics/rx_packets)
traffic send b 10.7.0.1 9 50 1 >/dev/null
after=$(ip netns exec a cat /sys/class/net/eth0/statistics/rx_packets)
expect "bpf_redirect_peer enters the pod" "$([ $((after - before)) -ge 50 ] && echo yes)" yes
rm /sys/fs/bpf/to_peer
unpod a
unpod b
