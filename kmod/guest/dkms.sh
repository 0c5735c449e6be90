# SPDX-License-Identifier: GPL-2.0-only
# The module that DKMS made is loaded: it is what a host would have.

pod a 1 uveth rx fib
pod b 2 uveth
check "DKMS: ping IPv4" ping4 a 10.2.0.2
check "DKMS: ping IPv6" ping4 a fd02::2
check "DKMS: TCP" traffic stream a b 10.2.0.2 5001 500
unpod a
unpod b
check "DKMS: the module leaves" rmmod uveth
insmod /m/uveth.ko || fail "the module comes back"
