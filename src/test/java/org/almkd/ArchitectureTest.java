package org.almkd;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What may depend on what. A rule holds for packages that are still empty. */
@AnalyzeClasses(packages = "org.almkd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "org.almkd";

  /** A package may use those before it; the root package, which wires them, may use all. */
  private static final List<String> ORDER =
      Stream.of(
              "config",
              "storage",
              "data",
              "loss",
              "model",
              "teacher",
              "mixing",
              "evaluate",
              "train",
              "method",
              "report",
              "sweep",
              "doctor")
          .map(name -> ROOT + "." + name + "..")
          .toList();

  private static final String[] WITHOUT_NETWORKS =
      Stream.of("config", "storage", "data", "loss", "report")
          .map(name -> ROOT + "." + name + "..")
          .toArray(String[]::new);

  @ArchTest
  static void everyPackageUsesOnlyThoseBeforeIt(JavaClasses almkd) {
    for (int i = 0; i < ORDER.size(); i++) {
      Stream<String> later = ORDER.subList(i + 1, ORDER.size()).stream();
      noClasses()
          .that()
          .resideInAPackage(ORDER.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(Stream.concat(later, Stream.of(ROOT)).toArray(String[]::new))
          .allowEmptyShould(true)
          .check(almkd);
    }
  }

  @ArchTest
  static final ArchRule everyPackageHasAPlaceInTheOrder =
      classes()
          .should()
          .resideInAnyPackage(
              Stream.concat(ORDER.stream(), Stream.of(ROOT)).toArray(String[]::new));

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule packagesAreNamedAfterWhatIsInThem =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..",
              "..utils..",
              "..common..",
              "..helper..",
              "..helpers..",
              "..misc..",
              "..impl..");

  @ArchTest
  static final ArchRule sparkStaysInClassesNamedAfterIt =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .and(areNotNamedSpark())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule networksStayOutOfPlainPackages =
      noClasses()
          .that()
          .resideInAnyPackage(WITHOUT_NETWORKS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.datavec..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule typesafeConfigStaysInConfig =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.typesafe.config..");

  /** Its subclasses are unseeded or tied to a thread; SplittableRandom is none of them. */
  @ArchTest
  static final ArchRule randomNumbersAreSplittable =
      noClasses().should().dependOnClassesThat().areAssignableTo(Random.class);

  @ArchTest
  static final ArchRule randomNumbersAreSeeded =
      noClasses().should(callMethod(Math.class, "random"));

  @ArchTest
  static final ArchRule onlyTheRootPackagePrints =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should(ACCESS_STANDARD_STREAMS)
          .allowEmptyShould(true);

  /** Of a nested class the outermost one counts. */
  private static DescribedPredicate<JavaClass> areNotNamedSpark() {
    return DescribedPredicate.describe(
        "are not named Spark*",
        type -> !type.getName().substring(type.getPackageName().length() + 1).startsWith("Spark"));
  }
}
