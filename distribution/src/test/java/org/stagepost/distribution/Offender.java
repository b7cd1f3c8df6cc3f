package org.stagepost.distribution;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Breaks every rule of {@link WireTextTest} once, so that each is seen to notice. Nobody calls it. */
@SuppressWarnings({
    "DefaultCharset",
    "DefaultLocale",
    "JavaUtilDate",
    "JdkObsolete",
    "StringCaseLocaleUsage",
    "UnusedMethod"
})
final class Offender {
    private Offender() {}

    static List<Number> numbers(String text) {
        return List.of(Integer.parseInt(text), Long.valueOf(text));
    }

    static List<Object> charsets(byte[] octets, ByteArrayOutputStream out) {
        return List.of(
                "".getBytes(),
                new String(octets),
                new String(octets, 0, 1),
                Charset.defaultCharset(),
                new InputStreamReader(new ByteArrayInputStream(octets)),
                new OutputStreamWriter(out),
                out.toString());
    }

    static List<Object> locales(String text) {
        return List.of(
                text.toLowerCase(),
                text.toUpperCase(),
                String.format("%d", 1),
                "%d".formatted(1),
                Locale.getDefault(),
                text.equalsIgnoreCase("x"));
    }

    static List<Object> expressions(String text) {
        return List.of(text.matches("(a*)*"), Pattern.compile(text));
    }

    static List<Object> times() {
        return List.of(Instant.now(), System.currentTimeMillis(), Clock.systemUTC(), new Date());
    }

    static void files(Path file, FileChannel channel) throws IOException {
        Files.writeString(file, "");
        channel.force(true);
        new FileOutputStream(file.toFile()).close();
    }
}
