package dev.gatehouse.common;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.gatehouse.common.testing.WaysOut;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Who may use what inside this module. */
@AnalyzeClasses(packages = "dev.gatehouse.common", importOptions = ImportOption.DoNotIncludeTests.class)
final class PackageRulesTest {
    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.gatehouse.common.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule failureUsesOnlyTheJdk = classes()
            .that()
            .resideInAPackage("..common.failure..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..", "dev.gatehouse.common.failure..", "org.jspecify..", "com.google.errorprone.."));

    @ArchTest
    static final ArchRule onlyDatabaseAndStoresKnowHibernate = noClasses()
            .that(not(resideInAnyPackage("..common.database..")))
            .and()
            .haveSimpleNameNotEndingWith("Row")
            .and()
            .haveSimpleNameNotEndingWith("Store")
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.persistence..", "org.hibernate.."));

    /** The client of vertx-web-client lives in a package below it and is egress's. */
    @ArchTest
    static final ArchRule onlyWebKnowsRoutes = noClasses()
            .that()
            .resideOutsideOfPackage("..common.web..")
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

    /** But for {@code Meanwhile}, whose steps are waited for on a worker, before any request is taken. */
    @ArchTest
    static final ArchRule nobodyWaitsForAFuture = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.gatehouse.common.database.Meanwhile")
            .should()
            .callMethod(CompletableFuture.class, "join")
            .orShould()
            .callMethod(CompletableFuture.class, "get");

    @ArchTest
    static final ArchRule nobodyPrints = noClasses().should(ACCESS_STANDARD_STREAMS);
}
