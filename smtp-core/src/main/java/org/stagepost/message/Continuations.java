package org.stagepost.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stagepost.mail.Ascii;
import org.stagepost.message.Parameters.Parameter;

/**
 * Parameters that RFC 2231 section 3 spreads over several are joined: {@code name*0} and {@code name*1} become {@code name},
 * or {@code name*} where one of them is encoded. What does not begin with 0, or follows a gap, stays as it stands.
 */
final class Continuations {
    private static final String SAFE = "!#$&+-.^_`{|}~";

    private final Map<String, Map<Integer, Parameter>> segments = new LinkedHashMap<>();

    private Continuations(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            int index = index(parameter.name());
            if (index >= 0) named(parameter).putIfAbsent(index, parameter);
        }
    }

    static List<Parameter> join(List<Parameter> parameters) {
        if (parameters.stream().noneMatch(parameter -> index(parameter.name()) == 0)) return parameters;
        Continuations continuations = new Continuations(parameters);
        List<Parameter> joined = new ArrayList<>();
        for (Parameter parameter : parameters) continuations.join(parameter, joined);
        return joined;
    }

    /** The joined parameter stands where its first segment stood; the others go with it, a segment given twice does not. */
    @SuppressWarnings("ReferenceEquality")
    private void join(Parameter parameter, List<Parameter> joined) {
        int index = index(parameter.name());
        List<Parameter> run = index < 0 ? List.of() : run(named(parameter));
        if (index < 0 || index >= run.size() || run.get(index) != parameter) joined.add(parameter);
        else if (index == 0) joined.add(joined(run));
    }

    private Map<Integer, Parameter> named(Parameter parameter) {
        return segments.computeIfAbsent(Ascii.lower(base(parameter.name())), base -> new LinkedHashMap<>());
    }

    private static List<Parameter> run(Map<Integer, Parameter> segments) {
        List<Parameter> run = new ArrayList<>();
        while (segments.containsKey(run.size())) run.add(segments.get(run.size()));
        return run;
    }

    private static Parameter joined(List<Parameter> run) {
        boolean encoded = run.stream().anyMatch(segment -> isEncoded(segment.name()));
        StringBuilder value = new StringBuilder();
        if (encoded && !isEncoded(run.getFirst().name())) value.append("''");
        for (Parameter segment : run) {
            boolean asItStands = !encoded || isEncoded(segment.name());
            value.append(asItStands ? segment.value() : encode(segment.value()));
        }
        String base = base(run.getFirst().name());
        return new Parameter(encoded ? base + "*" : base, value.toString());
    }

    private static String encode(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.ISO_8859_1)) {
            boolean safe = Chars.isDigit(octet) || Chars.isLetter(octet) || SAFE.indexOf(octet) >= 0;
            if (safe) encoded.append((char) octet);
            else encoded.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
        }
        return encoded.toString();
    }

    private static String base(String name) {
        return name.substring(0, name.indexOf('*'));
    }

    private static boolean isEncoded(String name) {
        return name.endsWith("*");
    }

    /** The number of a segment; -1 for a parameter that is none. */
    private static int index(String name) {
        int star = name.indexOf('*');
        String digits = star <= 0
                ? ""
                : name.substring(star + 1, isEncoded(name) ? Math.max(name.length() - 1, star + 1) : name.length());
        boolean padded = digits.length() > 1 && digits.startsWith("0");
        if (digits.isEmpty() || digits.length() > 3 || padded) return -1;
        Lexer lexer = new Lexer(digits);
        int value = lexer.number(3);
        return lexer.atEnd() ? value : -1;
    }
}
