// SPDX-License-Identifier: Apache-2.0
def log = new File(basedir, 'build.log').text
def classes = new File(basedir, 'target/classes')
assert new File(classes, 'it/Guard.class').isFile()
assert new File(classes, 'it/net/MailGuard.class').isFile()
assert new File(classes, 'it/Use.class').isFile()
assert new File(classes, 'META-INF/weir/guard.o').isFile()
assert new File(classes, 'META-INF/weir/net/mail.o').isFile()
assert log.count('Compiling 3 sources of 3') == 1
assert log.count('Generated 2 files') == 1
// The second build finds everything as it was; javac as well.
assert log.count('Nothing to generate: all classes are up to date') == 1
assert log.count('Nothing to compile - all classes are up to date') == 1
return true
