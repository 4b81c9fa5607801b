package dev.gatehouse.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.gatehouse.common.testing.WaysOut;
import java.time.Instant;

/** Who may use what inside this module. */
@AnalyzeClasses(packages = "dev.gatehouse.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
final class PackageRulesTest {
    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.gatehouse.gateway.(*)..").should().beFreeOfCycles();

    /** Upper uses lower only; access and operations are side rooms. */
    @ArchTest
    static final ArchRule packagesFormALadder = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.gatehouse.gateway..")
            .layer("app")
            .definedBy("..gateway.app..")
            .layer("nango")
            .definedBy("..gateway.nango..")
            .layer("bulk")
            .definedBy("..gateway.bulk..")
            .layer("proxy")
            .definedBy("..gateway.proxy..")
            .layer("guard")
            .definedBy("..gateway.guard..")
            .layer("authorization")
            .definedBy("..gateway.authorization..")
            .layer("admission")
            .definedBy("..gateway.admission..")
            .layer("token")
            .definedBy("..gateway.token..")
            .layer("connection")
            .definedBy("..gateway.connection..")
            .layer("smart")
            .definedBy("..gateway.smart..")
            .layer("directory")
            .definedBy("..gateway.directory..")
            .layer("access")
            .definedBy("..gateway.access..")
            .layer("audit")
            .definedBy("..gateway.audit..")
            .layer("webhook")
            .definedBy("..gateway.webhook..")
            .layer("mail")
            .definedBy("..gateway.mail..")
            .layer("operations")
            .definedBy("..gateway.operations..")
            .layer("calls")
            .definedBy("..gateway.calls..")
            .layer("tracing")
            .definedBy("..gateway.tracing..")
            .layer("live")
            .definedBy("..gateway.live..")
            .layer("overview")
            .definedBy("..gateway.overview..")
            .layer("operator")
            .definedBy("..gateway.operator..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("nango")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("admission")
            .mayOnlyBeAccessedByLayers("app", "bulk", "proxy", "operations")
            .whereLayer("bulk")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("proxy")
            .mayOnlyBeAccessedByLayers("app", "bulk", "calls", "operations", "nango", "tracing")
            .whereLayer("guard")
            .mayOnlyBeAccessedByLayers("app", "proxy", "bulk", "nango", "operations")
            .whereLayer("authorization")
            .mayOnlyBeAccessedByLayers("app", "nango")
            .whereLayer("token")
            .mayOnlyBeAccessedByLayers("app", "bulk", "proxy", "authorization", "operations", "nango")
            .whereLayer("connection")
            .mayOnlyBeAccessedByLayers(
                    "app", "bulk", "proxy", "admission", "authorization", "token", "webhook", "nango", "calls", "live")
            .whereLayer("smart")
            .mayOnlyBeAccessedByLayers("app", "authorization", "token", "connection", "nango")
            .whereLayer("directory")
            .mayOnlyBeAccessedByLayers("app", "authorization", "connection", "nango")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("app", "authorization", "nango", "operator", "live")
            .whereLayer("live")
            .mayOnlyBeAccessedByLayers("app", "bulk", "webhook", "calls")
            .whereLayer("operator")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("overview")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("webhook")
            .mayOnlyBeAccessedByLayers("app", "nango")
            .whereLayer("mail")
            .mayOnlyBeAccessedByLayers("app", "webhook")
            .whereLayer("operations")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("calls")
            .mayOnlyBeAccessedByLayers("app", "operations")
            .whereLayer("tracing")
            .mayOnlyBeAccessedByLayers("app", "calls", "operations");

    @ArchTest
    static final ArchRule onlyTheCommandsKnowTheSandbox = noClasses()
            .that()
            .resideOutsideOfPackage("..gateway.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gatehouse.sandbox..");

    @ArchTest
    static final ArchRule onlyRowsAndStoresKnowHibernate = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Row")
            .and()
            .haveSimpleNameNotEndingWith("Store")
            .and()
            .haveSimpleNameNotEndingWith("Key")
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.persistence..", "org.hibernate.."));

    /** The management server is a listener of its own. */
    @ArchTest
    static final ArchRule onlyRoutesAndHandlersKnowVertxWeb = noClasses()
            .that(not(resideInAnyPackage("..gateway.app..")))
            .and()
            .haveNameNotMatching(
                    ".*(Routes|Handler|ConnectPage|PostPage|FinishPage|DirectoryUpload|ManagementServer)(\\$.*)?")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vertx.ext.web", "io.vertx.ext.web.handler.."));

    /**
     * The client of the commands speaks to a gateway, and runs in a process of its own. Spans go to the operator's own collector,
     * whose address is in the settings: see SpanSender. So do people's sign-ins to the identity provider: see IdentityProvider.
     */
    @ArchTest
    static final ArchRule callsGoOutThroughEgress =
            WaysOut.onlyEgress("ApiClient", "DemoWalk", "SpanSender", "IdentityProvider");

    @ArchTest
    static final ArchRule onlyOnePackageSendsMail = WaysOut.mailOnlyIn("..gateway.mail..");

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule onlyCommandsPrint = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Command")
            .and()
            .haveSimpleNameNotEndingWith("Commands")
            .and()
            .doNotHaveSimpleName("Main")
            .should(ACCESS_STANDARD_STREAMS);
}
