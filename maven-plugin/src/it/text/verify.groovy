// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
def folder = new File(basedir, 'target/classes/META-INF/weir')
assert new File(folder, 'port_guard.o').isFile()
def manifest = new groovy.json.JsonSlurper().parse(new File(folder, 'manifest.json'))
assert manifest.objects*.file == ['port_guard.o']
assert manifest.objects[0].programs*.hook == ['bind4', 'bind6', 'post_bind4', 'post_bind6']
assert log.contains('Compiling 1 source of 1 for Linux 6.1 and newer')
assert log.contains('port_guard.o: 4 programs, will load on Linux 6.1, 6.6, 6.12, 6.18, 7.3')
def jar = new java.util.zip.ZipFile(new File(basedir, 'target/text.jar'))
assert jar.getEntry('META-INF/weir/port_guard.o') != null
assert jar.getEntry('META-INF/weir/manifest.json') != null
return true
