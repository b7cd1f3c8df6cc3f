package org.stagepost.distribution;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
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
                edge("jdbc"),
                edge("message", "mail"),
                edge("net", "mail", "disk"),
                edge("launch", "mail"),
                edge("dialogue", "mail"),
                edge("trace", "mail", "disk", "launch"),
                edge("sasl", "mail", "net"),
                edge("directory", "mail", "disk", "jdbc", "launch", "sasl"),
                edge("smtp", "mail", "message", "net", "sasl", "trace", "dialogue"),
                edge("mta.queue", "mail", "message", "disk", "launch", "trace", "mta.route"),
                edge("mta.route", "mail", "net", "directory", "disk"),
                edge("mta.dns", "mail", "launch", "trace"),
                edge("mta.bounce", "mail", "message"),
                edge("mailstore", "mail", "message", "trace", "disk", "jdbc", "launch"),
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

    @Test
    void packagesBelowAModulesOwnFormNoCycles() {
        check(
                "packages below a module's own form no cycles",
                slices().matching("org.stagepost.*.(*)..").should().beFreeOfCycles());
    }

    /** One line a library: the packages that may import it. */
    @TestFactory
    Stream<DynamicTest> libraryOwners() {
        return Stream.of(
                owner("Netty", "io.netty..", "net", "distribution.console"),
                owner("BouncyCastle", "org.bouncycastle..", "net", "sasl", "directory", "mta.dkim"),
                owner("nimbus-jose-jwt", "com.nimbusds..", "directory"),
                owner("dnsjava", "org.xbill..", "mta.dns", "distribution.sandbox"),
                owner("jakarta.mail", "jakarta.mail..", "mta.bounce"),
                owner("jsoup", "org.jsoup..", "mailstore.scan"),
                owner("Lucene", "org.apache.lucene..", "mailstore.search"),
                owner("tomlj", "org.tomlj..", "launch"),
                owner("picocli", "picocli..", "distribution"),
                owner("JDBC", "java.sql..", "jdbc", "directory", "mailstore.index"),
                owner("the H2 driver (JDBC is enough)", "org.h2.."),
                owner("Logback (SLF4J is enough)", "ch.qos.logback..", "distribution"),
                owner(
                        "java.util.logging (SLF4J is enough, except to silence Lucene)",
                        "java.util.logging..",
                        "distribution",
                        "mailstore.search"));
    }

    /** One line a way in for strangers' objects or for names that are looked up (hardening row J1). */
    @TestFactory
    Stream<DynamicTest> nothingOfStrangersComesToLife() {
        return Stream.of(
                owner("JNDI", "javax.naming.."),
                owner("RMI", "java.rmi.."),
                owner("remote management", "javax.management.."),
                owner("a script engine", "javax.script.."),
                owner("an XML parser", "javax.xml.."),
                DynamicTest.dynamicTest(
                        "no object is read from octets",
                        () -> check(
                                "no object is read from octets",
                                noClasses()
                                        .should()
                                        .dependOnClassesThat()
                                        .haveNameMatching("java\\.(io\\.ObjectInputStream|beans\\.XMLDecoder)"))));
    }

    /** Where a statement is made its text is a constant; whatever comes from outside is a bound parameter (row J6). */
    @Test
    void statementsAreMadeInOnePlaceEach() {
        check(
                "SQL becomes a statement only in Database, IndexTables and Pictures",
                noClasses()
                        .that(not(isNamed("Database|IndexTables|Pictures")))
                        .should()
                        .callMethodWhere(describe(
                                "SQL becomes a statement",
                                call -> call.getTargetOwner().getName().equals("java.sql.Connection")
                                        && call.getName()
                                                .matches("createStatement|prepare(Statement|Call)|nativeSQL"))));
    }

    @Test
    void theDnsServerIsTheOneOfTheSettings() {
        check(
                "no look-up by dnsjava's static default resolver",
                noClasses().should().dependOnClassesThat().haveFullyQualifiedName("org.xbill.DNS.Lookup"));
    }

    @Test
    void onlyMainEndsTheProcess() {
        check(
                "only Main ends the process",
                noClasses().that(not(isNamed("Main"))).should().callMethod(System.class, "exit", int.class));
    }

    @Test
    void onlyTheTerminalIsWrittenTo() {
        check(
                "only Terminal and the tool write to the terminal; all else is logged",
                noClasses()
                        .that(not(isNamed("Terminal").or(resideInAPackage("org.stagepost.mailstore.tool.."))))
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err"));
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
    void modulesOnlyBind() {
        check(
                "modules hold bind lines only: no @Provides",
                noMethods().should().beAnnotatedWith("com.google.inject.Provides"));
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
        return describe("is named " + pattern, candidate -> {
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
