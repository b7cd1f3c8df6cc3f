package org.stagepost.distribution;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may depend on whom, and which package alone knows a library. Maven holds the modules apart; this, their packages. */
class ArchitectureTest {
    /** One line a package: what of ours it may know. A package that is not named may know all that its module may. */
    @TestFactory
    Stream<DynamicTest> packageEdges() {
        return Stream.of(
                edge("mail"),
                edge("disk"),
                edge("message", "mail"),
                edge("net", "mail", "disk", "launch"),
                edge("mailstore", "mail", "message", "trace", "disk", "launch"),
                edge("mda.sieve", "mail", "message"),
                edge("pop3", "mail", "message", "net", "sasl", "directory", "trace", "launch", "disk", "mailstore"),
                edge("imap", "mail", "message", "net", "sasl", "directory", "trace", "launch", "disk", "mailstore"));
    }

    private static DynamicTest edge(String from, String... to) {
        String[] may = Stream.concat(Stream.of(from), Arrays.stream(to))
                .map(name -> "org.stagepost." + name + "..")
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> allowed =
                not(resideInAPackage("org.stagepost..")).or(resideInAnyPackage(may));
        String rule = from + " knows of ours only " + (to.length == 0 ? "itself" : String.join(", ", to));
        return DynamicTest.dynamicTest(
                rule,
                () -> check(
                        rule,
                        classes()
                                .that()
                                .resideInAPackage("org.stagepost." + from + "..")
                                .should()
                                .onlyDependOnClassesThat(allowed)));
    }

    @Test
    void packagesFormNoCycles() {
        check(
                "packages form no cycles",
                slices().matching("org.stagepost.(*)..").should().beFreeOfCycles());
    }

    /** One line a library: the packages that may import it. */
    @TestFactory
    Stream<DynamicTest> libraryOwners() {
        return Stream.of(
                owner("Netty", "io.netty..", "net", "distribution.console"),
                owner("BouncyCastle", "org.bouncycastle..", "net", "directory", "mta.dkim"),
                owner("dnsjava", "org.xbill..", "mta.dns", "distribution.sandbox"),
                owner("jakarta.mail", "jakarta.mail..", "mta.bounce"),
                owner("tomlj", "org.tomlj..", "launch"),
                owner("picocli", "picocli..", "distribution"),
                owner("the H2 driver (JDBC is enough)", "org.h2.."),
                owner("Logback (SLF4J is enough)", "ch.qos.logback..", "distribution"),
                owner("java.util.logging (SLF4J is enough)", "java.util.logging..", "distribution"));
    }

    private static DynamicTest owner(String library, String packages, String... owners) {
        String[] may = Arrays.stream(owners)
                .map(name -> "org.stagepost." + name + "..")
                .toArray(String[]::new);
        String rule =
                library + " is imported " + (owners.length == 0 ? "nowhere" : "only in " + String.join(", ", owners));
        return DynamicTest.dynamicTest(
                rule,
                () -> check(
                        rule,
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(may)
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(packages)));
    }

    @Test
    void guiceIsSeenOnlyInModulesMainsAndLaunch() {
        check(
                "Guice is seen only in *Module, Main and launch",
                noClasses()
                        .that(not(resideInAPackage("org.stagepost.launch..").or(isNamed(".*(Module|Main)"))))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("com.google.inject.."));
    }

    @Test
    void onlyTheLauncherHoldsAnInjector() {
        check(
                "only Launcher holds an Injector",
                noClasses()
                        .that(not(isNamed("Launcher")))
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("com.google.inject.Injector"));
    }

    @Test
    void nothingIsInjectedIntoFields() {
        check(
                "no field injection: constructors only",
                fields().should()
                        .notBeAnnotatedWith("jakarta.inject.Inject")
                        .andShould()
                        .notBeAnnotatedWith("com.google.inject.Inject"));
    }

    @Test
    void namesSayWhatAThingIs() {
        check(
                "no Manager, Helper, Util, Impl, Abstract*, I*: names are the RFC's words",
                noClasses()
                        .should()
                        .haveNameMatching(
                                ".*[.$](\\w*(Manager|Helper|Utils?|Impl)|Abstract[A-Z]\\w*|I[A-Z][a-z]\\w*)"));
    }

    @Test
    void sessionsHoldNoMonitor() {
        check(
                "no synchronized in session paths (it pins a virtual thread's carrier up to Java 23): ReentrantLock",
                noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED));
    }

    /** Nested classes count as the class they are in. */
    private static DescribedPredicate<JavaClass> isNamed(String pattern) {
        return DescribedPredicate.describe("is named " + pattern, candidate -> {
            JavaClass outermost = candidate;
            while (outermost.getEnclosingClass().isPresent())
                outermost = outermost.getEnclosingClass().get();
            return outermost.getSimpleName().matches(pattern);
        });
    }

    private static void check(String rule, ArchRule what) {
        what.as(rule).allowEmptyShould(true).check(House.CLASSES);
    }
}
