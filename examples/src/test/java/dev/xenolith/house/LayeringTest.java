package dev.xenolith.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom (ARCHITECTURE.md). */
class LayeringTest {
  private static final String HV = "dev.xenolith.hv";

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.xenolith");
  }

  @Test
  void guestAbiKnowsOnlyTheJavaBase() {
    classes()
        .that(resideInAPackage("dev.xenolith.abi.."))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.xenolith.abi..", "java.lang..", "java.util..", "java.nio..", "java.io.."))
        .check(classes);
  }

  @Test
  void theHypervisorKnowsNoTools() {
    noClasses()
        .that(resideInAPackage(HV + ".."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.xenolith.pv..",
                "dev.xenolith.dom0..",
                "io.netty..",
                "tools.jackson..",
                "com.google.."))
        .check(classes);
  }

  @Test
  void driversKnowNoHypervisor() {
    noClasses()
        .that(resideInAPackage("dev.xenolith.pv.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(HV + "..", "dev.xenolith.dom0.."))
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void onlyTheCompositionRootConstructsAHypervisor() {
    noClasses()
        .that(resideInAPackage("dev.xenolith.dom0.."))
        .and(not(resideInAPackage("dev.xenolith.dom0.launch..")))
        .and(not(resideInAPackage("dev.xenolith.dom0.trace..")))
        .should()
        .dependOnClassesThat(resideInAPackage(HV + ".."))
        .check(classes);
  }

  @Test
  void theMachineKnowsNothingOfXen() {
    noClasses()
        .that(resideInAPackage(HV + ".machine.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                HV + ".mm..",
                HV + ".evtchn..",
                HV + ".grant..",
                HV + ".sched..",
                HV + ".trap..",
                HV + ".domain..",
                HV + ".hypercall..",
                HV + ".run.."))
        .check(classes);
  }

  @Test
  void subsystemsNeverSeeDomainsOrHypercalls() {
    noClasses()
        .that(resideInAnyPackage(HV + ".mm..", HV + ".evtchn..", HV + ".grant..", HV + ".sched.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                HV + ".domain..", HV + ".hypercall..", HV + ".run..", HV + ".trap.."))
        .check(classes);
  }

  @Test
  void eventChannelsGrantsAndSchedulersDoNotKnowEachOther() {
    for (String one : new String[] {"evtchn", "grant", "sched"}) {
      for (String other : new String[] {"evtchn", "grant", "sched"}) {
        if (!one.equals(other)) {
          noClasses()
              .that(resideInAPackage(HV + "." + one + ".."))
              .should()
              .dependOnClassesThat(resideInAPackage(HV + "." + other + ".."))
              .allowEmptyShould(true)
              .check(classes);
        }
      }
    }
  }

  @Test
  void timeIsAskedOnlyOfTheClock() {
    noClasses()
        .that(resideInAPackage(HV + ".."))
        .and(not(resideInAPackage(HV + ".time..")))
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(classes);
  }

  @Test
  void rawMemoryIsTouchedOnlyByTheMachine() {
    noClasses()
        .that(not(resideInAnyPackage(HV + ".machine.memory..", HV + ".machine.cpu..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("jdk.internal..", "sun.misc.."))
        .check(classes);
  }

  @Test
  void hypervisorPackagesHaveNoCycles() {
    slices().matching(HV + ".(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void packagesOfDomain0AndOfDriversHaveNoCycles() {
    slices().matching("dev.xenolith.dom0.(**)").should().beFreeOfCycles().check(classes);
    slices().matching("dev.xenolith.pv.(**)").should().beFreeOfCycles().check(classes);
  }
}
