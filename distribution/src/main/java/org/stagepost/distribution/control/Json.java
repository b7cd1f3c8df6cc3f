package org.stagepost.distribution.control;

import java.util.List;
import java.util.Map;

/** Writes values as JSON (RFC 8259): maps, lists, text, numbers and truths. Text is escaped so that a line stays a line. */
public final class Json {
    private Json() {}

    public static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder text) {
        switch (value) {
            case Map<?, ?> map -> {
                String separator = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(separator);
                    quote(entry.getKey().toString(), text);
                    write(entry.getValue(), text.append(':'));
                    separator = ",";
                }
                text.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                String separator = "[";
                for (Object each : list) {
                    write(each, text.append(separator));
                    separator = ",";
                }
                text.append(list.isEmpty() ? "[]" : "]");
            }
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> quote(value.toString(), text);
        }
    }

    private static void quote(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') text.append('\\').append(c);
            else if (c >= ' ' && c < 127) text.append(c);
            else {
                text.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) text.append(Character.forDigit(c >> shift & 15, 16));
            }
        }
        text.append('"');
    }
}
