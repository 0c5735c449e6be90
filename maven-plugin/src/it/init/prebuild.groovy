// SPDX-License-Identifier: Apache-2.0
import dev.weir.cli.init.Language
import dev.weir.cli.init.NewProject

new NewProject(Language.TEXT, 'first', 'com.example').write(new File(basedir, 'first').toPath())
new NewProject(Language.JAVA, 'second', 'com.example').write(new File(basedir, 'second').toPath())
return true
