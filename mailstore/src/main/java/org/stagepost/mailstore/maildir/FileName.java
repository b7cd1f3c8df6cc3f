package org.stagepost.mailstore.maildir;

import java.util.OptionalLong;

/**
 * A message's file name: the base, which never changes, and the info part with the flag letters, which does
 * ({@code 1732.M1P2.host,S=310,W=318} and {@code :2,FS}).
 */
record FileName(String base, String info) {
    private static final String FLAGS = ":2,";

    static FileName parse(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? new FileName(name, "") : new FileName(name.substring(0, colon), name.substring(colon));
    }

    /** The flag letters of an info part; none when it is of another kind. */
    static String letters(String info) {
        if (!info.startsWith(FLAGS)) return "";
        int comma = info.indexOf(',', FLAGS.length());
        return comma < 0 ? info.substring(FLAGS.length()) : info.substring(FLAGS.length(), comma);
    }

    /** The info part with these letters; what follows a second comma stays. */
    static String info(String old, String letters) {
        int comma = old.startsWith(FLAGS) ? old.indexOf(',', FLAGS.length()) : -1;
        return FLAGS + letters + (comma < 0 ? "" : old.substring(comma));
    }

    /** The octets on disk ({@code S}), or with every line ending CR LF ({@code W}), as the name says; it may lie. */
    static OptionalLong size(String base, char letter) {
        int at = base.indexOf("," + letter + "=");
        if (at < 0) return OptionalLong.empty();
        long size = 0;
        int i = at + 3;
        for (; i < base.length() && i < at + 18 && isDigit(base.charAt(i)); i++)
            size = size * 10 + base.charAt(i) - '0';
        boolean whole = i > at + 3 && (i == base.length() || base.charAt(i) == ',');
        return whole ? OptionalLong.of(size) : OptionalLong.empty();
    }

    /** The seconds since 1970 that a base begins with, or 0. */
    static long seconds(String base) {
        long seconds = 0;
        for (int i = 0; i < base.length() && i < 11 && isDigit(base.charAt(i)); i++)
            seconds = seconds * 10 + base.charAt(i) - '0';
        return seconds;
    }

    @Override
    public String toString() {
        return base + info;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
