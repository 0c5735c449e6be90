# SPDX-License-Identifier: GPL-2.0-only
# What is expected of any such device: bridges, VLANs, limits, rights; and that routing in the driver keeps
# out of the way of whatever looks at the host's end.

# What a user of `ip` and `ethtool` sees.
pod a 1 uveth
expect "ip -json" "$(ip -j -d link show ha | grep -o '"rx":"auto".*"counters":{"direct":[0-9]*' | wc -l)" 1
expect "ethtool -S" "$(ethtool -S ha | grep -c -E '^ +(direct|backlog|drop_mtu): [0-9]+$')" 3
expect "ethtool: driver and link" \
  "$({ ethtool -i ha; ethtool ha; } | grep -c -E 'driver: uveth|Link detected: yes')" 2

# The other end's MTU is a limit.
ip -n a link set eth0 mtu 9000
ip netns exec a ping -q -c 1 -W 1 -s 5000 10.1.0.1 >/dev/null
expect "longer than the peer's MTU: dropped" "$(counter eth0 drop-mtu a)" 1
ip -n a link set eth0 mtu 1500

# VLANs on both ends; the driver does not route what carries a tag.
for rx in auto fib; do
  ip link set ha type uveth rx $rx
  ip link add link ha name ha.7 type vlan id 7
  ip addr add 10.17.0.1/24 dev ha.7
  ip link set ha.7 up
  ip -n a link add link eth0 name eth0.7 type vlan id 7
  ip -n a addr add 10.17.0.2/24 dev eth0.7
  ip -n a link set eth0.7 up
  check "$rx: ping in a VLAN" ping4 a 10.17.0.1
  check "$rx: TCP in a VLAN" traffic stream a - 10.17.0.1 5001 300
  ip link del ha.7
  ip -n a link del eth0.7
done

# forwarded COMMAND...: how many packets the driver routes while pod a sends 20 to the way out.
forwarded() {
  forwarded_before=$(counter eth0 forwarded a)
  traffic send a "$1" 9 10 1 >/dev/null
  echo $(($(counter eth0 forwarded a) - forwarded_before))
}

phys
settle a 1
expect "the driver routes IPv4" "$(forwarded 10.9.0.2)" 20
expect "the driver routes IPv6" "$(forwarded fd09::2)" 20
bpftool prog load /tests/to_phys.o /sys/fs/bpf/device type classifier || fail "load of the program"
tc qdisc add dev ha clsact
tc filter add dev ha ingress bpf da object-pinned /sys/fs/bpf/device
expect "not while tc looks at the host's end" "$(forwarded 10.9.0.2)" 0
tc qdisc del dev ha clsact
rm /sys/fs/bpf/device
expect "again without tc" "$(forwarded 10.9.0.2)" 20
echo 1 >/proc/sys/net/ipv6/conf/ha/disable_ipv6
expect "no IPv6 where the host's end has none" "$(forwarded fd09::2)" 0
echo 0 >/proc/sys/net/ipv6/conf/ha/disable_ipv6
echo 0 >/proc/sys/net/ipv4/conf/ha/forwarding
expect "no IPv4 where the host's end does not forward" "$(forwarded 10.9.0.2)" 0
echo 1 >/proc/sys/net/ipv4/conf/ha/forwarding
unpod a

# Ports of a bridge.
ip link add bridge0 type bridge
ip addr add 10.6.0.1/24 dev bridge0
ip link set bridge0 up
for name in a b; do
  ip netns add $name
  ip link add h$name type uveth rx fib peer name eth0 netns $name
  ip link set h$name master bridge0 up
  ip -n $name link set eth0 up
done
ip -n a addr add 10.6.0.2/24 dev eth0
ip -n b addr add 10.6.0.3/24 dev eth0
for rx in auto fib; do
  ip link set ha type uveth rx $rx
  check "$rx: ping to the bridge" ping4 a 10.6.0.1
  check "$rx: ping through the bridge" ping4 a 10.6.0.3
  check "$rx: TCP through the bridge" traffic stream a b 10.6.0.3 5001 300
done
unpod a
unpod b
ip link del bridge0

# Who owns a namespace of his own has no say in the host's.
# shellcheck disable=SC2016
unshare -r -n sh -c 'IP_LIB_DIR=/lib/ip /bin/ip link add mine type uveth peer name theirs netns 1' >/run/refused 2>&1
expect "no peer in a namespace of others" \
  "$(grep -c -E "no right to the peer's network namespace|Operation not permitted" /run/refused)" 1
gone theirs || fail "a stranger's device in the host's namespace"
# shellcheck disable=SC2016
expect "but a pair of his own" "$(unshare -r -n sh -c 'IP_LIB_DIR=/lib/ip /bin/ip link add mine type uveth rx fib &&
  /bin/ip -o link show type uveth | wc -l')" 2

# A chain of pairs with queues of their own: each hop is routed inside the transmission of the one before.
hops=24
hop=0
ip netns add n0
while [ $hop -lt $hops ]; do
  next=$((hop + 1))
  ip netns add n$next
  ip netns exec n$next sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0
  ip -n n$next link add near type uveth rx fib peer name far netns n$hop
  ip -n n$hop addr add 10.50.$hop.1/24 dev far
  ip -n n$next addr add 10.50.$hop.2/24 dev near
  ip -n n$hop link set far up
  ip -n n$next link set near up
  tc -n n$hop qdisc replace dev far root pfifo
  tc -n n$next qdisc replace dev near root pfifo
  [ $next -eq $hops ] || ip -n n$hop route add 10.50.$((hops - 1)).0/24 via 10.50.$hop.2
  [ $hop -eq 0 ] || ip -n n$next route add 10.50.0.0/24 via 10.50.$hop.1
  hop=$next
done
check "a chain of $hops pairs" ping4 n0 10.50.$((hops - 1)).2
check "UDP over it" traffic echo n0 n$hops 10.50.$((hops - 1)).2 5000
while [ $hop -ge 0 ]; do
  ip netns del n$hop
  hop=$((hop - 1))
done
