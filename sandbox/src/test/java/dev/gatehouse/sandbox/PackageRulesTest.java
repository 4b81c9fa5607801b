package dev.gatehouse.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.gatehouse.sandbox", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {

    @ArchTest
    static final ArchRule dependsOnNothingElseOfOurs = noClasses()
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.gatehouse..")
                    .and(JavaClass.Predicates.resideOutsideOfPackage("dev.gatehouse.sandbox..")));

    @ArchTest
    static final ArchRule hasNoCycles =
            slices().matching("dev.gatehouse.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodyUsesTheComposition = noClasses()
            .that()
            .resideInAnyPackage("..web..", "..directory..", "..authorization..", "..fhir..", "..portal..", "..fault..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gatehouse.sandbox", "..junit..");

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses().should().callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule onlyCommandsPrint =
            noClasses().that().haveSimpleNameNotEndingWith("Command").should().accessField(System.class, "out");
}
