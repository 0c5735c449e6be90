// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
def folder = new File(basedir, 'target/classes/META-INF/weir')
// The first build compiles both programs, the second nothing, the third the one whose class was edited.
def compiled = (log =~ /Compiling (\d+) sources? of (\d+)/).collect { it[1] + ' of ' + it[2] }
assert compiled == ['2 of 2', '1 of 2']
assert log.count('Nothing to compile: all objects are up to date') == 1
assert log.contains('it/PortGuard.o: 2 programs, will load on Linux 6.1, 6.6, 6.12, 6.18, 7.3')
def manifest = new groovy.json.JsonSlurper().parse(new File(folder, 'manifest.json'))
assert manifest.objects*.file == ['it/PortGuard.o', 'it/Ports.o']
assert manifest.objects*.language == ['java', 'java']
assert manifest.objects*.source == ['target/classes/it/PortGuard.class', 'target/classes/it/Ports.class']
assert manifest.objects[0].programs*.hook == ['bind4', 'bind6']
def jar = new java.util.zip.ZipFile(new File(basedir, 'target/java.jar'))
assert jar.getEntry('META-INF/weir/it/PortGuard.o') != null
assert jar.getEntry('META-INF/weir/manifest.json') != null
return true
