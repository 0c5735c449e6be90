# SPDX-License-Identifier: GPL-2.0-only
# Guest instructions for a packet on its way from a pod out of the host. Under -icount one instruction
# is one tick of the TSC, so the figures repeat exactly.

phys
bpftool prog load /tests/to_phys.o /sys/fs/bpf/cost type classifier || fail "load of the program"
sleep 6

row() {
  echo "ROW cost $1 $(traffic send "$2" 10.9.0.2 9 2000 5) $(traffic send "$2" fd09::2 9 2000 5)"
}

local_row() {
  echo "ROW local $1 $(traffic local a - 10.1.0.1 5300 1000 3) $(traffic rr a - 10.1.0.1 5301 1000 3)" \
    "$(traffic tcp-rr a - 10.1.0.1 5302 500 3)"
}

row host -
for kind in veth netkit "uveth rx backlog" "uveth rx auto" "uveth rx fib" \
  "uveth prog pinned /sys/fs/bpf/cost"; do
  name=$(echo "${kind%% pinned*}" | sed 's/ rx / /; s/ /-/g')
  case $kind in
    netkit) [ -d /sys/module/netkit ] || grep -q netkit_xmit /proc/kallsyms || continue ;;
  esac
  # shellcheck disable=SC2086
  pod a 1 $kind
  settle a 1
  row "$name" a
  case $name in
    *prog | *fib) ;;
    *)
      local_row "$name"
      tc qdisc add dev ha clsact
      tc filter add dev ha ingress bpf da object-pinned /sys/fs/bpf/cost
      row "$name+tc" a
      ;;
  esac
  if [ "$kind" = netkit ]; then
    tc qdisc del dev ha clsact
    bpflink /sys/fs/bpf/cost ha 55 /sys/fs/bpf/link || fail "netkit's program"
    row netkit-prog a
    rm /sys/fs/bpf/link
  fi
  unpod a
done
ip netns add a
ip link add link phys name ipv type ipvlan mode l3
ip link set ipv netns a name eth0
ip -n a link set eth0 up
ip -n a addr add 10.9.0.7/32 dev eth0
ip -n a addr add fd09::7/128 dev eth0 nodad
ip -n a route add default dev eth0
ip -n a -6 route add default dev eth0
row ipvlan-l3 a
ip netns del a
rm /sys/fs/bpf/cost
