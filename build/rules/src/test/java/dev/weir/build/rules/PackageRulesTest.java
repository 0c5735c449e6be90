// SPDX-License-Identifier: Apache-2.0
package dev.weir.build.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The shape every module keeps: who may depend on whom, and what only the outermost layer may do.
class PackageRulesTest {

  private static final JavaClasses WEIR =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.weir");

  @Test
  void bytecodeDependsOnTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage("dev.weir.bytecode..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("dev.weir.bytecode..", "java..", "javax..", "org.jspecify.."))
        .check(WEIR);
  }

  @Test
  void theJavaLibraryDependsOnTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage("dev.weir.dsl..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("dev.weir.dsl..", "java..", "org.jspecify.."))
        .check(WEIR);
  }

  @Test
  void theLoaderDependsOnBytecodeOnly() {
    classes()
        .that()
        .resideInAPackage("dev.weir.loader..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.weir.loader..", "dev.weir.bytecode..", "java..", "org.jspecify.."))
        .allowEmptyShould(true)
        .check(WEIR);
  }

  @Test
  void theCompilerKnowsNeitherLoaderNorCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("dev.weir.compiler..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.weir.loader..", "dev.weir.cli..", "java.lang.foreign.."))
        .check(WEIR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytecode",
        "compiler",
        "verifier",
        "vm",
        "loader",
        "testkit",
        "cli",
        "maven",
        "skeleton"
      })
  void packagesOfAModuleFormNoCycle(String module) {
    slices()
        .matching("dev.weir." + module + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(WEIR);
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    noClasses()
        .that(resideOutsideOfPackages("dev.weir.cli..", "dev.weir.bench..", "dev.weir.build.."))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(WEIR);
  }

  @Test
  void nobodyUsesJavaUtilLogging() {
    noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..").check(WEIR);
  }

  /// Helper is the kernel's own word for a function a program may call, so the name is fine for
  /// one.
  @Test
  void classesAreNamedForWhatTheyDo() {
    noClasses()
        .that()
        .areTopLevelClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Manager|Impl|Base)")
        .because("a function belongs on the type it is about")
        .check(WEIR);
    noClasses()
        .that()
        .areTopLevelClasses()
        .and()
        .resideOutsideOfPackages("dev.weir.bytecode.kernel..", "dev.weir.dsl..")
        .should()
        .haveNameMatching(".*Helpers?")
        .because("a function belongs on the type it is about")
        .check(WEIR);
  }
}
