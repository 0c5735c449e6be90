// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
assert log =~ /for Linux 6.1 and newer, in JDK \d+ in /
assert !log.contains("Maven's own JVM")
assert log.contains('other.o: 1 program, will load on Linux')
return true
