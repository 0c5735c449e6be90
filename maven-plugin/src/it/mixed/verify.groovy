// SPDX-License-Identifier: Apache-2.0
// Maven on its oldest JDK, javac and the compiler on another.
def log = new File(basedir, 'build.log').text
def folder = new File(basedir, 'target/classes/META-INF/weir')
assert log =~ /Compiling 2 sources of 2 for Linux 6.1 and newer, in JDK \d+ in /
assert log.contains('it/Ports.o: 1 program, will load on Linux 6.1, 6.6, 6.12, 6.18, 7.3')
assert log.contains('port_guard.o: 4 programs, will load on Linux')
def manifest = new groovy.json.JsonSlurper().parse(new File(folder, 'manifest.json'))
assert manifest.objects*.file == ['it/Ports.o', 'port_guard.o']
assert manifest.objects*.language == ['java', 'weir']
return true
