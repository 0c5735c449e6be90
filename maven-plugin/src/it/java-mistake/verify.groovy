// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
def place = { name -> new File(basedir, 'src/main/java/it/' + name).path }
assert log.contains('[ERROR] ' + place('Loop.java') + ':16:17: error[W1016]')
assert log.contains('16 |     return 1000 / port > 3 ? Verdict.ALLOW : Verdict.DENY;')
assert log.contains('1 error in sources, see above')
assert !log.contains('\tat ')
assert new File(basedir, 'target/classes/META-INF/weir/it/PortGuard.o').isFile()
assert !new File(basedir, 'target/classes/META-INF/weir/it/Loop.o').exists()
return true
