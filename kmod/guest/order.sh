# SPDX-License-Identifier: GPL-2.0-only
# No flow is reordered by the choice between direct reception and the backlog, nor by changing it.

pod a 1 uveth rx auto
pod b 2 uveth rx auto
traffic duplex a b 10.2.0.2 6000 6000 4 >/run/load 2>&1 &
load=$!
for target in "a b 10.2.0.2" "a - 10.1.0.1" "- b fd02::2"; do
  # shellcheck disable=SC2086
  check "order under load: $target" traffic order $target 5200 1500 4
done
wait $load || fail "load: $(cat /run/load)"
(
  i=0
  while [ $i -lt 60 ]; do
    for rx in backlog auto; do
      ip link set ha type uveth rx $rx
      sleep 0.02
    done
    i=$((i + 1))
  done
) &
check "order while auto and backlog alternate" traffic order a - 10.1.0.1 5200 2500 4
wait
unpod a
unpod b
