package org.stagepost.distribution;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What code near the wire may not call: whatever depends on the machine's language, charset or clock, reads more as a
 * number than the grammar allows, or writes a file past {@code Disk}. Each rule is also held against a class that breaks it.
 */
class WireTextTest {
    /** Where text comes from the operator and not from a peer, and where things are wired to this machine. */
    private static final DescribedPredicate<JavaClass> AWAY_FROM_THE_WIRE = resideInAnyPackage(
            "org.stagepost.launch..", "org.stagepost.distribution..", "org.stagepost.mailstore.tool..");

    /** Disk itself, and what nobody misses after a power cut: the spill of a message on its way in, a socket's name. */
    private static final DescribedPredicate<JavaClass> DISK =
            resideInAnyPackage("org.stagepost.disk..").or(named(Set.of("MessageBuffer", "Listener")));

    /** Classes with a regular expression on wire text: each is linear, and its class says so. */
    private static final DescribedPredicate<JavaClass> LINEAR_EXPRESSIONS = named(Set.of());

    private static final JavaClasses OFFENDER = new ClassFileImporter().importClasses(Offender.class);

    @TestFactory
    Stream<DynamicTest> numbersAreReadDigitByDigit() {
        return Stream.of(
                forbid(
                        "parseInt and its like take +5 and Unicode digits",
                        calls("parse.*|decode", Integer.class, Long.class)),
                forbid(
                        "valueOf(String) takes +5 and Unicode digits",
                        callsWith("valueOf", List.of(String.class), Integer.class, Long.class)));
    }

    @TestFactory
    Stream<DynamicTest> octetsBecomeTextByANamedCharset() {
        return Stream.of(
                forbid("default charset: getBytes()", callsWith("getBytes", List.of(), String.class)),
                forbid("default charset: new String(byte[])", callsWith("<init>", List.of(byte[].class), String.class)),
                forbid(
                        "default charset: new String(byte[], int, int)",
                        callsWith("<init>", List.of(byte[].class, int.class, int.class), String.class)),
                forbid("default charset: defaultCharset()", calls("defaultCharset", Charset.class)),
                forbid(
                        "default charset: a reader",
                        callsWith("<init>", List.of(InputStream.class), InputStreamReader.class)),
                forbid(
                        "default charset: a writer",
                        callsWith("<init>", List.of(OutputStream.class), OutputStreamWriter.class)),
                forbid("default charset: toString()", callsWith("toString", List.of(), ByteArrayOutputStream.class)));
    }

    @TestFactory
    Stream<DynamicTest> lettersAndNumbersKnowNoLanguage() {
        return Stream.of(
                forbid("default locale: toLowerCase()", callsWith("toLowerCase", List.of(), String.class)),
                forbid("default locale: toUpperCase()", callsWith("toUpperCase", List.of(), String.class)),
                forbid(
                        "default locale: format",
                        callsWith("format", List.of(String.class, Object[].class), String.class)),
                forbid("default locale: formatted", calls("formatted", String.class)),
                forbid("default locale: getDefault", calls("getDefault", Locale.class)),
                forbid("letters fold as ASCII only", calls("(equals|compareTo)IgnoreCase", String.class)));
    }

    @TestFactory
    Stream<DynamicTest> noRegularExpressionButTheLinearOnesListedHere() {
        return Stream.of(
                forbid(
                        "String and a regular expression",
                        calls("matches|replaceAll|replaceFirst", String.class),
                        LINEAR_EXPRESSIONS),
                forbid("Pattern", calls("compile|matches", Pattern.class), LINEAR_EXPRESSIONS));
    }

    @TestFactory
    Stream<DynamicTest> timeComesFromAnInjectedClock() {
        return Stream.of(
                forbid("now() of java.time without a clock", nowWithoutClock()),
                forbid("currentTimeMillis", calls("currentTimeMillis", System.class)),
                forbid("the system's clock", calls("system.*", Clock.class)),
                forbid("new Date()", callsWith("<init>", List.of(), Date.class)));
    }

    @TestFactory
    Stream<DynamicTest> filesAreWrittenThroughDisk() {
        return Stream.of(
                forbid(
                        "a file written, moved, linked, made or deleted past Disk",
                        calls("write.*|newOutputStream|newBufferedWriter|move|copy|create.*|delete.*", Files.class),
                        DISK),
                forbid("a file forced past Disk", calls("force", FileChannel.class), DISK),
                forbid(
                        "a file opened for writing past Disk",
                        calls("<init>", FileOutputStream.class, FileWriter.class, RandomAccessFile.class),
                        DISK));
    }

    private static DescribedPredicate<AccessTarget> nowWithoutClock() {
        return describe(
                "now() without a clock",
                target -> target.getName().equals("now")
                        && target.getOwner().getPackageName().startsWith("java.time")
                        && target instanceof CodeUnitAccessTarget call
                        && !types(call).contains(Clock.class.getName()));
    }

    private static DescribedPredicate<AccessTarget> calls(String names, Class<?>... owners) {
        Set<String> ownerNames = Arrays.stream(owners).map(Class::getName).collect(Collectors.toSet());
        return describe(
                names + " of " + ownerNames,
                target -> ownerNames.contains(target.getOwner().getName())
                        && target.getName().matches(names));
    }

    private static DescribedPredicate<AccessTarget> callsWith(
            String name, List<Class<?>> parameters, Class<?>... owners) {
        List<String> wanted = parameters.stream().map(Class::getName).toList();
        return calls(name, owners)
                .and(describe(
                        "with " + wanted,
                        target -> target instanceof CodeUnitAccessTarget call
                                && types(call).equals(wanted)));
    }

    private static List<String> types(CodeUnitAccessTarget call) {
        return call.getRawParameterTypes().stream().map(JavaClass::getName).toList();
    }

    private static DescribedPredicate<JavaClass> named(Set<String> names) {
        return describe("named " + names, candidate -> names.contains(candidate.getSimpleName()));
    }

    private static DynamicTest forbid(String what, DescribedPredicate<AccessTarget> call) {
        return forbid(what, call, named(Set.of()));
    }

    private static DynamicTest forbid(
            String what, DescribedPredicate<AccessTarget> call, DescribedPredicate<JavaClass> excepted) {
        ArchRule rule = noClasses()
                .that(not(AWAY_FROM_THE_WIRE.or(excepted)).or(named(Set.of("Offender"))))
                .should()
                .callCodeUnitWhere(target(call))
                .as("not near the wire: " + what)
                .allowEmptyShould(true);
        return DynamicTest.dynamicTest(what, () -> {
            assertThat(rule.evaluate(OFFENDER).hasViolation())
                    .as("the rule notices a class that breaks it")
                    .isTrue();
            rule.check(House.CLASSES);
        });
    }
}
