// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
assert log.contains('first.o: 1 program, will load on Linux 6.1, 6.6, 6.12, 6.18, 7.3')
assert log =~ /Tests run: 2, Failures: 0, Errors: 0, Skipped: 0/
assert !log.contains('[WARNING]')

// It runs as its README says, as far as that goes without root.
def java = new File(System.getProperty('java.home'), 'bin/java').path
def run = [java, '-jar', new File(basedir, 'first/target/first.jar').path].execute()
def error = run.err.text
assert run.waitFor() == 2
assert error.startsWith('usage: Main PORT COMMAND...')
return true
