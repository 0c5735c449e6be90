# SPDX-License-Identifier: GPL-2.0-only
# What a packet still has of its sender when it leaves the host, on every path through a pair: ten UDP
# datagrams that are to leave 300 ms later, with mark and priority; fq on the way out holds them.

phys
tc qdisc replace dev phys root fq
tc qdisc add dev phys clsact
bpftool prog load /tests/egress.o /sys/fs/bpf/egress type classifier || fail "load of the program"
tc filter add dev phys egress bpf da object-pinned /sys/fs/bpf/egress || fail "attachment of the program"
bpftool prog load /tests/to_phys.o /sys/fs/bpf/meta type classifier || fail "load of the program"
seen=$(bpftool map list | sed -n 's/^\([0-9]*\): array  *name seen .*/\1/p')

# The counters of egress.weir, and back to zero.
counted() {
  for index in 0 1 2 3 4; do
    bpftool -j map lookup id "$seen" key $index 0 0 0 |
      sed 's/.*"value":\["0x\(..\)".*/0x\1/; s/.*"formatted".*"value":\([0-9]*\).*/\1/' | tr '\n' ' '
    bpftool map update id "$seen" key $index 0 0 0 value 0 0 0 0 0 0 0 0
  done
}

# carried NAME NETNS ADDR: prints "packets socket time mark priority held-bytes".
carried() {
  sleep 1
  counted >/dev/null
  held=$(traffic meta "$1" "$2" 9 0x77 5 300 10)
  sleep 1
  # shellcheck disable=SC2046
  printf '%d %d %d %d %d' $(counted)
  echo " $held"
}

# keeps NAME FOUND: a path that keeps all that concerns the sender's own accounting.
keeps() {
  # shellcheck disable=SC2086
  set -- "$1" $2
  expect "$1: packets, of these with socket, with time" "$2 $3 $4" "10 10 10"
  [ "$7" -gt 5000 ] && pass "$1: the sender's account holds $7 bytes" ||
    fail "$1: the sender's account holds $7 bytes while fq holds the packets"
}

for family in 4 6; do
  [ $family = 4 ] && to=10.9.0.2 || to=fd09::2
  found=$(carried - $to)
  echo "ROW metadata host-ipv$family $found"
  keeps "host, IPv$family" "$found"
  for kind in veth netkit "uveth rx backlog" "uveth rx auto" "uveth rx fib" \
    "uveth prog pinned /sys/fs/bpf/meta" "uveth rx fib keep-mark on keep-priority on" \
    "uveth rx fib keep-tstamp off"; do
    name=$(echo "${kind%% pinned*}" | sed 's/ rx / /; s/keep-//g; s/ /-/g')
    case $kind in
      netkit) grep -q netkit_xmit /proc/kallsyms || continue ;;
    esac
    # shellcheck disable=SC2086
    pod a 1 $kind
    settle a 1
    found=$(carried a $to)
    echo "ROW metadata $name-ipv$family $found"
    case $name in
      uveth-prog) keeps "$name, IPv$family" "$found" ;;
      uveth-fib)
        keeps "$name, IPv$family" "$found"
        expect "$name, IPv$family: neither mark nor priority" "$(echo "$found" | cut -d' ' -f4,5)" "0 0"
        ;;
      uveth-fib-mark*)
        expect "$name, IPv$family: mark and priority" "$(echo "$found" | cut -d' ' -f4,5)" "10 10"
        ;;
      uveth-fib-tstamp*)
        expect "$name, IPv$family: no time" "$(echo "$found" | cut -d' ' -f3)" 0
        ;;
    esac
    case $name in
      veth | netkit | uveth-backlog | uveth-auto)
        tc qdisc add dev ha clsact
        tc filter add dev ha ingress bpf da object-pinned /sys/fs/bpf/meta
        echo "ROW metadata $name+tc-ipv$family $(carried a $to)"
        ;;
    esac
    unpod a
  done
done
tc qdisc del dev phys clsact
tc qdisc del dev phys root
rm /sys/fs/bpf/meta /sys/fs/bpf/egress

# Back-pressure: a TCP stream over a slow way out queues no more than the sender's small share, as long
# as the packets keep their socket (TCP small queues).
ip netns add far
ip link add slow type veth peer name eth0 netns far
ip addr add 10.8.0.1/24 dev slow
ip link set slow up
ip -n far addr add 10.8.0.2/24 dev eth0
ip -n far link set eth0 up
ip -n far route add default via 10.8.0.1
tc qdisc add dev slow root tbf rate 40mbit burst 32k limit 4m

# The most bytes that wait at the slow device while a stream runs from pod a.
most_queued() {
  traffic stream a far 10.8.0.2 5400 4000 >/run/stream 2>&1 &
  stream=$!
  most=0
  while kill -0 $stream 2>/dev/null; do
    queued=$(tc -s qdisc show dev slow | sed -n 's/.*backlog \([0-9]*\)\(K*\)b.*/\1\2/p' |
      sed 's/K/000/' | head -n 1)
    [ "${queued:-0}" -le $most ] || most=$queued
    sleep 0.05
  done
  wait $stream || fail "stream over the slow device: $(cat /run/stream)"
  echo $most
}

for rx in backlog auto fib; do
  pod a 1 uveth rx $rx
  most=$(most_queued)
  echo "ROW queued uveth-$rx $most"
  if [ $rx = fib ]; then
    [ "$most" -le 200000 ] && pass "fib: at most $most bytes wait at the slow device" ||
      fail "fib: $most bytes wait at the slow device, so the sender is not held back"
  fi
  unpod a
done
ip link del slow
ip netns del far
