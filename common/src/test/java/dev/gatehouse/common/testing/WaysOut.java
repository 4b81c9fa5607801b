package dev.gatehouse.common.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;

/**
 * The rule that nothing but {@code common.egress} opens connections. Two clients are not meant by it, since they go only where
 * the operator's settings say and take no address from anybody else: the drivers of the database and the mail client, each
 * allowed in one package.
 */
public final class WaysOut {
    private static final Map<String, Set<String>> OPENING = Map.of(
            "io.vertx.core.Vertx",
            Set.of(
                    "createHttpClient",
                    "httpClientBuilder",
                    "createNetClient",
                    "createWebSocketClient",
                    "webSocketClientBuilder",
                    "createDatagramSocket",
                    "createDnsClient"),
            "java.net.URL",
            Set.of("openConnection", "openStream", "getContent"));

    private WaysOut() {}

    /** @param elsewhere simple names of classes outside of the running gateway, such as a command's client */
    public static ArchRule onlyEgress(String... elsewhere) {
        DescribedPredicate<JavaClass> free = resideInAnyPackage("dev.gatehouse.common.egress..");
        for (String name : elsewhere) {
            free = free.or(simpleName(name));
        }
        return noClasses()
                .that(not(free))
                .should()
                .callMethodWhere(describe("opens a connection", WaysOut::opens))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.net.http..",
                                "io.vertx.ext.web.client..",
                                "io.vertx.ext.auth.oauth2..",
                                "io.netty.bootstrap..",
                                "javax.net..")
                        .or(assignableTo("java.net.URLConnection"))
                        .or(assignableTo("java.net.Socket"))
                        .or(assignableTo("java.net.DatagramSocket"))
                        .or(assignableTo("java.nio.channels.NetworkChannel"))
                        .or(assignableTo("java.nio.channels.SocketChannel")))
                .because("every call that leaves the process is checked and limited in one place");
    }

    /** @param there the one package that has a mail client */
    public static ArchRule mailOnlyIn(String there) {
        return noClasses()
                .that(not(resideInAnyPackage(there)))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx.ext.mail.."));
    }

    private static boolean opens(JavaMethodCall call) {
        return OPENING.entrySet().stream()
                .anyMatch(each -> call.getTargetOwner().isAssignableTo(each.getKey())
                        && each.getValue().contains(call.getName()));
    }
}
