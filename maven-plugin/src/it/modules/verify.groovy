// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
['first', 'second'].each { name ->
  assert new File(basedir, name + '/target/classes/META-INF/weir/' + name + '.o').isFile()
  assert log.count(name + '.o: 1 program, will load on Linux 6.6, 6.12') == 2
}
assert !new File(basedir, 'third/target/classes/META-INF').exists()
assert !log.contains('not marked @threadSafe')
return true
