# SPDX-License-Identifier: GPL-2.0-only
#
# What the guest's tests share. The network: namespaces a, b, ... are pods; each is behind the host's
# device h<name> with 10.<n>.0.1 and fd0<n>::1, and has 10.<n>.0.2 and fd0<n>::2 on eth0. `phys` is the
# way out: a device that throws away what it sends, index 50, with a neighbour at 10.9.0.2, fd09::2.

pass() { echo "PASS $*"; }
fail() { echo "FAIL $*"; }
skip() { echo "SKIP $*"; }

# check NAME COMMAND...: passes when the command succeeds; its output is shown when it does not.
check() {
  check_name=$1
  shift
  if check_output=$("$@" 2>&1); then
    pass "$check_name"
  else
    fail "$check_name: $(echo "$check_output" | tail -n 3 | tr '\n' ' ')"
  fi
}

# expect NAME FOUND WANTED: passes when both are equal.
expect() {
  if [ "$2" = "$3" ]; then
    pass "$1"
  else
    fail "$1: found '$2', expected '$3'"
  fi
}

# What the kernel must not have printed.
check_log() {
  if dmesg | grep -v 'ommand line' |
    grep -iE 'oops|BUG:|WARNING:|general protection|Call Trace|lockup|hung task|rcu.*stall|possible (recursive|circular)|suspicious|inconsistent lock|memory leak|KASAN|unregister_netdevice: waiting|refcount_t' |
    grep -v 'tainting kernel' | head -n 5 | sed 's/^/NOTE /' | grep .; then
    fail "$1: the kernel complained"
  else
    pass "$1: nothing in the kernel's log"
  fi
  dmesg -c >/dev/null
}

# From here on every allocation that a debug kernel finds lost is news.
watch_memory() {
  [ ! -e /sys/kernel/debug/kmemleak ] || echo clear >/sys/kernel/debug/kmemleak
}

# The functions that lost memory, as a debug kernel tells; it looks at what is older than five seconds.
lost_memory() {
  sleep 6
  echo scan >/sys/kernel/debug/kmemleak
  sleep 6
  echo scan >/sys/kernel/debug/kmemleak
  grep -A 20 '^unreferenced' /sys/kernel/debug/kmemleak
}

# What a debug kernel says only when asked: lost memory, and whether it watched locks to the end.
check_watchers() {
  if [ -e /sys/kernel/debug/kmemleak ]; then
    lost=$(lost_memory)
    if [ -z "$lost" ]; then
      pass "no memory is lost"
    else
      fail "memory is lost"
      echo "$lost" | head -n 40 | sed 's/^/NOTE /'
    fi
  fi
  if [ -e /proc/lockdep_stats ]; then
    expect "locks were watched to the end" "$(awk '/debug_locks/ { print $2 }' /proc/lockdep_stats)" 1
  fi
}

phys() {
  ip link show phys >/dev/null 2>&1 && return
  ip link add phys index 50 address 02:00:00:00:00:01 type dummy
  ip addr add 10.9.0.1/24 dev phys
  ip addr add fd09::1/64 dev phys nodad
  ip link set phys up
  ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev phys nud permanent
  ip neigh add fd09::2 lladdr 02:00:00:00:00:02 dev phys nud permanent
}

# pod NAME NUMBER KIND OPTIONS...: a pod behind a pair of that kind. The addresses are the same each time: how
# far a route's lookup walks the tables depends on those of the links. (Pairs without any refuse them.)
pod() {
  pod_name=$1 pod_number=$2 pod_kind=$3
  shift 3
  ip netns add "$pod_name"
  ip -n "$pod_name" link set lo up
  case $pod_kind in
    netkit) ip link add "h$pod_name" type netkit && ip link set "$(peer_of "h$pod_name")" \
      netns "$pod_name" name eth0 ;;
    *) ip link add "h$pod_name" type "$pod_kind" "$@" peer name eth0 netns "$pod_name" ;;
  esac || fail "pod $pod_name of $pod_kind $*"
  ip link set "h$pod_name" address "02:00:00:00:0$pod_number:01" 2>/dev/null || true
  ip -n "$pod_name" link set eth0 address "02:00:00:00:0$pod_number:02" 2>/dev/null || true
  ip addr add "10.$pod_number.0.1/24" dev "h$pod_name"
  ip addr add "fd0$pod_number::1/64" dev "h$pod_name" nodad
  ip link set "h$pod_name" up
  ip -n "$pod_name" addr add "10.$pod_number.0.2/24" dev eth0
  ip -n "$pod_name" addr add "fd0$pod_number::2/64" dev eth0 nodad
  ip -n "$pod_name" link set eth0 up
  ip -n "$pod_name" route add default via "10.$pod_number.0.1"
  ip -n "$pod_name" -6 route add default via "fd0$pod_number::1"
}

peer_of() {
  ip -o link show "$1" | sed 's/^[0-9]*: [^@]*@\([^:]*\):.*/\1/'
}

unpod() {
  ip netns del "$1"
  wait_for 5 gone "h$1" || fail "h$1 outlives its pod"
}

gone() { ! ip link show "$1" >/dev/null 2>&1; }

# wait_for SECONDS COMMAND...
wait_for() {
  wait_until=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$wait_until" ] || return 1
    sleep 0.1
  done
}

# counter DEVICE NAME [NETNS]: one of the device's own counters.
counter() {
  if [ -n "${3-}" ]; then
    ip -n "$3" -d link show "$1"
  else
    ip -d link show "$1"
  fi | sed -n "s/.* $2 \([0-9]*\) .*/\1/p"
}

ping4() { ip netns exec "$1" ping -q -c "${3-3}" -i 0.1 -W 2 "$2"; }

# settle NAME NUMBER: from here on a pod says nothing of its own: no neighbour entry of it ages, and what
# IPv6 asks for when a device comes up has been asked.
settle() {
  settle_mac=$(cat "/sys/class/net/h$1/address")
  ip -n "$1" neigh replace "10.$2.0.1" lladdr "$settle_mac" dev eth0 nud permanent
  ip -n "$1" neigh replace "fd0$2::1" lladdr "$settle_mac" dev eth0 nud permanent
  ip netns exec "$1" sysctl -q -w net.ipv6.conf.eth0.router_solicitations=0
  sleep 3
}
