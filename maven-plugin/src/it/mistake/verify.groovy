// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
def place = { name -> new File(basedir, 'src/main/weir/' + name).path }
assert log.contains('[ERROR] ' + place('typo.weir') + ':9:9: error[W2003]: `refusd` is not defined')
assert log.contains('9 |         refusd += 1')
assert log.contains('[ERROR] ' + place('unfinished.weir') + ':8:2: error[W2001]: unexpected `}`')
assert log.contains('in sources, see above')
assert !log.contains('\tat ')
assert new File(basedir, 'target/classes/META-INF/weir/good.o').isFile()
assert !new File(basedir, 'target/classes/META-INF/weir/typo.o').exists()
return true
