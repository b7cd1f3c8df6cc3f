package org.stagepost.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stagepost.mail.Ascii;

/**
 * One parameter in the forms of RFC 2231: {@code name*}, {@code name*0}, {@code name*0*}. Segments may come in any order;
 * they are joined from 0 up to the first that is missing.
 */
final class ExtendedParameter {
    private final String name;
    private final @Nullable Segment[] segments = new Segment[Bounds.PARAMETERS];
    private Charset charset = StandardCharsets.UTF_8;

    private record Segment(String value, boolean encoded) {}

    ExtendedParameter(String name) {
        this.name = name;
    }

    /** The decoded value, empty if no parameter has an extended form of the name. */
    Optional<String> in(List<Parameters.Parameter> parameters) {
        for (Parameters.Parameter parameter : parameters) collect(parameter);
        if (segments[0] == null) return Optional.empty();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < segments.length; i++) {
            Segment segment = segments[i];
            if (segment == null) break;
            append(segment, i == 0, octets);
        }
        return Optional.of(EncodedWords.withoutControls(Charsets.decode(octets.toByteArray(), charset)));
    }

    private void collect(Parameters.Parameter parameter) {
        String form = parameter.name();
        int length = name.length();
        if (form.length() <= length || form.charAt(length) != '*') return;
        if (!Ascii.equalsIgnoreCase(form.substring(0, length), name)) return;
        boolean encoded = form.endsWith("*");
        String index = encoded ? form.substring(length, form.length() - 1) : form.substring(length);
        int at = index.isEmpty() ? 0 : index(index.substring(1));
        if (at >= 0 && segments[at] == null) segments[at] = new Segment(parameter.value(), encoded);
    }

    private static int index(String digits) {
        if (digits.isEmpty() || digits.length() > 3) return -1;
        Lexer lexer = new Lexer(digits);
        int value = lexer.number(3);
        return lexer.atEnd() && value < Bounds.PARAMETERS ? value : -1;
    }

    private void append(Segment segment, boolean first, ByteArrayOutputStream octets) {
        String value = segment.value();
        if (!segment.encoded()) {
            octets.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        appendPercentDecoded(first ? withoutCharset(value) : value, octets);
    }

    /** {@code charset'language'text}: the first segment alone carries them. */
    private String withoutCharset(String value) {
        int charsetEnd = value.indexOf('\'');
        int languageEnd = charsetEnd < 0 ? -1 : value.indexOf('\'', charsetEnd + 1);
        if (languageEnd < 0) return value;
        charset = Charsets.lookup(value.substring(0, charsetEnd)).orElse(StandardCharsets.UTF_8);
        return value.substring(languageEnd + 1);
    }

    private static void appendPercentDecoded(String value, ByteArrayOutputStream octets) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int high = c == '%' && i + 2 < value.length() ? Chars.hex(value.charAt(i + 1)) : -1;
            int low = high < 0 ? -1 : Chars.hex(value.charAt(i + 2));
            if (low < 0) {
                octets.write(c);
            } else {
                octets.write(high << 4 | low);
                i += 2;
            }
        }
    }
}
