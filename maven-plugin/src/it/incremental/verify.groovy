// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
def folder = new File(basedir, 'target/classes/META-INF/weir')
// The first build compiles all, the second nothing, the third what changed and what imports it.
def compiled = (log =~ /Compiling (\d+) sources? of (\d+)/).collect { it[1] + ' of ' + it[2] }
assert compiled == ['4 of 4', '2 of 3']
assert log.count('Nothing to compile: all objects are up to date') == 1
assert log.count('All programs were found to load') == 1
assert folder.list().sort() == ['guard.o', 'manifest.json', 'other.o']
def manifest = new groovy.json.JsonSlurper().parse(new File(folder, 'manifest.json'))
assert manifest.objects*.file == ['guard.o', 'other.o']
return true
