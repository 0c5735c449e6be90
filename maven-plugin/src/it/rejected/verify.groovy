// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
def source = new File(basedir, 'src/main/weir/count.bpfasm').path
assert log.contains('[ERROR] ' + source + ':12:3: error[W4')
assert log.contains('12 |   r1 = *(u64 *)(r0 + 0x0)')
assert log.contains('= help: ')
assert log.contains('rejected by the verifier, see above')
assert !log.contains('\tat ')
return true
