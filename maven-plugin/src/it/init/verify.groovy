// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
assert log.contains('first.o: 1 program, will load on Linux 6.1, 6.6, 6.12, 6.18, 7.3')
assert log.contains('com/example/Second.o: 1 program, will load on Linux 6.1, 6.6, 6.12, 6.18, 7.3')
assert (log =~ /Tests run: 2, Failures: 0, Errors: 0, Skipped: 0\s/).size() == 2
assert !log.contains('[WARNING]')

// They run as their READMEs say, as far as that goes without root.
def java = new File(System.getProperty('java.home'), 'bin/java').path
for (name in ['first', 'second']) {
  def run = [java, '-jar', new File(basedir, name + '/target/' + name + '.jar').path].execute()
  def error = run.err.text
  assert run.waitFor() == 2
  assert error.startsWith('usage: Main PORT COMMAND...')
}
return true
