package org.stagepost.mail;

/** The grammar of address literals: IPv4, and IPv6 behind its tag (RFC 5321 4.1.3). */
final class AddressLiteral {
    private static final int MAX_LENGTH = 64;

    private AddressLiteral() {}

    static String checked(String text) throws SyntaxException {
        if (!text.endsWith("]") || text.length() > MAX_LENGTH) throw new SyntaxException("not an address literal");
        String inner = Ascii.lower(text.substring(1, text.length() - 1));
        boolean good = inner.startsWith("ipv6:") ? isIpv6(inner.substring(5)) : isIpv4(inner);
        if (!good) throw new SyntaxException("not an address literal");
        return "[" + inner + "]";
    }

    static boolean isIpv4(String text) {
        int dots = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && digits > 0) {
                dots++;
                digits = 0;
                value = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                digits++;
                value = value * 10 + (c - '0');
                if (value > 255) return false;
            } else return false;
        }
        return dots == 3 && digits > 0;
    }

    static boolean isIpv6(String text) {
        int tail = text.lastIndexOf(':');
        boolean mixed = text.indexOf('.') >= 0;
        if (mixed && (tail < 0 || !isIpv4(text.substring(tail + 1)))) return false;
        String groups = mixed ? text.substring(0, tail + 1) + "0:0" : text;
        int gap = groups.indexOf("::");
        if (gap < 0) return countGroups(groups) == 8;
        if (groups.indexOf("::", gap + 1) >= 0) return false;
        int before = gap == 0 ? 0 : countGroups(groups.substring(0, gap));
        int after = gap + 2 == groups.length() ? 0 : countGroups(groups.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** How many groups of one to four hexadecimal digits stand between colons, or -1 where one does not. */
    private static int countGroups(String text) {
        int groups = 1;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                if (digits == 0) return -1;
                groups++;
                digits = 0;
            } else if (Character.digit(c, 16) >= 0 && c < 128 && digits < 4) digits++;
            else return -1;
        }
        return digits == 0 ? -1 : groups;
    }
}
