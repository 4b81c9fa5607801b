package dev.gatehouse.registration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.gatehouse.common.testing.WaysOut;
import java.time.Instant;

/** Who may use what inside this module. */
@AnalyzeClasses(packages = "dev.gatehouse.registration", importOptions = ImportOption.DoNotIncludeTests.class)
final class PackageRulesTest {
    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.gatehouse.registration.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule applicationsKnowNothingOfCredentials = noClasses()
            .that()
            .resideInAPackage("..registration.application..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..registration.credential..");

    @ArchTest
    static final ArchRule nobodyKnowsTheGatewayOrTheSandbox = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.gatehouse.gateway..", "dev.gatehouse.sandbox.."));

    @ArchTest
    static final ArchRule onlyRowsAndStoresKnowHibernate = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Row")
            .and()
            .haveSimpleNameNotEndingWith("Store")
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.persistence..", "org.hibernate.."));

    @ArchTest
    static final ArchRule onlyRoutesKnowVertxWeb = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Routes")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vertx.ext.web", "io.vertx.ext.web.handler.."));

    @ArchTest
    static final ArchRule callsGoOutThroughEgress = WaysOut.onlyEgress();

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule nobodyPrints = noClasses().should(ACCESS_STANDARD_STREAMS);
}
