// SPDX-License-Identifier: Apache-2.0
// Built in two folders, in Maven's own JVM and in another.
import java.nio.file.Files
def one = new File(basedir, 'one/reproducible.jar').toPath()
def two = new File(basedir, 'two/reproducible.jar').toPath()
assert Files.mismatch(one, two) == -1
def jar = new java.util.zip.ZipFile(one.toFile())
assert jar.getEntry('META-INF/weir/guard.o') != null
// A module without programs becomes no object.
assert jar.getEntry('META-INF/weir/net/ports.o') == null
def object = jar.getInputStream(jar.getEntry('META-INF/weir/guard.o')).bytes
assert !new String(object, 'ISO-8859-1').contains(basedir.path)
return true
