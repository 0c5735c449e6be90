# SPDX-License-Identifier: GPL-2.0-only
# `weir link` creates, changes and shows pairs, and the host-routing sample forwards what pods send, on
# veth, netkit and uveth alike.

weir() {
  /jre/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xlog:disable \
    --enable-native-access=dev.weir.loader -p /weir -m dev.weir.cli/dev.weir.cli.Main "$@"
}

# field NAME: a field of the JSON object on standard input.
field() { tr ',{}' '\n\n\n' | sed -n "s/^ *\"$1\": *\"\{0,1\}\([^\"]*\)\"\{0,1\} *$/\1/p" | head -n 1; }

program_runs() { bpftool prog list | grep -q from_pod; }

phys
ip netns add a
weir link add uveth ha --peer eth0 --peer-netns a --rx fib --keep-mark on --format json >/run/pair 2>&1 ||
  fail "weir link add: $(cat /run/pair)"
expect "weir link add: primary" "$(field primary </run/pair)" true
expect "weir link add: rx" "$(field rx </run/pair)" fib
expect "weir link add: keeps the mark" "$(field keep_mark </run/pair)" true
expect "weir link add: the peer is in its namespace" "$(ip -n a -o link show eth0 | grep -c eth0)" 1
bpftool prog load /tests/to_phys.o /sys/fs/bpf/link type classifier || fail "load of the program"
weir link set ha --rx auto --keep-mark off --program /sys/fs/bpf/link --format json >/run/pair 2>&1 ||
  fail "weir link set: $(cat /run/pair)"
expect "weir link set: rx" "$(field rx </run/pair)" auto
expect "weir link set: a program" "$(ip -d link show ha | grep -c prog-id)" 1
weir link show ha >/run/shown 2>&1 || fail "weir link show: $(cat /run/shown)"
expect "weir link show: counters" "$(grep -c -w -E 'direct|forwarded' /run/shown)" 2
weir link set ha --program none >/run/pair 2>&1 || fail "weir link set: $(cat /run/pair)"
expect "weir link set: no program" "$(ip -d link show ha | grep -c prog-id)" 0
ip netns exec a true
weir link add veth other --rx auto >/run/refused 2>&1
expect "weir link add: options of another kind are refused" $? 2
rm /sys/fs/bpf/link
ip netns del a
wait_for 5 gone ha

for kind in veth netkit uveth; do
  ip netns add a
  case $kind in
    netkit)
      grep -q netkit_xmit /proc/kallsyms || {
        ip netns del a
        continue
      }
      mode="--mode l2"
      ;;
    *) mode= ;;
  esac
  # shellcheck disable=SC2086
  weir link add $kind ha --peer eth0 --peer-netns a $mode >/run/pair 2>&1 ||
    fail "$kind: weir link add: $(cat /run/pair)"
  ip -n a link set lo up
  ip addr add 10.1.0.1/24 dev ha
  ip link set ha up
  ip -n a addr add 10.1.0.2/24 dev eth0
  ip -n a link set eth0 up
  ip -n a route add default via 10.1.0.1
  before=$(cat /sys/class/net/phys/statistics/tx_packets)
  weir run /tests/host_route.o --dev ha --for 20s --format json >/run/routed 2>&1 &
  wait_for 120 program_runs || fail "$kind: the sample does not load: $(tail -n 3 /run/routed)"
  sleep 2
  traffic send a 10.9.0.2 9 500 1 >/dev/null
  wait $!
  after=$(cat /sys/class/net/phys/statistics/tx_packets)
  [ $((after - before)) -ge 1000 ] && pass "$kind: the host-routing sample forwards" ||
    fail "$kind: the host-routing sample forwarded $((after - before)) of 1000: $(tail -n 3 /run/routed)"
  forwarded=$(sed -n 's/.*"forwarded4": *\([0-9]*\).*/\1/p' /run/routed | tail -n 1)
  echo "NOTE $kind: the sample counted ${forwarded:-nothing}"
  ip netns del a
  wait_for 5 gone ha
done
