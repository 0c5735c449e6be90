// SPDX-License-Identifier: Apache-2.0
// Needs a JDK from 17 to 24 on this machine, and a newer one, which the build itself runs on.
return new File(oldJdk, 'bin/java').isFile()
